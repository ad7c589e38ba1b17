/**
 * The two halves of a cache, each small enough to implement in an afternoon. Types only.
 *
 * All methods take many at once, since a run asks for thousands; results are in the order of the
 * question, `undefined` where there is nothing.
 */

import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import type { Entry, EntryHead } from "./entry.ts";

/** hash -> entry. */
export interface Index {
  /** The heads of these hashes. */
  heads(hashes: readonly MerkleHash[]): Promise<(EntryHead | undefined)[]>;
  /** Whole entries. */
  entries(hashes: readonly MerkleHash[]): Promise<(Entry | undefined)[]>;
  /** For each, a present entry with this resolved hash, if any (for early cutoff). */
  byResolved(resolvedHashes: readonly string[]): Promise<(EntryHead | undefined)[]>;
  /**
   * Stores entries; replaces those of the same hash. Resolves when they are committed. `deps` is the
   * JSON dictionary that belongs to `entry.depsHash`. An implementation may group commits for at
   * most 20 ms, in the order of the calls.
   */
  put(entries: readonly Entry[], deps: string): Promise<void>;
  /** Removes entries; those that aren't there are no error. */
  delete(hashes: readonly MerkleHash[]): Promise<void>;
}

/** content hash -> bytes. */
export interface ContentStore {
  /** The bytes, checked against the hash; undefined if missing or damaged (then it is removed). */
  get(hashes: readonly ContentHash[]): Promise<(Uint8Array | undefined)[]>;
  has(hashes: readonly ContentHash[]): Promise<boolean[]>;
  /** Stores bytes under their hash, once. */
  put(hash: ContentHash, bytes: Uint8Array): Promise<void>;
  /** A stream of the bytes; undefined if missing. The reader checks the hash at the end. */
  stream(hash: ContentHash): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Stores a stream whose hash is found while it is written, without holding it in memory. */
  putStream(data: ReadableStream<Uint8Array>): Promise<{ hash: ContentHash; size: number }>;
  delete(hashes: readonly ContentHash[]): Promise<void>;
}
