/**
 * The indexes by content and by resolved hash hold the entries that are `listed`. To put each into them
 * when it is stored writes every page of them again and again, for indexes that few runs ask; all at
 * once costs a third of it, and nothing if nobody ever asks.
 */

import type { Connection } from "./connection.ts";
import type { GroupWriter } from "./group_writer.ts";
import { isKey, sameHash } from "./keys.ts";

/** Entries of one transaction, about 40 ms: others must not wait for long. */
const STEP = 20_000;

const UNLISTED = "SELECT 1 FROM entries WHERE listed = 0 LIMIT 1";
const LIST_ALL = "UPDATE entries SET listed = 1 WHERE listed = 0";
const LIST_SOME = `UPDATE entries SET listed = 1
  WHERE id IN (SELECT id FROM entries WHERE listed = 0 LIMIT ${STEP})`;

/** SQL: whether a listed entry has the content ?1. */
export const HAS_CONTENT = `listed = 1 AND ${sameHash("content_hash", "?1")}`;

/** SQL: whether a listed entry `e` has the key of a chunk as its resolved hash, which isn't its hash. */
export const HAS_RESOLVED = `e.listed = 1 AND e.resolved_hash <> e.hash AND ${
  isKey("e.resolved_hash")
}`;

/** Where nothing can be written, the ids of unlisted entries by their resolved hashes. */
const UNLISTED_IDS = [
  `CREATE TEMP TABLE unlisted AS SELECT substr(resolved_hash, 1, 8) AS key, id FROM entries
    WHERE listed = 0 AND resolved_hash <> hash`,
  "CREATE INDEX temp.unlisted_key ON unlisted (key)",
];

/** SQL: the entries `e` for the keys of a chunk that {@linkcode HAS_RESOLVED} doesn't find there. */
export const UNLISTED_RESOLVED = `CROSS JOIN temp.unlisted u ON u.key = substr(?1, j.value, 8)
  CROSS JOIN entries e ON e.id = u.id AND ${isKey("e.resolved_hash")}`;

/** Lists all entries, inside a transaction. */
export function listEntries(connection: Connection): void {
  connection.sql(LIST_ALL).run();
}

/** Lists all entries, in transactions of its own; false if nothing can be written. */
export function listInSteps(
  { connection, writer }: { readonly connection: Connection; readonly writer: GroupWriter },
): boolean {
  if (connection.readOnly) return false;
  while (connection.read(() => connection.row(UNLISTED)) !== undefined) {
    writer.now(() => connection.sql(LIST_SOME).run());
  }
  return true;
}

/** Makes {@linkcode UNLISTED_RESOLVED} possible; to be called once. */
export function noteUnlisted(connection: Connection): void {
  for (const statement of UNLISTED_IDS) connection.read(() => connection.sql(statement).run());
}
