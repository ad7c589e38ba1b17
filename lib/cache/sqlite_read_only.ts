/** Opens the database file of a cache where nothing can be written. */

import { DatabaseSync } from "node:sqlite";
import { cacheNewer, cacheUnavailable } from "../error/cache_errors.ts";
import type { MerklError } from "../error/merkl_error.ts";
import { userVersion } from "./migrations.ts";
import { SCHEMA_VERSION } from "./schema.ts";

/** How long SQLite waits for another process's lock, in milliseconds. */
export const BUSY_TIMEOUT = 10_000;

/** How much of a database may be in memory. */
export const MEMORY = "PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -64000";

/** An open database, or why there is none. */
export type Opened =
  | {
    readonly kind: "ok";
    readonly db: DatabaseSync;
    readonly notice: string | undefined;
    /** Why nothing can be written; undefined if it can. */
    readonly readOnly?: unknown;
  }
  | { readonly kind: "problem"; readonly error: MerklError };

/** Why a file can't be written; undefined if it can, or isn't there. */
export function refusal(path: string): unknown {
  try {
    Deno.openSync(path, { write: true }).close();
    return undefined;
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? undefined : error;
  }
}

/**
 * Opens a database that can't be written. If nobody is at work in it, it is read as something that
 * doesn't change: SQLite needs files beside it else.
 */
export function openReadOnly(path: string, readOnly: unknown): Opened {
  const unchanging = `file:${encodePath(path)}?immutable=1`;
  const log = sizeOf(`${path}-wal`);
  // without a log nobody is at work; SQLite would make files that their owner can't write
  const names = log === undefined ? [unchanging] : log === 0 ? [path, unchanging] : [path];
  let failure: unknown;
  for (const name of names) {
    const db = new DatabaseSync(name, { readOnly: true, timeout: BUSY_TIMEOUT });
    try {
      const version = userVersion(db);
      if (version === SCHEMA_VERSION) {
        db.exec(MEMORY);
        return { kind: "ok", db, notice: undefined, readOnly };
      }
      db.close();
      return {
        kind: "problem",
        error: version > SCHEMA_VERSION
          ? cacheNewer(path, version, SCHEMA_VERSION)
          : cacheUnavailable(path, readOnly),
      };
    } catch (error) {
      failure = error;
      db.close();
    }
  }
  throw failure;
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Whether there is such a file. */
export function isThere(path: string): boolean {
  return sizeOf(path) !== undefined;
}

function sizeOf(path: string): number | undefined {
  try {
    const { isFile, size } = Deno.statSync(path);
    return isFile ? size : undefined;
  } catch {
    return undefined;
  }
}
