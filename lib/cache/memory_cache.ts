/** A cache that lives as long as its process: for tests of pipelines, and for runs without a cache. */

import { type ContentHash, type MerkleHash, sha256, sha256Stream } from "../hash/digest.ts";
import type { FileRow, FileTable } from "../file/types.ts";
import type { AnalysisMemo } from "../source/types.ts";
import { byCodeUnit } from "../util/order.ts";
import type { Entry, EntryHead } from "./entry.ts";
import type { History } from "./history.ts";
import { MemoryContents } from "./memory_contents.ts";
import { memoryHistory } from "./memory_history.ts";
import type { Cache, Cleared, Index, Result, Run, RunDetails, RunRecord } from "./interfaces.ts";

/** hash -> entry, in a Map. */
export class MemoryIndex implements Index {
  readonly rows: Map<MerkleHash, Entry> = new Map();
  /** deps hash -> JSON dictionary. */
  readonly deps: Map<string, string> = new Map();
  /** resolved hash -> hashes of entries that had it when they were put. */
  readonly #resolved = new Map<string, Set<MerkleHash>>();

  heads(hashes: readonly MerkleHash[]): Promise<(EntryHead | undefined)[]> {
    return this.entries(hashes);
  }

  entries(hashes: readonly MerkleHash[]): Promise<(Entry | undefined)[]> {
    return Promise.resolve(hashes.map((hash) => this.rows.get(hash)));
  }

  byResolved(resolvedHashes: readonly string[]): Promise<(EntryHead | undefined)[]> {
    return Promise.resolve(resolvedHashes.map((hash) => {
      let newest: Entry | undefined;
      for (const key of this.#resolved.get(hash) ?? []) {
        const entry = this.rows.get(key);
        if (entry?.resolvedHash !== hash) continue;
        if (newest === undefined || isBetter(entry, newest)) newest = entry;
      }
      return newest;
    }));
  }

  mayHaveDeps(depsHashes: readonly string[]): Promise<boolean[]> {
    return Promise.resolve(depsHashes.map((hash) => this.deps.has(hash)));
  }

  put(entries: readonly Entry[], deps: string): Promise<void> {
    for (const entry of entries) {
      this.rows.set(entry.hash, entry);
      const same = this.#resolved.get(entry.resolvedHash);
      if (same === undefined) this.#resolved.set(entry.resolvedHash, new Set([entry.hash]));
      else same.add(entry.hash);
      this.deps.set(entry.depsHash, deps);
    }
    return Promise.resolve();
  }

  delete(hashes: readonly MerkleHash[]): Promise<void> {
    for (const hash of hashes) this.rows.delete(hash);
    return Promise.resolve();
  }
}

/** File rows in a Map. */
export class MemoryFiles implements FileTable {
  readonly #rows = new Map<string, FileRow>();

