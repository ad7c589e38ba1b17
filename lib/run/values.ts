/** Values in memory while a run needs them: handed out as fresh copies, dropped with their last use. */

import { decodeInput, loadInput } from "./input_values.ts";
import type { Cache } from "../cache/interfaces.ts";
import type { Serializer } from "../codec/codec.ts";
import type { ContentHash } from "../hash/digest.ts";
import type { RunHost } from "./host.ts";
import type { Held, Job, JobOut, Parent } from "./job.ts";
import { isRef, isRefCodec, openRef } from "./ref_content.ts";

/** Where values are. */
export type ValuesHost = Pick<RunHost, "cache" | "elsewhere" | "memory">;

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
    if (this.#inMemory(job)) this.#remember(job, out, held);
  }

  /** Only what all may share stays as it is: another value is read from its bytes each time. */
  #remember(job: Job, out: JobOut, held: Held): void {
    const shared = job.node.kind === "call" && job.node.info.settings.share;
    const asItIs = !held.hasValue || shared || isPrimitive(held.value);
    const kept = asItIs ? held : { ...held, value: undefined, hasValue: false };
    this.#host.memory?.keep(out.head!, kept);
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
      if (job.node.kind !== "call") out.held = loadInput(job.node);
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
      if (held !== undefined && this.#inMemory(job)) this.#remember(job, out, held);
    }
    return lost;
  }

  async #holding(out: JobOut, bytes: Uint8Array): Promise<Held | undefined> {
    const { codec } = out.head!;
    if (!isRefCodec(codec)) return { bytes, value: undefined, hasValue: false };
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

  /** A value for one consumer: its own copy, or the original for the last one. */
  take(parent: Parent): unknown {
    const { job, out } = parent;
    const { held } = out;
    const { node } = job;
    // a value that can't be had again stays for those who may still ask for it
    const last = --out.consumers <= 0 && this.#stored(job);
    if (last) out.held = undefined;
    if (held!.hasValue && (isPrimitive(held!.value) || isRef(held!.value))) return held!.value;
    if (node.kind !== "call") {
      const isPath = node.kind === "input" && node.as === "path";
      return isPath ? node.path : decodeInput(held!.bytes!, node);
    }
    const { settings } = node.info;
    const serializer = node.info.serializer(out.future.outKey);
    if (settings.share) return this.#shared(parent, held!, serializer);
    if (held!.hasValue && last && serializer.lossless === true) return held!.value;
    return serializer.loads(held!.bytes!);
  }

  /** The one object that all consumers are handed, as `share` asks for. */
  #shared({ job, out }: Parent, held: Held, serializer: Serializer): unknown {
    if (held.hasValue) return held.value;
    const value = serializer.loads(held.bytes!);
    const decoded = { ...held, value, hasValue: true };
    if (out.held !== undefined) out.held = decoded;
    if (this.#inMemory(job)) this.#remember(job, out, decoded);
    return value;
  }
}

function contentOf(out: JobOut): ContentHash {
  return out.head!.contentHash;
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function");
}
