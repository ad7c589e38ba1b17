/** What a place for results must be able to do. Types only. */

import type { ContentHash, MerkleHash } from "../hash/digest.ts";

/** The bytes of a content: whole, or as a stream that can be read once. */
export type Content = Uint8Array | ReadableStream<Uint8Array>;

/** A result as a backend is handed it. */
export interface StoredResult {
  /** The Merkle hash: what it is asked for by. */
  readonly hash: MerkleHash;
  /** SHA-256 of the content. */
  readonly contentHash: ContentHash;
  /** What is known about it, as a JSON text: to be given back as it is. */
  readonly record: string;
  /** The content. */
  readonly bytes: Uint8Array;
}

/**
 * A place for records (small JSON texts under keys of 64 hex digits) and contents (bytes under their
 * SHA-256). Nothing need be remembered between calls, and calls may overlap. What it can't do it
 * says by throwing; what isn't there is `undefined`.
 */
export interface Backend {
  /** The text that was last written under a key. */
  readRecord(key: string): Promise<string | undefined>;
  /** Keeps a text under a key, in the place of an earlier one; whole or not at all. */
  writeRecord(key: string, text: string): Promise<void>;
  /** Forgets a key; one that isn't there is no error. */
  removeRecord(key: string): Promise<void>;
  /** All keys, in any order. Asked for by `clear` and by checks only. */
  recordKeys(): AsyncIterable<string>;
  /** Bytes of a content. */
  contentSize(hash: ContentHash): Promise<number | undefined>;
  /** A content; what it holds is checked by the caller. */
  readContent(hash: ContentHash): Promise<Content | undefined>;
  /** Keeps a content under its hash, whole or not at all. `size` is its number of bytes. */
  writeContent(hash: ContentHash, content: Content, size: number): Promise<void>;
  /** Forgets a content; one that isn't there is no error. */
  removeContent(hash: ContentHash): Promise<void>;
}
