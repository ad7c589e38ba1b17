/** Values in memory while a run needs them: handed out as fresh copies, dropped with their last use. */

import { decodeInput, loadInput } from "./input_values.ts";
import type { Cache } from "../cache/interfaces.ts";
import { codecId } from "../codec/registry.ts";
import { NODE } from "../graph/future.ts";
import type { FileNode, InputNode } from "../graph/node.ts";
import type { ContentHash } from "../hash/digest.ts";
import type { RunHost } from "./host.ts";
import type { Held, Job, JobOut, Parent } from "./job.ts";
import { isRefCodec, openRef } from "./ref_content.ts";

/** Where values are. */
export type ValuesHost = Pick<RunHost, "cache" | "doubt" | "elsewhere" | "memory">;

/** Hands out the values of settled jobs. */
export class Values {
  readonly #host: ValuesHost;
  readonly #cache: Cache;
  /** Whether the run stores values, so that they can be had again. */
  readonly #stores: boolean;

  constructor(host: ValuesHost, stores: boolean) {
    this.#host = host;
    this.#cache = host.cache;
    this.#stores = stores;
  }

  /** Keeps what a body gave, if somebody waits for it or it can't be had again. */
  keep(job: Job, out: JobOut, held: Held): void {
    if (out.consumers > 0 || !this.#stored(job)) out.held = held;
    if (this.#inMemory(job)) this.#host.memory?.keep(out.head!, held);
  }

  #stored({ node, partial }: Job): boolean {
    return node.kind !== "call" || (this.#stores && node.info.settings.cache && !partial);
  }

  /** Whether its values stay in memory for later runs. */
  #inMemory({ node, partial }: Job): boolean {
    return node.kind === "call" && node.info.settings.cacheInMemory && this.#stores && !partial;
  }

  /** One consumer turned out not to need the value. */
  release({ job, out }: Parent): void {
    if (--out.consumers <= 0 && this.#stored(job)) out.held = undefined;
  }

  /** Makes sure that the values are in memory; gives the jobs whose stored values are lost. */
  async load(parents: readonly Parent[]): Promise<Job[]> {
    const missing = new Set<JobOut>();
    const lost: Job[] = [];
    const wanted: Parent[] = [];
    for (const parent of parents) {
      const { job, out } = parent;
      if (out.held !== undefined || missing.has(out)) continue;
      missing.add(out);
      if (job.node.kind !== "call") out.held = this.#input(job.node);
      else if (this.#inMemory(job)) out.held = this.#host.memory?.held(out.head!);
      if (out.held === undefined) wanted.push(parent);
    }
    if (wanted.length === 0) return lost;
    const contents = await this.#cache.contents.get(wanted.map(({ out }) => contentOf(out)));
    for (const [i, { job, out }] of wanted.entries()) {
      const bytes = contents[i] ?? await this.#host.elsewhere?.bytes(out.future);
      const held = bytes && await this.#holding(out, bytes);
      if (held === undefined) lost.push(job);
      else out.held = held;
      if (held !== undefined && this.#inMemory(job)) this.#host.memory?.keep(out.head!, held);
    }
    return lost;
  }

  /** What is remembered may be damaged, and not the file changed. */
  #input(node: InputNode | FileNode): Held {
    try {
      return loadInput(node);
    } catch (error) {
      this.#host.doubt?.(node.path);
      throw error;
    }
  }

  /** Undefined if a file of it is gone, or if the task doesn't write what the entry says it holds. */
  async #holding(out: JobOut, bytes: Uint8Array): Promise<Held | undefined> {
    const { codec } = out.head!;
    if (!isRefCodec(codec)) {
      return isOwnCodec(out, codec) ? { bytes, value: undefined, hasValue: false } : undefined;
    }
    const value = await openRef(codec, bytes, this.#cache.contents);
    return value && { bytes, value, hasValue: true };
  }

  /** Whether all are in memory, so that nothing need be awaited. */
  ready(parents: readonly Parent[]): boolean {
    for (const { out } of parents) if (out.held === undefined) return false;
    return true;
  }

  /** A copy of a value for a consumer that may ask for it again; it is to be released in the end. */
  copy(parent: Parent): unknown {
    parent.out.consumers++;
    return this.take(parent);
  }

  /**
   * A value for one consumer: its own copy. Not even the last one is handed what the body returned:
   * that may be a constant of the module, another out, or in the hands of a body to come.
   */
  take(parent: Parent): unknown {
    const { job, out } = parent;
    const { held } = out;
    const { node } = job;
    // a value that can't be had again stays for those who may still ask for it
    if (--out.consumers <= 0 && this.#stored(job)) out.held = undefined;
    if (held!.hasValue) return held!.value;
    if (node.kind !== "call") {
      const isPath = node.kind === "input" && node.as === "path";
      return isPath ? node.path : decodeInput(held!.bytes!, node);
    }
    const value = node.info.serializer(out.future.outKey).loads(held!.bytes!);
    if (node.info.settings.share) this.#keepShared(parent, { ...held!, value, hasValue: true });
    return value;
  }

  /** What all further consumers are handed, as `share` asks for. */
  #keepShared({ job, out }: Parent, decoded: Held): void {
    if (out.held !== undefined) out.held = decoded;
    if (this.#inMemory(job)) this.#host.memory?.keep(out.head!, decoded);
  }
}

/** The key has the serialiser in it, so only a damaged entry names another one. */
function isOwnCodec({ future }: JobOut, codec: string): boolean {
  const node = future[NODE];
  if (node.kind !== "call") return true;
  const own = codecId(node.info.serializer(future.outKey));
  return codec === own || codec === `${own}!`;
}

function contentOf(out: JobOut): ContentHash {
  return out.head!.contentHash;
}
