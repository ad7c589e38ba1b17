/**
 * The records of tracked files, by the hundred thousand: read from the database itself, without
 * opening a cache, as columns in JSON. A row for each would take as long as looking at its file.
 */

import { DatabaseSync, type StatementSync } from "node:sqlite";
import { cacheReadFailed } from "../error/cache_errors.ts";
import { userVersion } from "./migrations.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { openSqlite } from "./sqlite_open.ts";

/** Files of one chunk: a few milliseconds of looking at them. */
const CHUNK = 2000;

/** How long another process's lock is waited for, in milliseconds. */
const BUSY_TIMEOUT = 10_000;

// The last column is `FileKnown`.
const COLUMNS = `SELECT json_array(
    json_group_array(path), json_group_array(size), json_group_array(CAST(mtime AS INTEGER)),
    json_group_array(CAST(ctime AS INTEGER)), json_group_array(CAST(inode AS INTEGER)),
    json_group_array(CASE WHEN max(mtime, ctime * 1000) >= hashed_at - 2000 THEN 1
      WHEN used_hash IS NOT NULL OR written_hash <> content_hash THEN 2 ELSE 0 END
      + 4 * (written_hash IS NOT NULL))),
    max(path), count(*)
  FROM (SELECT * FROM files WHERE path > ?1 ORDER BY path LIMIT ${CHUNK})`;

/** Deno has this method of Node's, but not yet its type. */
type ArrayStatement = StatementSync & { setReturnArrays(enabled: boolean): void };

/** How many tracked files there are, and chunks of `FileColumns` in JSON, in the order of the paths. */
export interface TrackedColumns {
  readonly count: number;
  /** Can be asked for once. */
  readonly chunks: Iterable<string>;
}

/**
 * The records in the database at `path`.
 *
 * @throws {MerklError} `cache-read-failed`, `cache-newer`, ...; also while chunks are asked for
 */
export function trackedColumns(path: string): TrackedColumns {
  const db = open(path);
  try {
    const count = db.prepare("SELECT count(*) AS n FROM files").get()!["n"] as number;
    return { count, chunks: chunksOf(db, path) };
  } catch (error) {
    db.close();
    throw cacheReadFailed(path, error);
  }
}

function* chunksOf(db: DatabaseSync, path: string): Generator<string> {
  try {
    const statement = db.prepare(COLUMNS) as ArrayStatement;
    statement.setReturnArrays(true);
    for (let last = "";;) {
      const row = statement.get(last) as unknown as [string, string | null, number];
      const [text, latest, rows] = row;
      if (rows > 0) yield text;
      if (latest === null || rows < CHUNK) return;
      last = latest;
    }
  } catch (error) {
    throw cacheReadFailed(path, error);
  } finally {
    db.close();
  }
}

/** Opens a database of this schema; an older one is migrated, which writes. */
function open(path: string): DatabaseSync {
  const options = { readOnly: true, timeout: BUSY_TIMEOUT };
  try {
    const db = new DatabaseSync(path, options);
    if (userVersion(db) === SCHEMA_VERSION) return db;
    db.close();
  } catch {
    // what is the matter is said below
  }
  const opened = openSqlite(path);
  if (opened.kind === "problem") throw opened.error;
  return opened.db;
}
