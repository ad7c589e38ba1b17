/** The way to a remote cache, which may fail at any time without anybody being the worse for it. */

import {
  RemoteFailure,
  remoteUnreadable,
  remoteUnwritable,
  tooSlow,
} from "../error/remote_errors.ts";
import { type ContentHash, contentHash } from "../hash/digest.ts";
import type { Cache } from "./interfaces.ts";

/** A remote cache, and what may be done with it. */
export interface RemoteOptions {
  /** For people: `s3://bucket/prefix`. */
  readonly name: string;
  /** Opens it; called when it is needed for the first time. */
  open(): Cache | Promise<Cache>;
  /** Whether results are looked for in it. */
  readonly read: boolean;
  /** Whether new results are sent to it. */
  readonly write: boolean;
}

/** Failures of single contents or results after which no more are tried. */
const PATIENCE = 3;
/** Milliseconds that a question may take, and for each thing that is asked for. */
const QUESTION = 10_000;
const EACH = 20;

/** Asks a remote cache as long as it answers; says once if it doesn't. */
export class RemoteLink {
  readonly name: string;
  readonly #options: RemoteOptions;
  readonly #onProblem: (message: string) => void;
  #opened: Promise<Cache> | undefined;
  #reads: boolean;
  #writes: boolean;
  #failures = 0;
  #refused = false;

  constructor(options: RemoteOptions, onProblem: (message: string) => void) {
    this.name = options.name;
    this.#options = options;
    this.#onProblem = onProblem;
    this.#reads = options.read;
    this.#writes = options.write;
  }

  get reads(): boolean {
    return this.#reads;
  }

  get writes(): boolean {
    return this.#writes;
  }

  /** Whether results are to be sent, if not now then by a later process. */
  get sends(): boolean {
    return this.#options.write && !this.#refused;
  }

  /**
   * What the remote cache knows of `count` things; undefined if it can't be asked. After the first
   * failure nothing more is looked up: the next thousand would fail as slowly.
   */
  async lookUp<T>(count: number, ask: (remote: Cache) => Promise<T>): Promise<T | undefined> {
    if (!this.#reads) return undefined;
    try {
      return await inTime(QUESTION + EACH * count, this.#remote().then(ask));
    } catch (error) {
      this.#giveUpReading(error);
      return undefined;
    }
  }

  /** Something that is known to be there; undefined if it can't be had after all. */
  async fetch<T>(ask: (remote: Cache) => Promise<T>): Promise<T | undefined> {
    if (!this.#reads) return undefined;
    try {
      const found = await this.#remote().then(ask);
      this.#failures = 0;
      return found;
    } catch (error) {
      if (isLasting(error) || ++this.#failures >= PATIENCE) this.#giveUpReading(error);
      return undefined;
    }
  }

  /** The bytes of contents that are there and are what they should be. */
  async fetchContents(hashes: readonly ContentHash[]): Promise<(Uint8Array | undefined)[]> {
    const found = await this.fetch((remote) => remote.contents.get(hashes)) ?? [];
    // not every cache looks at what it hands out
    return hashes.map((hash, i) =>
      found[i] && contentHash(found[i]) === hash ? found[i] : undefined
    );
  }

  /** Sends something; whether that went well. */
  async send(give: (remote: Cache) => Promise<void>): Promise<boolean> {
    if (!this.#writes) return false;
    try {
      await this.#remote().then(give);
      this.#failures = 0;
      return true;
    } catch (error) {
      if (isLasting(error) || ++this.#failures >= PATIENCE) this.#giveUpWriting(error);
      return false;
    }
  }

  /** Lets go of it. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#reads = this.#writes = false;
    // what can't be opened was told of, and what can't be closed is of no use any more
    await opened?.then((remote) => remote.close()).catch(() => {});
  }

  #remote(): Promise<Cache> {
    return this.#opened ??= Promise.try(() => this.#options.open());
  }

  #giveUpReading(error: unknown): void {
    if (!this.#reads) return;
    this.#reads = false;
    // who can't be reached can't be written to either; who refuses to read perhaps can
    if (!isRefusal(error)) this.#writes = false;
    this.#onProblem(remoteUnreadable(this.name, error));
  }

  #giveUpWriting(error: unknown): void {
    if (!this.#writes) return;
    this.#writes = false;
    this.#refused = isRefusal(error);
    const told = this.#options.read && !this.#reads;
    if (!this.#refused) this.#reads = false;
    // who couldn't be read from was told of
    if (!told) this.#onProblem(remoteUnwritable(this.name, error));
  }
}

function isLasting(error: unknown): boolean {
  return error instanceof RemoteFailure && error.lasting;
}

function isRefusal(error: unknown): boolean {
  return error instanceof RemoteFailure && error.refused;
}

async function inTime<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooSlow(Math.round(ms / 1000))), ms);
  work.catch(() => {}); // when it is late nobody waits for it
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
