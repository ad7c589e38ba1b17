/**
 * Contents of some kilobytes lie in the database in pieces. Whole, two rows of 4 KiB don't fit on a
 * page of 8 KiB, and half of each page would be empty.
 */

import { concatBytes } from "../util/bytes.ts";
import type { Connection } from "./connection.ts";
import { sameHash } from "./keys.ts";
import { PIECES } from "./schema.ts";

/** Bytes up to which a content is kept whole: several fit on a page. */
export const WHOLE_LIMIT = 1000;

/** Bytes of a piece. Less than one is lost at the end of a page. */
const SIZE = 400;

const ID = `SELECT id FROM contents WHERE ${sameHash("hash", "?1")}`;
const PUT = "INSERT OR REPLACE INTO pieces (id, data) VALUES (?, ?)";
const READ = "SELECT data FROM pieces WHERE id BETWEEN ? AND ? ORDER BY id";

/** Writes the bytes of the content with this hash, whose row is there, inside a transaction. */
export function putPieces(connection: Connection, key: Uint8Array, bytes: Uint8Array): void {
  const first = (connection.row(ID, key)![0] as number) * PIECES;
  const put = connection.sql(PUT);
  for (let at = 0, n = 0; at < bytes.length; at += SIZE, n++) {
    put.run(first + n, bytes.subarray(at, at + SIZE));
  }
}

/**
 * The bytes of the content with this row id, unchecked.
 * @param query Gives the first column of all rows.
 */
export function readPieces(
  query: (sql: string, ...values: number[]) => readonly unknown[],
  id: number,
): Uint8Array<ArrayBuffer> {
  const first = id * PIECES;
  return concatBytes(query(READ, first, first + PIECES - 1) as Uint8Array[]);
}
