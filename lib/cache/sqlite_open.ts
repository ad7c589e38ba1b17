/** Opens the database file of a cache, making, migrating or replacing it as needed. */

import { DatabaseSync } from "node:sqlite";
import type { MerklError } from "../error/merkl_error.ts";
import {
  cacheForeign,
  cacheNewer,
  cacheUnavailable,
  databaseSetAside,
} from "../error/cache_errors.ts";
import { networkFileSystem } from "./network_folder.ts";
import { migrate, userVersion } from "./migrations.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import {
  BUSY_TIMEOUT,
  isThere,
  MEMORY,
  type Opened,
  openReadOnly,
  refusal,
} from "./sqlite_read_only.ts";
import { faultOf } from "./sqlite_fault.ts";
import { salvage, type Salvaged } from "./salvage.ts";
import { basename, dirname, join } from "../util/path.ts";
import { removeIfThere } from "../util/remove_file.ts";

/** Of a new database; room that is made is given back to the system in small steps. */
const LAYOUT = "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL";

/** Checkpoints at 64 MB instead of 8: writing 100,000 results takes a third less time. */
const LOCAL = `PRAGMA synchronous = NORMAL; ${MEMORY}; PRAGMA wal_autocheckpoint = 8000`;
/** Machines that share a disk share no memory, which a write-ahead log and maps of files need. */
const SHARED = "PRAGMA synchronous = FULL; PRAGMA mmap_size = 0; PRAGMA cache_size = -64000";

/**
 * Opens the database at `path`; folders on the way are made. A damaged one is set aside for one
 * with what could be saved of it, with a notice to be shown. One of a newer merkl or of another program is a problem and is
 * left alone.
 */
export function openSqlite(path: string): Opened {
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
    const refused = refusal(path);
    if (refused !== undefined) return openReadOnly(path, refused);
    try {
      return open(path, undefined);
    } catch (error) {
      const fault = faultOf(error);
      const readOnly = fault === "readonly" || fault === "unopenable";
      if (readOnly && isThere(path)) return openReadOnly(path, error);
      if (fault !== "corrupt") throw error;
    }
    return replaceDamaged(path);
  } catch (error) {
    return { kind: "problem", error: cacheUnavailable(path, error) };
  }
}

/**
 * Moves a damaged database aside, unless another process has done so meanwhile, and opens one with
 * what could be saved of it.
 *
 * @param certain It is damaged even if SQLite doesn't see it.
 */
export function replaceDamaged(path: string, certain = false): Opened {
  using lock = Deno.openSync(`${path}.lock`, { create: true, write: true });
  lock.lockSync(true);
  try {
    const opened = open(path, undefined);
    if (opened.kind !== "ok" || (!certain && isSound(opened.db))) return opened;
    opened.db.close();
  } catch (error) {
    if (faultOf(error) !== "corrupt") throw error;
  }
  const saved = saveTo(`${path}.new`, path);
  const aside = freeName(path);
  for (const suffix of ["", "-wal", "-shm"]) moveIfThere(path + suffix, aside + suffix);
  if (saved !== undefined) moveIfThere(`${path}.new`, path);
  return open(path, databaseSetAside(path, basename(aside), saved?.entries ?? 0));
}

/** Makes a database of what can be read of a damaged one; undefined if that is nothing. */
function saveTo(target: string, damaged: string): Salvaged | undefined {
  const copy = `${target}.copy`;
  try {
    removeIfThere(target);
    makeEmpty(target);
    using from = readable(damaged) ?? readable(withHeader(damaged, { of: target, copy })) ??
      readable(withTables(copy, target))!;
    using to = new DatabaseSync(target);
    to.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL");
    const saved = salvage(from, to, join(dirname(damaged), "contents"));
    useJournal(to, "WAL");
    return saved;
  } catch {
    // nothing can be read, or there is no room: then all is made anew
    removeIfThere(target);
    return undefined;
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) removeIfThere(copy + suffix);
  }
}

function makeEmpty(path: string): void {
  using db = new DatabaseSync(path);
  db.exec(LAYOUT);
  migrate(db);
}

/** A database whose tables are known; undefined if they aren't. */
function readable(path: string): DatabaseSync | undefined {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    db.prepare("SELECT name FROM sqlite_schema").all();
    return db;
  } catch {
    db.close();
    return undefined;
  }
}

/** The first bytes of a database tell how to read it; all of ours have the same, but for its size. */
function withHeader(
  damaged: string,
  { of: sound, copy }: { readonly of: string; readonly copy: string },
): string {
  Deno.copyFileSync(damaged, copy);
  const header = Deno.readFileSync(sound).subarray(0, 100);
  const view = new DataView(header.buffer, header.byteOffset);
  view.setUint32(28, Math.floor(Deno.statSync(copy).size / view.getUint16(16)));
  // no list of free pages
  view.setUint32(32, 0);
  view.setUint32(36, 0);
  using file = Deno.openSync(copy, { write: true });
  file.writeSync(header);
  return copy;
}

/** Deno's types don't know of it yet. */
const UNGUARDED = { open: true, ...{ defensive: false } };

/** What defines the tables is known as well; only where their rows are isn't. */
function withTables(copy: string, sound: string): string {
  using known = new DatabaseSync(sound, { readOnly: true });
  using db = new DatabaseSync(copy, UNGUARDED);
  db.exec("PRAGMA writable_schema = ON");
  const set = db.prepare("UPDATE sqlite_schema SET type = ?, tbl_name = ?, sql = ? WHERE name = ?");
  for (const row of known.prepare("SELECT type, tbl_name, sql, name FROM sqlite_schema").all()) {
    set.run(row["type"]!, row["tbl_name"]!, row["sql"]!, row["name"]!);
  }
  return copy;
}

function moveIfThere(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function open(path: string, notice: string | undefined): Opened {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
  try {
    const error = prepare(db, path);
    if (error === undefined) return { kind: "ok", db, notice };
    db.close();
    return { kind: "problem", error };
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: DatabaseSync, path: string): MerklError | undefined {
  const version = userVersion(db);
  const shared = networkFileSystem(dirname(path)) !== undefined;
  if (version > SCHEMA_VERSION) return cacheNewer(path, version, SCHEMA_VERSION);
  if (version < SCHEMA_VERSION) {
    if (version === 0 && isForeign(db)) return cacheForeign(path);
    db.exec(LAYOUT);
    if (!shared) useJournal(db, "WAL");
    migrate(db);
  }
  db.exec(shared ? SHARED : LOCAL);
  if (shared) useJournal(db, "DELETE");
  return undefined;
}

/** Has tables though no version: unless another process of ours has made them just now. */
function isForeign(db: DatabaseSync): boolean {
  const row = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()!;
  return row["n"] !== 0 && userVersion(db) === 0;
}

/** Changing the journal mode fails at once if another process does so too: the timeout isn't kept. */
function useJournal(db: DatabaseSync, mode: "WAL" | "DELETE"): void {
  const giveUp = Date.now() + BUSY_TIMEOUT;
  while (true) {
    try {
      db.exec(`PRAGMA journal_mode = ${mode}`);
      return;
    } catch (error) {
      if (faultOf(error) !== "busy" || Date.now() > giveUp) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function isSound(db: DatabaseSync): boolean {
  return db.prepare("PRAGMA integrity_check(1)").get()!["integrity_check"] === "ok";
}

function freeName(path: string): string {
  for (let n = 1;; n++) {
    const name = `${path}.corrupt-${n}`;
    try {
      Deno.lstatSync(name);
    } catch {
      return name;
    }
  }
}
