/** The default cache: an SQLite database and a folder of large contents. */

import type { MerklError } from "../error/merkl_error.ts";
import type { MerkleHash } from "../hash/digest.ts";
import type { Care } from "./care.ts";
import { Connection, type OnProblem } from "./connection.ts";
import { ContentFiles } from "./content_files.ts";
import { ContentFolders } from "./content_folders.ts";
import { GroupWriter } from "./group_writer.ts";
import type { Leases } from "./lease.ts";
import { ProcessLeases } from "./process_leases.ts";
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
import { clear, type Parts } from "./sqlite_care.ts";
import { refsWrite } from "./sqlite_refs.ts";
import { SqliteContents } from "./sqlite_contents.ts";
import { SqliteFiles } from "./sqlite_files.ts";
import { SqliteHistory } from "./sqlite_history.ts";
import { contentDigest, digestsOf, SqliteIndex } from "./sqlite_index.ts";
import { openSqlite } from "./sqlite_open.ts";
import { SqliteMemo, SqliteRecords } from "./sqlite_records.ts";
import { dirname, join } from "../util/path.ts";

/** An open cache, or why there is none (then go on without one). */
export type OpenedCache =
  | {
    readonly kind: "ok";
    readonly cache: SqliteCache;
    /** Why nothing can be written to it; undefined if it can. */
    readonly readOnly?: unknown;
  }
  | { readonly kind: "problem"; readonly error: MerklError };

/**
 * Opens the cache whose database is at `path`, usually `.merkl/cache.sqlite3`; large contents are in
 * `contents` beside it. What is damaged is dropped, and told to `onProblem` in a sentence.
 */
export function openCache(path: string, onProblem: OnProblem): OpenedCache {
  const opened = openSqlite(path);
  if (opened.kind === "problem") return opened;
  if (opened.notice !== undefined) onProblem(opened.notice);
  const { readOnly } = opened;
  const connection = new Connection(path, opened.db, {
    onProblem,
    readOnly: readOnly !== undefined,
  });
  return { kind: "ok", cache: new SqliteCache(connection), readOnly };
}

/**
 * Opens the cache in a folder, usually `.merkl`.
 *
 * @param onProblem Told of what is damaged and dropped, in a sentence.
 * @throws {MerklError} `cache-unavailable`, `cache-newer`, `cache-foreign`
 */
export function openSqliteCache(folder: string, onProblem: OnProblem = () => {}): Cache {
  const opened = openCache(join(folder, "cache.sqlite3"), onProblem);
  if (opened.kind === "problem") throw opened.error;
  return opened.cache;
}

/** Keeps everything in SQLite and files beside it; several processes may share it. */
export class SqliteCache implements Cache {
  readonly index: SqliteIndex;
  readonly contents: SqliteContents;
  readonly memo: SqliteMemo;
  readonly files: SqliteFiles;
  readonly history: SqliteHistory;
  readonly #parts: Parts;
  readonly #records: SqliteRecords;
  readonly #leases = new Set<Leases>();

  constructor(connection: Connection) {
    const writer = new GroupWriter(connection);
    const home = dirname(connection.path);
    const files = new ContentFiles(join(home, "contents"));
    const folders = new ContentFolders(join(home, "files"));
    this.index = new SqliteIndex(connection, writer);
    this.contents = new SqliteContents({ connection, writer, files, folders });
    this.memo = new SqliteMemo(connection, writer);
    this.files = new SqliteFiles(connection, writer);
    this.history = new SqliteHistory(connection);
    this.#records = new SqliteRecords(connection, writer);
    const { index, contents } = this;
    this.#parts = { connection, writer, files, folders, index, contents };
  }

  record(results: readonly Result[], deps: string, options: PutOptions = {}): Promise<void> {
    try {
      const entries = results.map((r) => r.entry);
      const digests = entries.map(digestsOf);
      const contents = results.map(({ entry, bytes }, i) =>
        this.contents.writeOf(entry.contentHash, bytes, { key: contentDigest(digests[i]!) })
      );
      const refs = results.flatMap((r) => r.refs === undefined ? [] : [refsWrite(this.#parts, r)]);
      const writeEntries = this.index.writeOf(entries, deps, digests);
      const write = () => {
        for (const writeContent of contents) writeContent();
        for (const writeRefs of refs) writeRefs();
        writeEntries();
      };
      const grouping = { rows: 2 * results.length, urgent: options.urgent };
      // the commit's own promise: those that follow one commit can do so together
      return this.#parts.writer.add(write, grouping);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  leases(): Leases {
    const { connection } = this.#parts;
    return new ProcessLeases({
      folder: join(dirname(connection.path), "processes"),
      open: this.#leases,
      changed: () => connection.changedByOthers,
      onProblem: connection.onProblem,
    });
  }

  putSources(sources: ReadonlyMap<string, string>): void {
    this.#records.putSources(sources);
  }

  source(hash: string): Promise<string | undefined> {
    return Promise.try(() => this.#records.source(hash));
  }

  recordRun(run: RunRecord, hashes: Iterable<MerkleHash>): Promise<void> {
    return Promise.try(() => this.#records.recordRun(run, hashes));
  }

  runs(limit: number): Promise<Run[]> {
    return Promise.try(() => this.#records.runs(limit));
  }

  run(id: number): Promise<RunDetails | undefined> {
    return Promise.try(() => this.#records.run(id));
  }

  runHashes(id: number): Promise<MerkleHash[]> {
    return Promise.try(() => this.#records.runHashes(id));
  }

  clear(hashes: readonly MerkleHash[]): Promise<Cleared> {
    return Promise.try(() => clear(this.#parts, hashes));
  }

  get care(): Care {
    const keeper = async () => {
      const { keeperOf } = await import("./sqlite_keeper.ts"); // few runs ask
      await this.flush();
      this.#records.settle();
      return keeperOf(this.#parts);
    };
    return {
      usage: async () => await (await keeper()).usage(),
      tasks: async () => await (await keeper()).tasks(),
      largest: async (limit) => await (await keeper()).largest(limit),
      find: async (filter) => await (await keeper()).find(filter),
      foresee: async (hashes) => await (await keeper()).foresee(hashes),
      verify: async (request) => await (await keeper()).verify!(request),
      wipe: async () => await (await keeper()).wipe(),
      collect: async (request) => await (await keeper()).collect(request),
    };
  }

  async query(sql: string, params: readonly QueryValue[] = []): Promise<QueryResult> {
    const { querySqlite } = await import("./sqlite_query.ts"); // not needed in runs
    await this.flush();
    this.#records.settle();
    return querySqlite(this.#parts.connection.path, sql, params);
  }

  async check(): Promise<string[]> {
    const { check } = await import("./damage.ts"); // not needed in runs
    return check(this.#parts);
  }

  flush(): Promise<void> {
    return this.#parts.writer.flush();
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      for (const leases of this.#leases) leases.leave();
      this.#parts.connection.close();
    }
  }
}
