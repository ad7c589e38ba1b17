/** New results on their way to a remote cache, behind the back of the run. */

import { leftUnsent, stillSending } from "../error/remote_errors.ts";
import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import { mapParallel } from "../util/parallel.ts";
import type { Entry } from "./entry.ts";
import type { Cache } from "./interfaces.ts";
import { isManifest, refsIn } from "./manifest_refs.ts";
import type { RemoteLink } from "./remote_link.ts";
import { sourcesOf } from "./source_texts.ts";

/** Results that are sent at a time, and files of each. */
const AT_ONCE = 16;
const FILES = 4;
/** Bytes up to which a content is sent in one piece. */
const ONE_PIECE = 8 << 20;
/** Milliseconds that the end of a run waits without a word. */
const QUIET = 1000;

/** Sends results that are committed here; what isn't sent by the end is sent by the next run. */
export class Uploads {
  readonly #local: Cache;
  readonly #link: RemoteLink;
  readonly #tell: { onProblem: (message: string) => void; onWait: (message: string) => void };
  /** hash -> deps dictionary, in the order of the calls. */
  readonly #queue = new Map<MerkleHash, string>();
  /** Dictionaries whose code was sent. */
  readonly #explained = new Set<string>();
  readonly #busy = new Set<MerkleHash>();
  readonly #workers = new Set<Promise<void>>();
  #stopped = false;
  /** Whether the local cache remembers that something is left to be sent. */
  #noted = false;

  constructor(
    local: Cache,
    link: RemoteLink,
    tell: { onProblem: (message: string) => void; onWait: (message: string) => void },
  ) {
    this.#local = local;
    this.#link = link;
    this.#tell = tell;
  }

  /** Adds entries that are committed. */
  add(entries: readonly Entry[], deps: string): void {
    if (!this.#link.sends) return;
    for (const { hash, state } of entries) if (state === "present") this.#queue.set(hash, deps);
    this.#go();
  }

  /** Adds what an earlier process did not come to send. */
  resume(): void {
    const unsent = this.#link.writes ? this.#local.memo.get(this.#key) : undefined;
    if (unsent === undefined || unsent === "[]") return;
    this.#noted = true;
    for (const [deps, hashes] of unsentOf(unsent)) {
      for (const hash of hashes) this.#queue.set(hash, deps);
    }
    this.#go();
  }

  /** What is removed here need not be sent. */
  forget(hashes: readonly MerkleHash[]): void {
    for (const hash of hashes) if (!this.#busy.has(hash)) this.#queue.delete(hash);
  }

  /** Waits until all is sent, or can't be, or is told to stop. */
  async drain(stop?: AbortSignal): Promise<void> {
    const say = () => this.#tell.onWait(stillSending(this.#link.name, this.#queue.size));
    const timer = setTimeout(say, QUIET);
    const { promise: stopped, resolve } = Promise.withResolvers<void>();
    const onStop = () => {
      this.#stopped = true;
      resolve();
    };
    if (stop?.aborted) onStop();
    stop?.addEventListener("abort", onStop, { once: true });
    try {
      while (this.#workers.size > 0 && !this.#stopped) {
        await Promise.race([Promise.all(this.#workers), stopped]);
      }
    } finally {
      clearTimeout(timer);
      stop?.removeEventListener("abort", onStop);
    }
    this.#noteLeft();
  }

  get #key(): string {
    return `unsent ${this.#link.name}`;
  }

  /** Remembers what is left, but not for a place that we may not write to. */
  #noteLeft(): void {
    if (!this.#link.sends) this.#queue.clear();
    const left = this.#queue.size;
    if (left === 0 && !this.#noted) return;
    const byDeps = Map.groupBy(this.#queue.keys(), (hash) => this.#queue.get(hash)!);
    this.#local.memo.set(this.#key, JSON.stringify([...byDeps]));
    if (this.#stopped && left > 0) this.#tell.onProblem(leftUnsent(this.#link.name, left));
  }

  #go(): void {
    if (!this.#link.writes) return;
    const idle = this.#queue.size - this.#busy.size;
    for (let n = 0; n < idle && this.#workers.size < AT_ONCE; n++) {
      const worker: Promise<void> = this.#work().finally(() => this.#workers.delete(worker));
      this.#workers.add(worker);
    }
  }

  async #work(): Promise<void> {
    while (this.#link.writes && !this.#stopped) {
      const next = this.#queue.entries().find(([hash]) => !this.#busy.has(hash));
      if (next === undefined) return;
      const [hash, deps] = next;
      this.#busy.add(hash);
      const sent = await this.#link.send((remote) => this.#send(remote, hash, deps));
      this.#busy.delete(hash);
      this.#queue.delete(hash);
      // to the end of the queue: by then the server may do again
      if (!sent) this.#queue.set(hash, deps);
    }
  }

  async #send(remote: Cache, hash: MerkleHash, deps: string): Promise<void> {
    const [entry] = await this.#local.index.entries([hash]);
    if (entry?.state !== "present") return; // cleared meanwhile
    await this.#sendSources(remote, deps);
    const { contentHash, size, codec, logHash } = entry;
    if (logHash !== null) await this.#sendContent(remote, logHash as ContentHash);
    if (size > ONE_PIECE && !isManifest(codec)) {
      if (await this.#sendStream(remote, contentHash, size)) await remote.index.put([entry], deps);
      return;
    }
    const [bytes] = await this.#local.contents.get([contentHash]);
    if (bytes === undefined) return;
    const refs = refsIn(codec, bytes);
    const sent = await mapParallel(
      refs,
      FILES,
      (ref) => this.#sendStream(remote, ref.hash, ref.size),
    );
    if (sent.includes(false)) return;
    await remote.record([{ entry, bytes, refs: refs.map((ref) => ref.hash) }], deps);
  }

  /** The texts of the code, so that others are told what has changed since. */
  async #sendSources(remote: Cache, deps: string): Promise<void> {
    if (this.#explained.has(deps)) return;
    this.#explained.add(deps);
    remote.putSources(await sourcesOf(this.#local, deps));
  }

  async #sendContent(remote: Cache, hash: ContentHash): Promise<void> {
    const [bytes] = await this.#local.contents.get([hash]);
    if (bytes !== undefined) await remote.contents.put(hash, bytes);
  }

  /** Whether a content is there now. */
  async #sendStream(remote: Cache, hash: ContentHash, size: number): Promise<boolean> {
    const [has] = await remote.contents.has([hash]);
    if (has) return true;
    const stream = await this.#local.contents.stream(hash);
    if (stream === undefined) return false;
    await remote.contents.putStream(stream, { hash, size });
    return true;
  }
}

/** What was noted: dictionaries with the hashes of their entries. */
function unsentOf(json: string): readonly (readonly [deps: string, hashes: MerkleHash[]])[] {
  try {
    return JSON.parse(json);
  } catch {
    return []; // a damaged note is none
  }
}
