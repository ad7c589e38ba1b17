/** Entries: what the index knows of one result. */

import type { ContentHash, MerkleHash } from "../hash/digest.ts";

/** One row of the index: what is known about the value that a Future's hash stands for. */
export interface Entry {
  readonly hash: MerkleHash;
  /** The hash with each Future argument replaced by its value's identity. */
  readonly resolvedHash: string;
  readonly argsHash: string;
  /** Hash of the code, its dependencies and the options in the key; `deps` has its parts. */
  readonly depsHash: string;
  /** `file#binding`, or `file#local`-like for a task made inside a function. */
  readonly taskId: string;
  /** JSON of the out's key (`null` for a task with one value, an index, or a name). */
  readonly out: string;
  /**
   * `name@version` of the serialiser; with `!` behind it for a value whose equal bytes don't stand for
   * unchanged work (`undefined`, the name of a file).
   */
  readonly codec: string;
  readonly contentHash: ContentHash;
  /** Bytes of the content. */
  readonly size: number;
  /** Milliseconds that the body took. */
  readonly duration: number;
  /** Microseconds since the epoch when the body ended; one value for all outs of an execution. */
  readonly created: number;
  /** JSON: parameter -> hash, with values under `cacheArgs`. */
  readonly args: string | null;
  /** JSON that the user attached. */
  readonly metadata: string | null;
  /** JSON of the reads that the body recorded; null if none. */
  readonly reads: string | null;
  readonly state: "present" | "evicted";
  /** Version of the key format. */
  readonly format: number;
  readonly migratedFrom: string | null;
  readonly logHash: string | null;
}

/** The part of an entry that decides whether it is a hit; cheap to look up by the thousand. */
export interface EntryHead {
  readonly hash: MerkleHash;
  readonly resolvedHash: string;
  readonly contentHash: ContentHash;
  readonly codec: string;
  readonly size: number;
  readonly created: number;
  readonly duration: number;
  readonly reads: string | null;
  readonly state: "present" | "evicted";
}
