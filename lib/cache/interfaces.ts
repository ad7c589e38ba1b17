/**
 * A cache and its two halves, each half small enough to implement in an afternoon. Types only.
 *
 * Most methods take many at once, since a run asks for thousands; results are in the order of the
 * question, `undefined` where there is nothing.
 */

import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import type { AnalysisMemo } from "../source/types.ts";
import type { FileTable } from "../file/types.ts";
import type { Care } from "./care.ts";
import type { Entry, EntryHead } from "./entry.ts";
import type { History } from "./history.ts";
import type { Leases } from "./lease.ts";
import type { RunCalls } from "./run_calls.ts";

/** How soon a write is committed. */
export interface PutOptions {
  /**
   * Commit before returning, together with all that was put before: for results that took longer
   * to make than a group of commits waits.
   * @default {false}
   */
  readonly urgent?: boolean;
}

/** hash -> entry. */
export interface Index {
  /** The heads of these hashes. */
  heads(hashes: readonly MerkleHash[]): Promise<(EntryHead | undefined)[]>;
  /** Whole entries. */
  entries(hashes: readonly MerkleHash[]): Promise<(Entry | undefined)[]>;
  /**
   * For each, the newest present entry with this resolved hash, if any (for early cutoff); an evicted
   * one, whichever it is, only if none is present.
   */
  byResolved(resolvedHashes: readonly string[]): Promise<(EntryHead | undefined)[]>;
  /**
   * Whether entries with these deps hashes may be there: false only if none is, so that a run need
   * not ask for the entries of a task which never ran.
   */
  mayHaveDeps(depsHashes: readonly string[]): Promise<boolean[]>;
  /**
   * Stores entries; replaces those of the same hash. Resolves when they are committed, and only then
   * are they found. `deps` is the JSON dictionary that belongs to the entries' `depsHash`. An
   * implementation may group commits for at most 20 ms, in the order of the calls.
   */
  put(entries: readonly Entry[], deps: string, options?: PutOptions): Promise<void>;
  /** Removes entries; those that aren't there are no error. Contents stay. */
  delete(hashes: readonly MerkleHash[]): Promise<void>;
}

/** How a file is stored. */
export interface PutFileOptions {
  /** Take the file away. @default {false} */
  readonly move?: boolean;
}

/** A content as a file. */
export interface ContentFile {
  /** Relative, with `/`; no step of it is empty, `.` or `..`. */
  readonly path: string;
  readonly hash: ContentHash;
}

/** What a stream is known to hold before it is read; it is checked all the same. */
export interface ExpectedContent {
  readonly hash: ContentHash;
  /** In bytes. */
  readonly size: number;
}

/** content hash -> bytes. */
export interface ContentStore {
  /** A folder, which may have to be made, whose files `putFile` can take by renaming. */
  readonly nearby?: string | undefined;
  /** The bytes, checked against the hash; undefined if missing or damaged (then it is removed). */
  get(hashes: readonly ContentHash[]): Promise<(Uint8Array | undefined)[]>;
  /** Whether they are there; nothing is read to find out. */
  has(hashes: readonly ContentHash[]): Promise<boolean[]>;
  /** Stores bytes under their hash, once. */
  put(hash: ContentHash, bytes: Uint8Array): Promise<void>;
  /**
   * A stream of the bytes; undefined if missing. The hash is checked on the way: on damage the
   * content is removed and the stream fails instead of ending, so don't use what came before.
   */
  stream(hash: ContentHash): Promise<ReadableStream<Uint8Array> | undefined>;
  /**
   * Stores a stream whose hash is found while it is written, without holding it in memory. With
   * `expected`, which only makes it easier, it fails if the stream holds anything else.
   */
  putStream(
    data: ReadableStream<Uint8Array>,
    expected?: ExpectedContent,
  ): Promise<{ hash: ContentHash; size: number }>;
  /**
   * Stores a plain file whose hash is found on the way, without holding it in memory. With `move`
   * the file is gone afterwards; where it can it is only renamed. Fails as Deno does if the file
   * can't be read.
   */
  putFile(path: string, options?: PutFileOptions): Promise<{ hash: ContentHash; size: number }>;
  /**
   * Absolute path of a folder, known by `key`, that holds these contents as read-only files and
   * nothing else; undefined if one is missing or damaged. It is for reading: what was changed in it
   * is put right at the next call.
   */
  folder(key: ContentHash, files: readonly ContentFile[]): Promise<string | undefined>;
  /**
   * Takes note of contents that another store holds: entries may refer to them, but they are not
   * here, and `has` and `get` say so. A store without it is given no entry before its content.
   */
  noteRemote?(contents: readonly ExpectedContent[]): Promise<void>;
  /** Removes contents; those that aren't there are no error. */
  delete(hashes: readonly ContentHash[]): Promise<void>;
}

