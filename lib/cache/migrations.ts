/** Brings an older database to the schema of this merkl. */

import type { DatabaseSync } from "node:sqlite";
import {
  SCHEMA,
  SCHEMA_VERSION,
  VERSION_10,
  VERSION_2,
  VERSION_3,
  VERSION_4,
  VERSION_5,
  VERSION_6,
  VERSION_7,
  VERSION_8,
  VERSION_9,
} from "./schema.ts";

/** `MIGRATIONS[n]` is the SQL that turns version n into n + 1; 0 is an empty database. */
export const MIGRATIONS: readonly string[] = [
  SCHEMA,
  VERSION_2,
  VERSION_3,
  VERSION_4,
  VERSION_5,
  VERSION_6,
  VERSION_7,
  VERSION_8,
  VERSION_9,
  VERSION_10,
];

/**
 * Runs what is missing, in one transaction, holding the write lock: of two processes that open a
 * fresh folder at once the second waits, and then finds nothing to do.
 */
export function migrate(db: DatabaseSync): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    for (let version = userVersion(db); version < SCHEMA_VERSION; version++) {
      db.exec(`${MIGRATIONS[version]}; PRAGMA user_version = ${version + 1}`);
    }
    db.exec("COMMIT");
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}

/** The schema version of a database; 0 if it has none. */
export function userVersion(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()!["user_version"]);
}
