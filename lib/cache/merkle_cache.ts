/** A cache over a place that knows nothing but keys: each result is one item under its Merkle hash. */

import { type ContentHash, contentHash, sha256 } from "../hash/digest.ts";
import { concatBytes } from "../util/bytes.ts";
import type { Content, StoredResult } from "./backend.ts";
import { BaseCache } from "./base_cache.ts";
import { parseEntry } from "./records.ts";

/** What is kept under a key. */
export interface MerkleItem {
  /** 64 hex digits: the Merkle hash of a result, or a hash that merkl made for something else. */
  readonly hash: string;
  /** What is known about it, as a JSON text: to be given back as it is. */
  readonly record: string;
  /** The content; no bytes where there is only something to be known. */
  readonly content: Content;
  /** SHA-256 of the content. */
  readonly contentHash: ContentHash;
  /** Bytes of the content. */
  readonly size: number;
}

/** What {@linkcode MerkleCache.read} gives: the two things that must come back as they were. */
export type FoundItem = Pick<MerkleItem, "record" | "content">;

const NOTHING = new Uint8Array();
const EMPTY = contentHash(NOTHING);

/**
 * A cache over a backend that knows Merkle hashes only: four methods. Equal contents of different
 * calls are kept once for each of them; a backend that can share them extends
 * {@linkcode BaseCache}.
 */
export abstract class MerkleCache extends BaseCache {
  /** content hash -> the key under which it was seen. */
  readonly #keys = new Map<ContentHash, string>();

  /** The item under a key; undefined if there is none. */
  abstract read(hash: string): Promise<FoundItem | undefined>;
  /** Keeps an item under its hash, in the place of an earlier one; whole or not at all. */
  abstract write(item: MerkleItem): Promise<void>;
  /** Forgets a key; one that isn't there is no error. */
  abstract remove(hash: string): Promise<void>;
  /** All keys, in any order. */
  abstract keys(): AsyncIterable<string>;

  /** Over {@linkcode MerkleCache.write} and {@linkcode MerkleCache.read}. */
  override async storeResult({ hash, contentHash, record, bytes }: StoredResult): Promise<void> {
    await this.write({ hash, contentHash, record, content: bytes, size: bytes.length });
    this.#keys.set(contentHash, hash);
  }

  /** Over {@linkcode MerkleCache.write} and {@linkcode MerkleCache.read}. */
  async readRecord(key: string): Promise<string | undefined> {
    const item = await this.read(key);
    if (item === undefined) return undefined;
    await discard(item.content);
    const entry = parseEntry(item.record)?.entry;
    if (entry?.hash === key) this.#keys.set(entry.contentHash, key);
    return item.record;
  }

  /** Over {@linkcode MerkleCache.write} and {@linkcode MerkleCache.read}. */
  async writeRecord(key: string, record: string): Promise<void> {
    const entry = parseEntry(record)?.entry;
    const content = entry?.hash === key ? await this.readContent(entry.contentHash) : undefined;
    if (content === undefined) return await this.#writeEmpty(key, record);
    const bytes = await whole(content);
    const { contentHash } = entry!;
    await this.write({ hash: key, record, content: bytes, contentHash, size: bytes.length });
  }

  /** Over {@linkcode MerkleCache.write} and {@linkcode MerkleCache.read}. */
  removeRecord(key: string): Promise<void> {
    return this.remove(key);
  }

  /** Over {@linkcode MerkleCache.write} and {@linkcode MerkleCache.read}. */
  recordKeys(): AsyncIterable<string> {
    return this.keys();
  }

  /** Over {@linkcode MerkleCache.write} and {@linkcode MerkleCache.read}. */
  async contentSize(hash: ContentHash): Promise<number | undefined> {
    const content = await this.readContent(hash);
    if (content === undefined) return undefined;
    let size = 0;
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      size += chunk.length;
    }
    return size;
  }

  /** Over {@linkcode MerkleCache.write} and {@linkcode MerkleCache.read}. */
  async readContent(hash: ContentHash): Promise<Content | undefined> {
    const key = this.#keys.get(hash);
    const item = key === undefined ? undefined : await this.read(key);
    if (item !== undefined && !isEmpty(item.record)) return item.content;
    if (item !== undefined) await discard(item.content);
    return (await this.read(keyOf(hash)))?.content;
  }

  /** A file, or what a body printed: known before the result that it belongs to. */
  writeContent(hash: ContentHash, content: Content, size: number): Promise<void> {
    return this.write({ hash: keyOf(hash), record: "{}", content, contentHash: hash, size });
  }

  /** Over {@linkcode MerkleCache.write} and {@linkcode MerkleCache.read}. */
  async removeContent(hash: ContentHash): Promise<void> {
    await this.remove(keyOf(hash));
    const key = this.#keys.get(hash);
    const item = key === undefined ? undefined : await this.read(key);
    this.#keys.delete(hash);
    if (item === undefined) return;
    await discard(item.content);
    await this.#writeEmpty(key!, item.record);
  }

  #writeEmpty(hash: string, text: string): Promise<void> {
    const record = JSON.stringify({ ...JSON.parse(text), empty: true });
    return this.write({ hash, record, content: NOTHING, contentHash: EMPTY, size: 0 });
  }
}

/** Whether an item is kept without its content. */
function isEmpty(record: string): boolean {
  try {
    return (JSON.parse(record) as { empty?: boolean } | null)?.empty === true;
  } catch {
    return false; // it isn't what was written
  }
}

/** Where a content is that no result has. */
function keyOf(hash: ContentHash): string {
  return sha256(`merkl content ${hash}`);
}

async function discard(content: Content): Promise<void> {
  if (!(content instanceof Uint8Array)) await content.cancel();
}

async function whole(content: Content): Promise<Uint8Array> {
  return content instanceof Uint8Array ? content : concatBytes(await Array.fromAsync(content));
}
