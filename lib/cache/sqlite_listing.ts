/**
 * `by_content` and `by_resolved` lead from the first bytes of a hash to entries: indexes that few runs
 * ask. They are made up when they are asked, by what was stored since: keeping them up to date would
 * write every page of them again and again, in the order of the hash only once. `care` has the id of
 * the last entry that is in each; a trigger sees to entries that are removed.
 */

import type { Connection } from "./connection.ts";
import type { GroupWriter } from "./group_writer.ts";

/** A table that leads to entries. */
type Listing = "by_content" | "by_resolved";

/** Entries of one transaction, about 0.2 s: others must not wait for long. */
const STEP = 100_000;

const KEYS = { by_content: "content_hash", by_resolved: "resolved_hash" } as const;

/** Most calls have no Futures among their arguments: they are found by their hash. */
const WHICH = { by_content: "", by_resolved: "AND resolved_hash <> hash" } as const;

const last = (table: Listing) => `(SELECT value FROM care WHERE key = '${table}')`;
const LIST_LAST = `INSERT OR IGNORE INTO by_resolved
  SELECT substr(resolved_hash, 1, 8), id FROM entries
  WHERE id = last_insert_rowid() AND resolved_hash <> hash`;
const PASS_LAST = `UPDATE care SET value = last_insert_rowid()
  WHERE key = 'by_resolved' AND value = last_insert_rowid() - 1`;
const LAST = "(SELECT coalesce(max(id), 0) FROM entries)";

/** SQL: whether an entry has a content; it must be listed. */
export function hasContent(hash: string): string {
  return `id IN (SELECT id FROM by_content WHERE key = substr(${hash}, 1, 8))
    AND content_hash = ${hash}`;
}

/** SQL: whether there are entries that aren't in a table yet. */
export function isBehind(table: Listing): string {
  return `${last(table)} < ${LAST}`;
}

/** SQL: whether an entry isn't in `by_content` yet. */
export const UNLISTED = `id > ${last("by_content")}`;

/** Brings `by_content` up to date, inside a transaction. */
export function listContents(connection: Connection): void {
  list(connection, "by_content", Number.MAX_SAFE_INTEGER);
}

/** What listing needs of a cache. */
interface Parts {
  readonly connection: Connection;
  readonly writer: GroupWriter;
}

/** Brings a table up to date, in transactions of its own. */
export function listInSteps({ connection, writer }: Parts, table: Listing): void {
  if (connection.readOnly) return;
  const query = `SELECT ${isBehind(table)}`;
  while (connection.read(() => connection.row(query))![0] === 1) {
    writer.now(() => list(connection, table, STEP));
  }
}

function list(connection: Connection, table: Listing, most: number): void {
  const key = KEYS[table];
  connection.sql(
    `INSERT OR IGNORE INTO ${table} SELECT substr(${key}, 1, 8), id FROM entries
      WHERE id > ${last(table)} AND id <= ${last(table)} + ?1 ${WHICH[table]} ORDER BY 1`,
  ).run(most);
  connection.sql(`UPDATE care SET value = min(value + ?1, ${LAST}) WHERE key = '${table}'`)
    .run(most);
}

/**
 * Puts the entry that was stored last into `by_resolved`, inside a transaction: for one who asks all
 * the time, who would have to list a few entries each time.
 */
export function listLast(connection: Connection): void {
  connection.sql(LIST_LAST).run();
  connection.sql(PASS_LAST).run();
}

/** Empties the tables, inside a transaction: they are made up anew when they are asked. */
export function unlistAll(connection: Connection): void {
  for (const table of ["by_content", "by_resolved"]) {
    connection.sql(`DELETE FROM ${table}`).run();
    connection.sql(`UPDATE care SET value = 0 WHERE key = '${table}'`).run();
  }
}

/** Lists all entries by their resolved hashes in memory, in the table `temp.here`. */
export function listInMemory(connection: Connection): void {
  connection.read(() => {
    connection.sql("CREATE TEMP TABLE here (key, id, PRIMARY KEY (key, id)) WITHOUT ROWID").run();
    connection.sql(
      `INSERT INTO temp.here SELECT substr(resolved_hash, 1, 8), id FROM entries
        WHERE resolved_hash <> hash ORDER BY 1`,
    ).run();
  });
}
