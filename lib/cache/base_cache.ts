/** What a cache of your own extends: it has to keep texts and bytes, and nothing else. */

import type { FileTable } from "../file/types.ts";
import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import type { AnalysisMemo } from "../source/types.ts";
import type { Backend, Content, StoredResult } from "./backend.ts";
import { BaseContents } from "./base_contents.ts";
import { BaseHistory } from "./base_history.ts";
import { BaseIndex } from "./base_index.ts";
import { checkBackend, clearBackend } from "./base_care.ts";
import type { History } from "./history.ts";
import type { Cache, Cleared, Result, Run, RunDetails, RunRecord } from "./interfaces.ts";
import { MemoryCache } from "./memory_cache.ts";
import { entryText } from "./records.ts";
import { mapParallel } from "../util/parallel.ts";

/** How a cache over a backend works. */
export interface BaseCacheOptions {
  /**
   * Where merkl keeps what is no result: analyses of sources, stats of files, past runs. Closed with
   * this cache. @default memory, so that the next process looks at all sources and inputs again
   */
  readonly notes?: Cache;
  /** Calls of the backend at a time. @default {16} */
  readonly parallel?: number;
  /**
   * Whether an entry may take the place of a newer one that stands for the same work, which spares a
   * read for each that is written. @default {false}
   */
  readonly overwrites?: boolean;
  /** Told of what was damaged, in a sentence. @default nobody */
  readonly onProblem?: (message: string) => void;
}

/**
 * A cache over a backend that knows Merkle hashes and content hashes: implement the eight methods of
 * {@linkcode Backend}. A backend that knows Merkle hashes only extends {@linkcode MerkleCache}. The
 * tests of `@merkl/merkl/contract` say whether it does all that merkl relies on.
 *
 * Bytes are checked against their hash when they are read, and what is written is committed when its
 * promise resolves: contents before the entries that refer to them.
 *
 * @example
 * ```ts
 * import { BaseCache, type Content } from "@merkl/merkl/cache";
 *
 * class MapCache extends BaseCache {
 *   readonly texts = new Map<string, string>();
 *   readonly blobs = new Map<string, Uint8Array>();
 *
 *   readRecord = (key: string) => Promise.resolve(this.texts.get(key));
 *   writeRecord = async (key: string, text: string) => void this.texts.set(key, text);
 *   removeRecord = async (key: string) => void this.texts.delete(key);
 *   async *recordKeys() {
 *     yield* this.texts.keys();
 *   }
 *   contentSize = (hash: string) => Promise.resolve(this.blobs.get(hash)?.length);
 *   readContent = (hash: string) => Promise.resolve(this.blobs.get(hash)?.slice());
 *   writeContent = async (hash: string, content: Content) =>
 *     void this.blobs.set(hash, await new Response(content as BodyInit).bytes());
 *   removeContent = async (hash: string) => void this.blobs.delete(hash);
 * }
 * ```
 */
export abstract class BaseCache implements Cache, Backend {
  /** The index, over the records. */
  readonly index: BaseIndex;
  /** The content store, over the contents. */
  readonly contents: BaseContents;
  readonly memo: AnalysisMemo;
  readonly files: FileTable;
  readonly history: History;
  readonly #notes: Cache;
  readonly #parallel: number;

  /** Nothing is read or written yet. */
  constructor(options: BaseCacheOptions = {}) {
    const { notes = new MemoryCache(), parallel = 16, overwrites = false } = options;
    const { onProblem = () => {} } = options;
    this.#notes = notes;
    this.#parallel = parallel;
    this.memo = notes.memo;
    this.files = notes.files;
    this.index = new BaseIndex(this, { parallel, overwrites, notes });
    const onDamage = (hash: ContentHash) => this.contentDamaged(hash);
    this.contents = new BaseContents(this, { parallel, onProblem, onDamage });
    this.history = new BaseHistory(this.index);
  }

  abstract readRecord(key: string): Promise<string | undefined>;
  abstract writeRecord(key: string, text: string): Promise<void>;
  abstract removeRecord(key: string): Promise<void>;
  abstract recordKeys(): AsyncIterable<string>;
  abstract contentSize(hash: ContentHash): Promise<number | undefined>;
  abstract readContent(hash: ContentHash): Promise<Content | undefined>;
  abstract writeContent(hash: ContentHash, content: Content, size: number): Promise<void>;
  abstract removeContent(hash: ContentHash): Promise<void>;

  /**
   * Keeps one result, its content first. Override it to decide by what is known of the result how,
   * or whether, it is kept.
   */
  async storeResult({ hash, contentHash, record, bytes }: StoredResult): Promise<void> {
    await this.contents.put(contentHash, bytes);
    await this.writeRecord(hash, record);
  }

  /**
   * A content turned out not to be what its hash says. By default it is removed; a backend that many
   * read from afar may doubt the way here instead.
   */
  async contentDamaged(hash: ContentHash): Promise<void> {
    await this.removeContent(hash);
  }

  async record(results: readonly Result[], deps: string): Promise<void> {
    await this.index.writeDeps(results.map(({ entry }) => entry.depsHash), deps);
    await mapParallel(results, this.#parallel, ({ entry, bytes, refs = [] }) => {
      const { hash, contentHash } = entry;
      const record = entryText({ entry, refs });
      const write = () => this.storeResult({ hash, contentHash, record, bytes });
      return this.index.inOrder(hash, write);
    });
    await this.index.writeResolved(results.map(({ entry, refs = [] }) => ({ entry, refs })));
  }

  putSources(sources: ReadonlyMap<string, string>): void {
    this.#notes.putSources(sources);
  }

  source(hash: string): Promise<string | undefined> {
    return this.#notes.source(hash);
  }

  recordRun(run: RunRecord, hashes: Iterable<MerkleHash>): Promise<void> {
    return this.#notes.recordRun(run, hashes);
  }

  runs(limit: number): Promise<Run[]> {
    return this.#notes.runs(limit);
  }

  run(id: number): Promise<RunDetails | undefined> {
    return this.#notes.run(id);
  }

  runHashes(id: number): Promise<MerkleHash[]> {
    return this.#notes.runHashes(id);
  }

  clear(hashes: readonly MerkleHash[]): Promise<Cleared> {
    const { index, contents } = this;
    return clearBackend({ backend: this, index, contents }, hashes);
  }

  check(): Promise<string[]> {
    return checkBackend({ backend: this, index: this.index });
  }

  async flush(): Promise<void> {
    await this.index.settled();
    await this.#notes.flush();
  }

  async close(): Promise<void> {
    await this.index.settled();
    this.contents.close();
    await this.#notes.close();
  }
}
