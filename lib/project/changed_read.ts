/** Whether what a body read is as it was. */

import type { Look } from "../file/look.ts";
import type { Read } from "../run/body_reads.ts";
import { type AbsPath, absPath } from "../util/path.ts";

/** Compares what entries' bodies read with what is there now. */
export class ChangedReads {
  readonly #root: AbsPath;
  readonly #lookAt: (path: AbsPath, look: Look) => string;
  /** What is seen now, until others come to their turn: thousands of calls may have read one folder. */
  #now: Map<string, string> | undefined;

  /** `lookAt` gives what is seen at a path, as bodies record it. */
  constructor(root: AbsPath, lookAt: (path: AbsPath, look: Look) => string) {
    this.#root = root;
    this.#lookAt = lookAt;
  }

  /** The first of an entry's reads (JSON) that no longer holds; undefined if all do. */
  first(reads: string): string | undefined {
    const changed = parse(reads).find(({ path, hash, look }) =>
      this.#seen(path, look ?? "content") !== hash
    );
    return changed && (changed.look === undefined ? changed.path : `${changed.path}/`);
  }

  #seen(path: string, look: Look): string {
    if (this.#now === undefined) {
      this.#now = new Map();
      queueMicrotask(() => this.#now = undefined);
    }
    const key = `${look} ${path}`;
    let seen = this.#now.get(key);
    if (seen === undefined) {
      seen = this.#lookAt(absPath(path, this.#root), look);
      this.#now.set(key, seen);
    }
    return seen;
  }
}

/** What was damaged, so that it can't be read, doesn't hold. */
function parse(reads: string): readonly Read[] {
  try {
    return JSON.parse(reads);
  } catch {
    return [{ path: "?", hash: "damaged" }];
  }
}