  get(paths: readonly string[]): (FileRow | undefined)[] {
    return paths.map((path) => this.#rows.get(path));
  }

  set(row: FileRow): void {
    this.#rows.set(row.path, row);
  }

  ofFuture(hash: string): FileRow[] {
    return this.all().filter((row) => row.written?.future === hash);
  }

  all(): FileRow[] {
    return [...this.#rows.values()].sort((a, b) => byCodeUnit(a.path, b.path));
  }

  delete(paths: readonly string[]): void {
    for (const path of paths) this.#rows.delete(path);
  }
}

/** Keeps everything in memory. */
export class MemoryCache implements Cache {
  /** hash -> entry. */
  readonly index: MemoryIndex = new MemoryIndex();
  /** content hash -> bytes. */
  readonly contents: MemoryContents = new MemoryContents();
  readonly files: MemoryFiles = new MemoryFiles();
  readonly history: History = memoryHistory(this.index);
  readonly memo: AnalysisMemo;
  readonly #sources = new Map<string, string>();
  /** content -> what its bytes refer to. */
  readonly #refs = new Map<ContentHash, readonly ContentHash[]>();
  readonly #runs: (RunDetails & { readonly graph: readonly MerkleHash[] })[] = [];

  constructor() {
    const analyses = new Map<string, string>();
    this.memo = {
      get: (key) => analyses.get(key),
      set: (key, json) => void analyses.set(key, json),
      forget: (prefix, except) => {
        const keys = [...analyses.keys()].filter((key) =>
          key.startsWith(prefix) && (except === undefined || !key.startsWith(except))
        );
        for (const key of keys) analyses.delete(key);
        return keys.length;
      },
    };
  }

  async record(results: readonly Result[], deps: string): Promise<void> {
    // without waiting in between, so that it is there for who asks next
    const puts = results.map(({ entry, bytes, refs }) => {
      if (refs !== undefined) this.#refs.set(entry.contentHash, refs);
      return this.contents.put(entry.contentHash, bytes);
    });
    await Promise.all([...puts, this.index.put(results.map((result) => result.entry), deps)]);
  }

  putSources(sources: ReadonlyMap<string, string>): void {
    for (const [hash, text] of sources) this.#sources.set(hash, text);
  }

  source(hash: string): Promise<string | undefined> {
    return Promise.resolve(this.#sources.get(hash));
  }

  recordRun(run: RunRecord, hashes: Iterable<MerkleHash>): Promise<void> {
    const graph = [...hashes];
    const manifest = sha256([...graph].sort().join());
    this.#runs.push({ ...run, id: this.#runs.length + 1, hashes: graph.length, manifest, graph });
    return Promise.resolve();
  }

  runs(limit: number): Promise<Run[]> {
    const newest = this.#runs.slice(-limit).reverse();
    return Promise.resolve(newest.map(({ graph: _, calls: __, ...run }) => run));
  }

  run(id: number): Promise<RunDetails | undefined> {
    const found = this.#runs[id - 1];
    if (found === undefined) return Promise.resolve(undefined);
    const { graph: _, ...run } = found;
    return Promise.resolve(run);
  }

  runHashes(id: number): Promise<MerkleHash[]> {
    return Promise.resolve([...this.#runs[id - 1]?.graph ?? []]);
  }

  async clear(hashes: readonly MerkleHash[]): Promise<Cleared> {
    const cleared = hashes.flatMap((hash) => this.index.rows.get(hash) ?? []);
    await this.index.delete(hashes);
    const unused = this.#unused(cleared.flatMap(contentsOf));
    const sizes = unused.flatMap((hash) => this.contents.sizeOf(hash) ?? []);
    await this.contents.delete(unused);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return { entries: cleared.length, contents: sizes.length, bytes };
  }

  /** Which of some contents, and of those that only they refer to, are of no use any more. */
  #unused(candidates: readonly ContentHash[]): ContentHash[] {
    const used = new Set<ContentHash>();
    const keep = [...this.index.rows.values()].flatMap(contentsOf);
    for (let hash = keep.pop(); hash !== undefined; hash = keep.pop()) {
      if (used.has(hash)) continue;
      used.add(hash);
      keep.push(...this.#refs.get(hash) ?? []);
    }
    const unused = new Set<ContentHash>();
    const queue = [...candidates];
    for (let hash = queue.pop(); hash !== undefined; hash = queue.pop()) {
      if (used.has(hash) || unused.has(hash)) continue;
      unused.add(hash);
      queue.push(...this.#refs.get(hash) ?? []);
      this.#refs.delete(hash);
    }
    return [...unused];
  }

  check(): Promise<string[]> {
    const problems: string[] = [];
    for (const { hash, state, contentHash } of this.index.rows.values()) {
      const there = state === "evicted" || this.contents.sizeOf(contentHash) !== undefined;
      if (!there) problems.push(`Entry ${hash} has no content`);
    }
    for (const [content, refs] of this.#refs) {
      for (const ref of refs) {
        if (this.contents.sizeOf(ref) !== undefined) continue;
        problems.push(`Content ${content} refers to ${ref}, which is not there`);
      }
    }
    for (const [hash, bytes] of this.contents.rows) {
      const actual = sha256Stream().update(bytes).digest("hex");
      if (actual !== hash) problems.push(`Content ${hash} holds other bytes`);
    }
    return Promise.resolve(problems);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.contents.close();
    return Promise.resolve();
  }
}

/** Whether it is rather the one that stands for others: present, or else newer. */
function isBetter(entry: Entry, other: Entry): boolean {
  if (entry.state !== other.state) return entry.state === "present";
  return entry.created >= other.created;
}

function contentsOf(entry: Entry): ContentHash[] {
  return entry.logHash === null
    ? [entry.contentHash]
    : [entry.contentHash, entry.logHash as ContentHash];
}
