/** The index of a cache over a backend. */

import { DIR_CODEC, FILE_CODEC } from "../codec/manifest.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { mapParallel } from "../util/parallel.ts";
import type { Backend } from "./backend.ts";
import type { Entry, EntryHead } from "./entry.ts";
import type { Cache, Index } from "./interfaces.ts";
import { depsText, type EntryRecord, entryText, parseDeps, parseEntry } from "./records.ts";
import { sourcesOf } from "./source_texts.ts";

/** How entries of a backend are handled. */
interface IndexOptions {
  /** Calls of the backend at a time. */
  readonly parallel: number;
  /** Whether an entry may take the place of a better one of the same resolved hash. */
  readonly overwrites: boolean;
  /** Has the texts of code; they are kept with the dictionaries that tell of them. */
  readonly notes: Pick<Cache, "source" | "putSources">;
}

/**
 * hash -> entry, by the records of a backend: an entry is kept under its hash, and once more under
 * its resolved hash if that is another one; a deps dictionary under the deps hash.
 */
export class BaseIndex implements Index {
  readonly #backend: Backend;
  readonly #parallel: number;
  readonly #overwrites: boolean;
  readonly #notes: IndexOptions["notes"];
  /** What is known to be written or was read, by deps hash. */
  readonly #deps = new Map<string, string>();
  /** The last write under each key that isn't done yet. */
  readonly #writes = new Map<string, Promise<void>>();

  constructor(
    backend: Backend,
    { parallel, overwrites, notes }: IndexOptions,
  ) {
    this.#backend = backend;
    this.#parallel = parallel;
    this.#overwrites = overwrites;
    this.#notes = notes;
  }

  heads(hashes: readonly MerkleHash[]): Promise<(EntryHead | undefined)[]> {
    return this.entries(hashes);
  }

  entries(hashes: readonly MerkleHash[]): Promise<(Entry | undefined)[]> {
    return mapParallel(hashes, this.#parallel, async (hash) => (await this.read(hash))?.entry);
  }

  byResolved(resolvedHashes: readonly string[]): Promise<(EntryHead | undefined)[]> {
    return mapParallel(resolvedHashes, this.#parallel, async (hash) => {
      const record = await this.#readAny(hash);
      return record?.entry.resolvedHash === hash ? record.entry : undefined;
    });
  }

  async mayHaveDeps(depsHashes: readonly string[]): Promise<boolean[]> {
    return (await this.deps(depsHashes)).map((json) => json !== undefined);
  }

  async put(entries: readonly Entry[], deps: string): Promise<void> {
    await this.writeDeps(entries.map((entry) => entry.depsHash), deps);
    const records = await mapParallel(entries, this.#parallel, (entry) => {
      return this.inOrder(entry.hash, async () => {
        const record = { entry, refs: await this.#refsOf(entry) };
        await this.#backend.writeRecord(entry.hash, entryText(record));
        return record;
      });
    });
    await this.writeResolved(records);
  }

  delete(hashes: readonly MerkleHash[]): Promise<void> {
    return mapParallel(hashes, this.#parallel, (hash) => {
      return this.inOrder(hash, async () => {
        const record = await this.read(hash);
        await this.#backend.removeRecord(hash);
        const { resolvedHash = hash } = record?.entry ?? {};
        if (resolvedHash === hash) return;
        const other = await this.#readAny(resolvedHash);
        if (other?.entry.hash === hash) await this.#backend.removeRecord(resolvedHash);
      });
    }).then(() => {});
  }

  /** The record of an entry. */
  async read(hash: string): Promise<EntryRecord | undefined> {
    const record = await this.#readAny(hash);
    return record?.entry.hash === hash ? record : undefined;
  }

  /** Every entry there is. */
  async *all(): AsyncIterable<EntryRecord> {
    for await (const key of this.#backend.recordKeys()) {
      const record = await this.read(key);
      if (record !== undefined) yield record;
    }
  }

  /** The JSON dictionaries of deps hashes. */
  deps(depsHashes: readonly string[]): Promise<(string | undefined)[]> {
    return mapParallel(depsHashes, this.#parallel, async (hash) => {
      const known = this.#deps.get(hash);
      if (known !== undefined) return known;
      const text = await this.#backend.readRecord(hash);
      const record = text === undefined ? undefined : parseDeps(text);
      if (record === undefined) return undefined;
      this.#deps.set(hash, record.deps);
      this.#notes.putSources(record.sources);
      return record.deps;
    });
  }

  /** Keeps a dictionary under deps hashes, before entries refer to it. */
  async writeDeps(depsHashes: readonly string[], deps: string): Promise<void> {
    for (const hash of new Set(depsHashes)) {
      if (this.#deps.get(hash) === deps) continue;
      await this.inOrder(hash, async () => {
        const text = depsText({ deps, sources: await sourcesOf(this.#notes, deps) });
        await this.#backend.writeRecord(hash, text);
      });
      this.#deps.set(hash, deps);
    }
  }

  /** Makes entries known by their resolved hashes, unless a better one is. */
  async writeResolved(records: readonly EntryRecord[]): Promise<void> {
    const best = new Map<string, EntryRecord>();
    for (const record of records) {
      const { hash, resolvedHash } = record.entry;
      if (resolvedHash !== hash && isBetter(record, best.get(resolvedHash))) {
        best.set(resolvedHash, record);
      }
    }
    await mapParallel([...best], this.#parallel, ([key, record]) => {
      return this.inOrder(key, async () => {
        if (!this.#overwrites && !isBetter(record, await this.#readAny(key))) return;
        await this.#backend.writeRecord(key, entryText(record));
      });
    });
  }

  /** Does what changes a key when all that came before has been done. */
  inOrder<T>(key: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#writes.get(key) ?? Promise.resolve()).then(work);
    const done = result.then(() => {}, () => {});
    this.#writes.set(key, done);
    void done.then(() => {
      if (this.#writes.get(key) === done) this.#writes.delete(key);
    });
    return result;
  }

  /** Resolves when all that was begun is done. */
  async settled(): Promise<void> {
    while (this.#writes.size > 0) await Promise.all(this.#writes.values());
  }

  /** The contents that an entry's content tells of, as another entry of it says. */
  async #refsOf(entry: Entry): Promise<EntryRecord["refs"]> {
    if (entry.codec !== FILE_CODEC && entry.codec !== DIR_CODEC) return [];
    for (const key of [entry.resolvedHash, entry.hash]) {
      const record = await this.#readAny(key);
      if (record?.entry.contentHash === entry.contentHash) return record.refs;
    }
    return [];
  }

  async #readAny(key: string): Promise<EntryRecord | undefined> {
    const text = await this.#backend.readRecord(key);
    return text === undefined ? undefined : parseEntry(text);
  }
}

/** Whether an entry is rather the one that stands for others: present, or else newer. */
function isBetter({ entry }: EntryRecord, other: EntryRecord | undefined): boolean {
  if (other === undefined || other.entry.hash === entry.hash) return true;
  if (entry.state !== other.entry.state) return entry.state === "present";
  return entry.created >= other.entry.created;
}
