/** Looking after what a cache holds: how much it is, and what may go. Types only. */

import type { MerkleHash } from "../hash/digest.ts";
import type { Cleared } from "./interfaces.ts";

/** What a cache holds of one task. */
export interface TaskUsage {
  /** `file#binding`. */
  readonly task: string;
  /** Values that are there. */
  readonly entries: number;
  /** Values that were removed to make room; their hashes are still known. */
  readonly evicted: number;
  /** Of their contents, each once, with the files that they tell of. */
  readonly bytes: number;
  /** How many of these bytes another task has as well. */
  readonly shared: number;
  /** Milliseconds that it took to make what is there. */
  readonly work: number;
  /** Milliseconds that runs were spared by finding its values. */
  readonly saved: number;
}

/** What a cache holds. */
export interface CacheUsage extends Pick<TaskUsage, "entries" | "evicted" | "work" | "saved"> {
  /** Tasks with entries. */
  readonly tasks: number;
  /** How many there are. */
  readonly contents: number;
  /** Of the contents. */
  readonly bytes: number;
  /** Bytes on disk, the index and all that is remembered included. */
  readonly disk: number;
  /** Runs that are remembered. */
  readonly runs: number;
  /** How many files merkl read or wrote. */
  readonly files: number;
}

/** A value that takes up much room. */
export interface LargeValue {
  /** Of its Future. */
  readonly hash: MerkleHash;
  /** `file#binding`. */
  readonly task: string;
  /** JSON of the out's key. */
  readonly out: string;
  /** JSON: parameter -> hash, or value. */
  readonly args: string | null;
  /** With the files that it tells of. */
  readonly bytes: number;
  /** Milliseconds that it took to make. */
  readonly work: number;
  /** Microseconds since the epoch. */
  readonly created: number;
}

/** Which entries are meant. */
export interface EntryFilter {
  /** `binding` or `file#binding`. @default all */
  readonly task?: string | undefined;
  /** Only those made before, in microseconds since the epoch. */
  readonly before?: number | undefined;
}

/** What is to be collected besides garbage. */
export interface CollectRequest {
  /** Make room until the cache takes up at most so many bytes. */
  readonly maxBytes?: number | undefined;
  /** Evict what no run has used or made for so long, in milliseconds. */
  readonly maxAge?: number | undefined;
  /** Never evicted: what a run uses that isn't recorded yet. */
  readonly used?: Iterable<MerkleHash> | undefined;
  /** Find out, but change nothing. @default {false} */
  readonly dryRun?: boolean | undefined;
  /** Do nothing if little has changed since the last time. @default {false} */
  readonly ifDue?: boolean | undefined;
  /** Milliseconds since the epoch. @default {Date.now()} */
  readonly now?: number | undefined;
}

/** What was collected. */
export interface Collected extends Cleared {
  /** Of the contents, how many nothing referred to. */
  readonly orphans: number;
  /** Old runs, graphs, sources, analyses and entries of evicted values that were forgotten. */
  readonly forgotten: number;
  /** Bytes on disk before. */
  readonly before: number;
  /** Bytes on disk afterwards. */
  readonly after: number;
}

/** Something in a cache that isn't as it should be. */
export interface Damage {
  readonly kind:
    /** SQLite says so. */
    | "database"
    /** An entry of which a part is missing, isn't what it can be, or doesn't fit its hash. */
    | "entry-cut"
    | "entry-unreadable"
    | "entry-key"
    /** An entry without its value. */
    | "entry-lost"
    /** A content without its bytes, with others, or which tells of one that isn't there. */
    | "content-lost"
    | "content-changed"
    | "reference-lost";
  /** Of the entry or content. */
  readonly hash: string | null;
  /** A sentence. */
  readonly message: string;
}

/** How a cache is looked through. */
export interface VerifyRequest {
  /** Mend what can be mended: what is lost is made again when somebody needs it. @default {false} */
  readonly repair?: boolean | undefined;
  /** Told from time to time how many contents, of how many, and how many bytes were hashed. */
  readonly onProgress?:
    | ((progress: { contents: number; total: number; bytes: number }) => void)
    | undefined;
}

/** What was looked through, and found. */
export interface Verified {
  readonly entries: number;
  readonly contents: number;
  /** Of the contents. */
  readonly bytes: number;
  readonly damages: readonly Damage[];
  /** Files that nobody knows and everybody could do without; removed by `repair`. */
  readonly stray: { readonly contents: number; readonly bytes: number };
  /** Whether the damage was mended. */
  readonly repaired: boolean;
}

/** How a cache can be looked after. A cache without it is left to itself. */
export interface Care {
  /** What is there, in numbers. */
  usage(): Promise<CacheUsage>;
  /** The same for each task, in the order of their names. */
  tasks(): Promise<TaskUsage[]>;
  /** The values that take up most room, the largest first. */
  largest(limit: number): Promise<LargeValue[]>;
  /** Hashes of entries. */
  find(filter: EntryFilter): Promise<MerkleHash[]>;
  /** What {@linkcode Cache.clear} would remove. */
  foresee(hashes: readonly MerkleHash[]): Promise<Cleared>;
  /** Reads and hashes everything; a cache without it can't. */
  verify?(request: VerifyRequest): Promise<Verified>;
  /** Removes everything but the records of tracked files. */
  wipe(): Promise<Cleared>;
  /**
   * Evicts what is least worth its room, and collects what nothing refers to. Never removes what an
   * entry, or within an hour something that is being written, refers to. Undefined if it wasn't due.
   */
  collect(request: CollectRequest): Promise<Collected | undefined>;
}