/** An entry with the bytes that its `contentHash` stands for. */
export interface Result {
  /** What is known about it. */
  readonly entry: Entry;
  /** Its content. */
  readonly bytes: Uint8Array;
  /**
   * Further contents that the bytes tell of, stored before: they are kept as long as the bytes are.
   * @default {[]}
   */
  readonly refs?: readonly ContentHash[] | undefined;
}

/** What is kept of a run. */
export interface RunRecord {
  /** `run`, `clear`, ... */
  readonly command: string;
  /** `file#export`. */
  readonly target: string;
  /** Microseconds since the epoch. */
  readonly started: number;
  /** Milliseconds. */
  readonly duration: number;
  /** How many calls had their values, ran, or failed. */
  readonly counts: { readonly cached: number; readonly run: number; readonly failed: number };
  /** As the process ended with. */
  readonly exitCode: number;
  /** The words of the command line, without the program. */
  readonly argv?: readonly string[] | undefined;
  /** The commit of the git repository that the project is in. */
  readonly commit?: string | undefined;
  /** Whether files of that repository differed from the commit; undefined if it isn't known. */
  readonly dirty?: boolean | undefined;
  /** What became of each call, where it is kept. */
  readonly calls?: RunCalls | undefined;
}

/** A past run. */
export interface Run extends Omit<RunRecord, "calls"> {
  /** Rises with time. */
  readonly id: number;
  /** How many hashes its graph has. */
  readonly hashes: number;
  /** The same for two runs of one graph. */
  readonly manifest: string;
}

/** A past run with all that is kept of it. */
export interface RunDetails extends Run {
  /** What became of each call, where it is kept. */
  readonly calls?: RunCalls | undefined;
}

/** What can be given to a query, and what it gives; bytes come back as hex digits. */
export type QueryValue = null | number | string;

/** The answer to a query. */
export interface QueryResult {
  /** Their names. */
  readonly columns: readonly string[];
  /** Each with a value for every column. */
  readonly rows: readonly (readonly QueryValue[])[];
}

/** What `clear` removed. */
export interface Cleared {
  /** How many rows. */
  readonly entries: number;
  /** How many contents. */
  readonly contents: number;
  /** Bytes of the contents. */
  readonly bytes: number;
}

/** Index, content store, and what merkl remembers beside results. */
export interface Cache {
  /** hash -> entry. */
  readonly index: Index;
  /** content hash -> bytes. */
  readonly contents: ContentStore;
  /** Analyses of source files; written with the next commit. */
  readonly memo: AnalysisMemo;
  /** Files that merkl read or wrote; written with the next commit. */
  readonly files: FileTable;
  /** How it is looked after; a cache without it is left to itself. */
  readonly care?: Care;
  /** Earlier calls; a cache without it lets reruns say less about what changed. */
  readonly history?: History;
  /**
   * Lets a run and those of other processes see what each of them makes, so that they wait for each
   * other; a cache without it has only one process, or lets them make things twice.
   */
  leases?(): Leases;
  /** Stores contents, then their entries, all or none; resolves when they are committed. */
  record(results: readonly Result[], deps: string, options?: PutOptions): Promise<void>;
  /** Keeps canonical source texts by their hash; written with the next commit. */
  putSources(sources: ReadonlyMap<string, string>): void;
  /** The source text of a hash. */
  source(hash: string): Promise<string | undefined>;
  /** Keeps a run, with the hashes of its whole graph; resolves when it is committed. */
  recordRun(run: RunRecord, hashes: Iterable<MerkleHash>): Promise<void>;
  /** The latest runs, newest first. */
  runs(limit: number): Promise<Run[]>;
  /** One run, with its calls where they were kept. */
  run(id: number): Promise<RunDetails | undefined>;
  /** Hashes of the graph of a run, in no order. */
  runHashes(id: number): Promise<MerkleHash[]>;
  /** Removes entries, and the contents that no other entry refers to, by itself or by its bytes. */
  clear(hashes: readonly MerkleHash[]): Promise<Cleared>;
  /**
   * Answers a question in SQL that only reads: an expression that entries of `entries_v` must
   * fulfil, or a whole `select`. A cache without SQL doesn't have it.
   *
   * @param params What the `?` in it stand for.
   */
  query?(sql: string, params?: readonly QueryValue[]): Promise<QueryResult>;
  /** Looks for entries without content and for damage; a sentence for each. Reads everything. */
  check(): Promise<string[]>;
  /** Commits all that was put. */
  flush(): Promise<void>;
  /** Commits and lets go of it; nothing may be called afterwards. */
  close(): Promise<void>;
}
