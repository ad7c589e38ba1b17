/** Values that stay in memory for as long as their project is open, as `cacheInMemory` asks for. */

import type { EntryHead } from "../cache/entry.ts";
import type { Held } from "./job.ts";
import { isRef } from "./ref_content.ts";

/** A value in memory, with what is known about it. */
interface Kept {
  readonly head: EntryHead;
  readonly held: Held;
}

/** By hash, over all runs of a project. Files are not kept: their content stays where it is. */
export class ValueMemory {
  readonly #kept = new Map<string, Kept>();

  keep(head: EntryHead, held: Held): void {
    if (held.bytes === undefined || (held.hasValue && isRef(held.value))) return;
    this.#kept.set(head.hash, { head, held });
  }

  /** What is known of a value that is kept. */
  head(hash: string): EntryHead | undefined {
    return this.#kept.get(hash)?.head;
  }

  /** The value, if it is the one that `head` tells of. */
  held(head: EntryHead): Held | undefined {
    const kept = this.#kept.get(head.hash);
    return kept?.head.contentHash === head.contentHash && kept.head.codec === head.codec
      ? kept.held
      : undefined;
  }

  forget(hashes: readonly string[]): void {
    for (const hash of hashes) this.#kept.delete(hash);
  }
}
