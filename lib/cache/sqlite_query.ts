/** Questions of people to the SQLite cache, in SQL that can only read. */

import { DatabaseSync, type StatementSync } from "node:sqlite";
import { cacheReadFailed } from "../error/cache_errors.ts";
import { queryMalformed, queryNotSingle } from "../error/query_errors.ts";
import { toHex } from "../util/bytes.ts";
import type { QueryResult, QueryValue } from "./interfaces.ts";
import { isQuery, strayPart } from "./sql_text.ts";
import { faultOf } from "./sqlite_fault.ts";

/** How long another process's lock is waited for, in milliseconds. */
const BUSY_TIMEOUT = 10_000;

const ENTRIES = "SELECT * FROM entries_v WHERE";

/** Deno has these methods of Node's, but not yet their types. */
type ColumnStatement = StatementSync & {
  setReturnArrays(enabled: boolean): void;
  columns(): { readonly name: string }[];
};

/**
 * Answers a question about the entries of the database at `path`, on a connection of its own that
 * can't write.
 *
 * @param sql An expression, which entries of `entries_v` must fulfil, or a whole `select`.
 * @throws {MerklError} `query-malformed`, `query-not-single`, `cache-read-failed`
 */
export function querySqlite(
  path: string,
  sql: string,
  params: readonly QueryValue[],
): QueryResult {
  const text = sql.replace(/[\s;]+$/, "");
  const stray = strayPart(text);
  if (stray !== undefined) throw queryNotSingle(sql, stray);
  // the line's end ends a comment, if the expression does with one
  const query = isQuery(text) ? text : `${ENTRIES} (${text}\n) ORDER BY created, hash`;
  const db = openReadOnly(path);
  try {
    return answer(db, query, params);
  } catch (error) {
    const fault = faultOf(error);
    if (fault !== "other" && fault !== "readonly") throw cacheReadFailed(path, error);
    throw queryMalformed(sql, {
      cause: error,
      columns: columnsOf(db),
      writes: fault === "readonly",
    });
  } finally {
    db.close();
  }
}

function openReadOnly(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT });
  } catch (error) {
    throw cacheReadFailed(path, error);
  }
}

function answer(db: DatabaseSync, query: string, params: readonly QueryValue[]): QueryResult {
  const statement = db.prepare(query) as ColumnStatement;
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  const rows = statement.all(...params) as unknown as unknown[][];
  return {
    columns: statement.columns().map(({ name }) => name),
    rows: rows.map((row) => row.map(plainValue)),
  };
}

/** Blobs are hashes: people read them as hex digits. What no number can hold becomes a text. */
function plainValue(value: unknown): null | number | string {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value !== "bigint") return value as null | number | string;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function columnsOf(db: DatabaseSync): string[] {
  try {
    const rows = db.prepare("SELECT name FROM pragma_table_info('entries_v')").all();
    return rows.map((row) => row["name"] as string);
  } catch {
    return [];
  }
}
