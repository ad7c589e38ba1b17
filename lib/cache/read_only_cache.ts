/** A cache that can't be written: what it holds is used, and what is made stays in memory. */

import type { FileRow, FileTable } from "../file/types.ts";
import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import type { AnalysisMemo } from "../source/types.ts";
import { byCodeUnit } from "../util/order.ts";
import type { Care } from "./care.ts";
import type { History } from "./history.ts";
import type {
  Cache,
  Cleared,
  ContentStore,
  Index,
  PutOptions,
  QueryResult,
  QueryValue,
  Result,
  Run,
  RunDetails,
  RunRecord,
} from "./interfaces.ts";
import { MemoryCache } from "./memory_cache.ts";

/** Reads from one cache, and writes to memory. */
export class ReadOnlyCache implements Cache {
  readonly index: Index;
  readonly contents: ContentStore;
  readonly memo: AnalysisMemo;
  readonly files: FileTable;
  readonly care?: Care;
  readonly history?: History;
  readonly query?: (sql: string, params?: readonly QueryValue[]) => Promise<QueryResult>;
  readonly #below: Cache;
  readonly #own = new MemoryCache();

  constructor(below: Cache) {
    this.#below = below;
    this.index = indexOver(below.index, this.#own.index);
    this.contents = contentsOver(below.contents, this.#own.contents);
    this.memo = memoOver(below.memo, this.#own.memo);
    this.files = filesOver(below.files, this.#own.files);
    if (below.history !== undefined) this.history = below.history;
    if (below.query !== undefined) this.query = below.query.bind(below);
    const { care } = below;
    if (care !== undefined) {
      // what is done after a run of itself need not be done
      const collect: Care["collect"] = async (request) =>
        request.ifDue === true ? undefined : await care.collect(request);
      this.care = { ...care, collect };
    }
  }

  record(results: readonly Result[], deps: string): Promise<void> {
    return this.#own.record(results, deps);
  }

  putSources(sources: ReadonlyMap<string, string>): void {
    this.#own.putSources(sources);
  }

  async source(hash: string): Promise<string | undefined> {
    return await this.#own.source(hash) ?? await this.#below.source(hash);
  }

  recordRun(_run: RunRecord, _hashes: Iterable<MerkleHash>): Promise<void> {
    return Promise.resolve();
  }

  runs(limit: number): Promise<Run[]> {
    return this.#below.runs(limit);
  }

  run(id: number): Promise<RunDetails | undefined> {
    return this.#below.run(id);
  }

  runHashes(id: number): Promise<MerkleHash[]> {
    return this.#below.runHashes(id);
  }

  clear(hashes: readonly MerkleHash[]): Promise<Cleared> {
    return this.#own.clear(hashes);
  }

  check(): Promise<string[]> {
    return this.#below.check();
  }

  flush(): Promise<void> {
    return this.#own.flush();
  }

  async close(): Promise<void> {
    await this.#own.close();
    await this.#below.close();
  }
}

/** What the one above doesn't know is asked of the one below. */
async function merged<K, T>(
  keys: readonly K[],
  above: (keys: readonly K[]) => Promise<(T | undefined)[]>,
  below: (keys: readonly K[]) => Promise<(T | undefined)[]>,
): Promise<(T | undefined)[]> {
  const found = await above(keys);
  const missing = keys.filter((_, i) => found[i] === undefined);
  if (missing.length === 0) return found;
  const rest = await below(missing);
  let at = 0;
  return found.map((value) => value === undefined ? rest[at++] : value);
}

function indexOver(below: Index, own: Index): Index {
  return {
    heads: (hashes) => merged(hashes, (some) => own.heads(some), (some) => below.heads(some)),
    entries: (hashes) => merged(hashes, (some) => own.entries(some), (some) => below.entries(some)),
    byResolved: (hashes) =>
      merged(hashes, (some) => own.byResolved(some), (some) => below.byResolved(some)),
    mayHaveDeps: async (hashes) => {
      const mine = await own.mayHaveDeps(hashes);
      return (await below.mayHaveDeps(hashes)).map((there, i) => there || mine[i]!);
    },
    put: (entries, deps, options?: PutOptions) => own.put(entries, deps, options),
    delete: (hashes) => own.delete(hashes),
  };
}

function contentsOver(below: ContentStore, own: ContentStore): ContentStore {
  return {
    ...own.nearby === undefined ? {} : { nearby: own.nearby },
    get: (hashes) => merged(hashes, (some) => own.get(some), (some) => below.get(some)),
    has: async (hashes) => {
      const mine = await own.has(hashes);
      return (await below.has(hashes)).map((there, i) => there || mine[i]!);
    },
    put: (hash, bytes) => own.put(hash, bytes),
    stream: async (hash) => await own.stream(hash) ?? await below.stream(hash),
    putStream: (data, expected) => own.putStream(data, expected),
    putFile: (path, options) => own.putFile(path, options),
    folder: async (key, files) => {
      for (const hash of new Set(files.map((file) => file.hash))) {
        if (!await bring(hash, below, own)) return undefined;
      }
      return await own.folder(key, files);
    },
    delete: (hashes) => own.delete(hashes),
  };
}

/** Copies a content to where folders can be made of it; whether it could be had. */
async function bring(hash: ContentHash, below: ContentStore, own: ContentStore): Promise<boolean> {
  const [there] = await own.has([hash]);
  if (there === true) return true;
  const stream = await below.stream(hash);
  if (stream === undefined) return false;
  await own.putStream(stream);
  return true;
}

function memoOver(below: AnalysisMemo, own: AnalysisMemo): AnalysisMemo {
  return { get: (key) => own.get(key) ?? below.get(key), set: (key, json) => own.set(key, json) };
}

function filesOver(below: FileTable, own: FileTable): FileTable {
  const all = (): FileRow[] => {
    const mine = own.all();
    const known = new Set(mine.map(({ path }) => path));
    return [...mine, ...below.all().filter(({ path }) => !known.has(path))]
      .sort((a, b) => byCodeUnit(a.path, b.path));
  };
  return {
    get: (paths) => {
      const mine = own.get(paths);
      return below.get(paths).map((row, i) => mine[i] ?? row);
    },
    set: (row) => own.set(row),
    ofFuture: (hash) => all().filter((row) => row.written?.future === hash),
    all,
    delete: (paths) => own.delete(paths),
  };
}
