/** Hashes between hex texts and blobs, by the thousand. */

import { invariant } from "../error/merkl_error.ts";

/** How many keys one query looks up. */
const CHUNK = 1000;

const positions = (count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, i) => 32 * i + 1));
const ONE = positions(1);
let fullChunk: string | undefined;

/** Keys of one query: `keys` is a blob with all, `at` a JSON array of their 1-based offsets. */
export interface KeyChunk {
  /** Where the chunk begins in the whole list. */
  readonly start: number;
  readonly keys: Uint8Array;
  readonly at: string;
}

/**
 * SQL: whether a column has a hash, both as they are named in SQL. The column's index has only its
 * first bytes.
 */
export function sameHash(column: string, hash: string): string {
  return `(substr(${column}, 1, 8) = substr(${hash}, 1, 8) AND ${column} = ${hash})`;
}

/** SQL: whether a column has the hash at `j.value` of `?1`; see {@linkcode keyChunks}. */
export function isKey(column: string): string {
  return `(substr(${column}, 1, 8) = substr(?1, j.value, 8) AND ${column} = ${KEY})`;
}

/** SQL: the hash at `j.value` of `?1`. */
export const KEY = "substr(?1, j.value, 32)";

/**
 * Splits hashes into chunks for queries of the form
 * `FROM json_each(?2) j CROSS JOIN t ON ${isKey("t.hash")}`, where `j.key` is the position in the
 * chunk: measured faster than one query a key (3 times) and than hex in JSON.
 */
export function* keyChunks(hashes: readonly string[]): Generator<KeyChunk> {
  for (let start = 0; start < hashes.length; start += CHUNK) {
    const slice = hashes.slice(start, start + CHUNK);
    const at = slice.length === 1
      ? ONE
      : slice.length === CHUNK
      ? fullChunk ??= positions(CHUNK)
      : positions(slice.length);
    yield { start, keys: blob(slice.join(""), slice.length), at };
  }
}

/** The bytes of `count` hashes that are given as one text of hex digits. */
export function blob(hex: string, count = 1): Uint8Array<ArrayBuffer> {
  invariant(hex.length === 64 * count, `a hash of 64 hex digits was expected, not ${hex}`);
  return Uint8Array.fromHex(hex);
}

/** The `i`-th hash of hex digits in a row. */
export function hexAt<T extends string>(hex: string, i: number): T {
  return hex.slice(64 * i, 64 * i + 64) as T;
}
