/** Entries: what the index knows of one result. */

import type { ContentHash, MerkleHash } from "../hash/digest.ts";

/** One row of the index: what is known about the value that a Future's hash stands for. */
export interface Entry {
  /** The Future's. */
  readonly hash: MerkleHash;
  /** The hash with each Future argument replaced by its value's identity. */
  readonly resolvedHash: string;
  /** Of the arguments. */
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
  /** SHA-256 of the value's bytes. */
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
  /** Whether the content is there, or was removed to make room. */
  readonly state: "present" | "evicted";
  /** Version of the key format. */
  readonly format: number;
  /** The hash of the entry that `merkl migrate` made it of. */
  readonly migratedFrom: string | null;
  /** SHA-256 of what the body printed, which is a content as well; null if nothing. */
  readonly logHash: string | null;
}

/** The part of an entry that decides whether it is a hit; cheap to look up by the thousand. */
export interface EntryHead {
  /** The Future's. */
  readonly hash: MerkleHash;
  /** As in the entry. */
  readonly resolvedHash: string;
  /** SHA-256 of the value's bytes. */
  readonly contentHash: ContentHash;
  /** As in the entry. */
  readonly codec: string;
  /** Bytes of the content. */
  readonly size: number;
  /** Microseconds since the epoch. */
  readonly created: number;
  /** Milliseconds. */
  readonly duration: number;
  /** As in the entry. */
  readonly reads: string | null;
  /** Whether the content is there, or was removed to make room. */
  readonly state: "present" | "evicted";
}
