/**
 * A cache near by over one far away: what isn't here is looked for there and kept here, and what is
 * made here is sent there while the run goes on.
 */

import type { MerkleHash } from "../hash/digest.ts";
import type { FileTable } from "../file/types.ts";
import type { AnalysisMemo } from "../source/types.ts";
import type { Care } from "./care.ts";
import type { History } from "./history.ts";
import type {
  Cache,
  Cleared,
  PutOptions,
  QueryResult,
  QueryValue,
  Result,
  Run,
  RunDetails,
  RunRecord,
} from "./interfaces.ts";
import type { Leases } from "./lease.ts";
import { Imports } from "./imports.ts";
import { LayeredContents } from "./layered_contents.ts";
import { LayeredIndex } from "./layered_index.ts";
import { RemoteLink, type RemoteOptions } from "./remote_link.ts";
import { Uploads } from "./uploads.ts";

/** How two caches are put together. */
export interface LayeredOptions {
  /** The one near by: it has the first word, and all of merkl's own notes. Closed with this one. */
  readonly local: Cache;
  /** The one that machines share. */
  readonly remote: RemoteOptions;
  /** Told what goes wrong with the remote one, once. @default nobody */
  readonly onProblem?: (message: string) => void;
  /** Told while `close()` waits for what is sent. @default nobody */
  readonly onWait?: (message: string) => void;
  /** Aborted if `close()` shall not wait any longer. */
  readonly stop?: AbortSignal | undefined;
  /** Whether what was found far away is kept here. @default {true} */
  readonly keep?: boolean;
}

/**
 * Puts a local cache before a remote one: what isn't here is looked for there and kept here, what is
 * made here is sent there in the background. `close()` waits for that, and closes both.
 */
export function layeredCache(options: LayeredOptions): Cache {
  return new LayeredCache(options);
}

/**
 * A local cache with a remote one behind it. Whatever goes wrong there costs no more than the work
 * that it would have saved: all of it is checked, and after failures it is left alone. Removing and
 * checking are about the local one only.
 */
export class LayeredCache implements Cache {
  readonly index: LayeredIndex;
  readonly contents: LayeredContents;
  readonly memo: AnalysisMemo;
  readonly files: FileTable;
  readonly care?: Care;
  readonly history?: History;
  readonly leases?: () => Leases;
  readonly query?: (sql: string, params?: readonly QueryValue[]) => Promise<QueryResult>;
  readonly #local: Cache;
  readonly #link: RemoteLink;
  readonly #imports: Imports;
  readonly #uploads: Uploads;
  readonly #stop: AbortSignal | undefined;

  constructor({ local, remote, stop, keep = true, ...tell }: LayeredOptions) {
    const { onProblem = () => {}, onWait = () => {} } = tell;
    this.#local = local;
    this.#stop = stop;
    this.#link = new RemoteLink(remote, onProblem);
    this.#imports = new Imports(local, this.#link, { keep, onProblem });
    this.#uploads = new Uploads(local, this.#link, { onProblem, onWait });
    this.index = new LayeredIndex(local.index, {
      link: this.#link,
      imports: this.#imports,
      uploads: this.#uploads,
    });
    this.contents = new LayeredContents(local.contents, this.#link, this.#imports);
    this.memo = local.memo;
    this.files = local.files;
    if (local.care !== undefined) this.care = local.care;
    if (local.history !== undefined) this.history = local.history;
    if (local.leases !== undefined) this.leases = local.leases.bind(local);
    if (local.query !== undefined) this.query = local.query.bind(local);
    this.#uploads.resume();
  }

  record(results: readonly Result[], deps: string, options?: PutOptions): Promise<void> {
    // the commit's own promise is handed on: many may wait for it together
    const recorded = this.#local.record(results, deps, options);
    const send = () => this.#uploads.add(results.map(({ entry }) => entry), deps);
    recorded.then(send, () => {}); // who asked for it is told of a failure
    return recorded;
  }

  putSources(sources: ReadonlyMap<string, string>): void {
    this.#local.putSources(sources);
  }

  source(hash: string): Promise<string | undefined> {
    return this.#local.source(hash);
  }

  recordRun(run: RunRecord, hashes: Iterable<MerkleHash>): Promise<void> {
    return this.#local.recordRun(run, hashes);
  }

  runs(limit: number): Promise<Run[]> {
    return this.#local.runs(limit);
  }

  run(id: number): Promise<RunDetails | undefined> {
    return this.#local.run(id);
  }

  runHashes(id: number): Promise<MerkleHash[]> {
    return this.#local.runHashes(id);
  }

  clear(hashes: readonly MerkleHash[]): Promise<Cleared> {
    this.#imports.forget(hashes);
    this.#uploads.forget(hashes);
    return this.#local.clear(hashes);
  }

  check(): Promise<string[]> {
    return this.#local.check();
  }

  /** What is being sent is not waited for. */
  flush(): Promise<void> {
    return this.#local.flush();
  }

  /** Waits until all is sent, or can't be. */
  async close(): Promise<void> {
    try {
      await this.#imports.settled();
      await this.#uploads.drain(this.#stop);
      await this.#link.close();
    } finally {
      await this.#local.close();
    }
  }
}
