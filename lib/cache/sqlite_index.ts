/** The index in SQLite. */

import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import type { Connection, Row } from "./connection.ts";
import type { Entry, EntryHead } from "./entry.ts";
import type { GroupWriter, Write } from "./group_writer.ts";
import type { Index, PutOptions } from "./interfaces.ts";
import { blob, hexAt, isKey, KEY, keyChunks } from "./keys.ts";
import { STATE } from "./schema.ts";
import { corrupt } from "./sqlite_fault.ts";
import { isBehind, listInMemory, listInSteps, listLast } from "./sqlite_listing.ts";

/** The state of a row to which an index leads that doesn't belong to it. */
const MISLED = -1;
/** The state of a row whose hash only begins as the one that was looked for. */
const ALIKE = -2;
/** The state of a row that says that the table which was asked isn't up to date. */
const BEHIND = -3;

// Digests come as one text: a value that crosses from SQLite to JavaScript costs 0.1 us and more.
// The resolved hash mostly is the hash itself, which is known.
const HEAD = `lower(hex(CASE e.resolved_hash WHEN e.hash THEN e.content_hash
  ELSE e.content_hash || e.resolved_hash END)), e.codec, e.size, e.created, e.duration, e.reads`;
// The row that the index leads to must say that it is the right one: one bit on the disk may send a
// look-up to another entry.
const FOUND = `FROM json_each(?2) j
  CROSS JOIN entries e ON substr(e.hash, 1, 8) = substr(?1, j.value, 8)`;
const FOUND_STATE = `CASE WHEN e.hash = ${KEY} THEN e.state
  WHEN instr(e.hash, substr(?1, j.value, 8)) = 1 THEN ${ALIKE} ELSE ${MISLED} END`;
const HEADS = `SELECT j.key, ${HEAD}, ${FOUND_STATE} ${FOUND}`;
// In order of creation and id, evicted ones first, so that the newest present one is the last to be
// put into its slot. Those whose resolved hash is their hash aren't in the table by resolved hashes.
const byResolved = (table: string) =>
  `SELECT j.key, ${HEAD}, e.state, lower(hex(e.hash)), e.id FROM json_each(?2) j
  CROSS JOIN ${table} b ON b.key = substr(?1, j.value, 8)
  CROSS JOIN entries e ON e.id = b.id AND e.resolved_hash = ${KEY} AND e.resolved_hash <> e.hash
  UNION ALL SELECT j.key, ${HEAD}, ${FOUND_STATE}, lower(hex(e.hash)), e.id ${FOUND}
  WHERE e.resolved_hash = e.hash`;
const IN_ORDER = "ORDER BY 8 DESC, 5, 10";
// The same query says whether the table is up to date: one of its own would cost as much again.
const BY_RESOLVED = `${byResolved("by_resolved")}
  UNION ALL SELECT 0, '', NULL, NULL, NULL, NULL, NULL, ${BEHIND}, NULL, NULL
    WHERE ${isBehind("by_resolved")} ${IN_ORDER}`;
const BY_RESOLVED_HERE = `${byResolved("temp.here")} ${IN_ORDER}`;
// Dictionaries outlive their entries, but no entry is without one.
const KNOWN_DEPS = `SELECT j.key FROM json_each(?2) j
  CROSS JOIN deps d ON d.hash = substr(?1, j.value, 32)`;
const ENTRIES =
  `SELECT j.key, ${HEAD}, ${FOUND_STATE}, lower(hex(e.args_hash || d.hash)), t.name, e.out, e.args,
    e.metadata, e.format, lower(hex(e.migrated_from)), lower(hex(e.log_hash))
  ${FOUND}
  CROSS JOIN deps d ON d.id = e.deps_id
  CROSS JOIN tasks t ON t.id = e.task_id`;
const PUT =
  `INSERT INTO entries (hash, resolved_hash, args_hash, content_hash, deps_id, task_id, out,
    codec, size, duration, created, args, metadata, reads, state, format, migrated_from, log_hash)
  VALUES (substr(?1, 1, 32), substr(?1, 33, 32), substr(?1, 65, 32), substr(?1, 97, 32),
    ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
  ON CONFLICT DO NOTHING`;
// Not updated in place: the trigger that would be needed costs each insert 4 us.
const DELETE_ALIKE = "DELETE FROM entries WHERE substr(hash, 1, 8) = substr(?1, 1, 8)";
const DELETE = `DELETE FROM entries WHERE id IN (SELECT e.id FROM json_each(?2) j
  CROSS JOIN entries e ON ${isKey("e.hash")})`;

/** An entry's digests in one blob. */
export function digestsOf(entry: Entry): Uint8Array {
  return blob(entry.hash + entry.resolvedHash + entry.argsHash + entry.contentHash, 4);
}

/** The content hash among {@linkcode digestsOf} an entry. */
export function contentDigest(digests: Uint8Array): Uint8Array {
  return digests.subarray(96);
}

/** hash -> entry, in the tables `entries`, `deps` and `tasks`. */
export class SqliteIndex implements Index {
  readonly #connection: Connection;
  readonly #writer: GroupWriter;
  /** Whether entries by resolved hash are listed in memory, since they can't be in the database. */
  #inMemory = false;
  /** Whether this process asks for resolved hashes: then it lists what it stores itself. */
  #asked = false;

  constructor(connection: Connection, writer: GroupWriter) {
    this.#connection = connection;
    this.#writer = writer;
  }

  heads(hashes: readonly MerkleHash[]): Promise<(EntryHead | undefined)[]> {
    return this.#lookUp(HEADS, hashes, headOf);
  }

  entries(hashes: readonly MerkleHash[]): Promise<(Entry | undefined)[]> {
    return this.#lookUp(ENTRIES, hashes, entryOf);
  }

  byResolved(resolvedHashes: readonly string[]): Promise<(EntryHead | undefined)[]> {
    const make = (row: Row) => headOf(row, row[8] as string);
    return Promise.try(() => {
      this.#asked = true;
      if (!this.#inMemory) {
        const known = this.#find(BY_RESOLVED, resolvedHashes, make);
        if (!known.behind) return known.found;
        if (!this.#connection.readOnly) {
          return this.#list() ? this.#find(BY_RESOLVED, resolvedHashes, make).found : known.found;
        }
        listInMemory(this.#connection);
        this.#inMemory = true;
      }
      return this.#find(BY_RESOLVED_HERE, resolvedHashes, make).found;
    });
  }

  /** Brings the table of entries by their resolved hashes up to date; false if that can't be done. */
  #list(): boolean {
    try {
      listInSteps({ connection: this.#connection, writer: this.#writer }, "by_resolved");
      return true;
    } catch {
      return false; // a full disk, perhaps: whoever stores something says so
    }
  }

  async mayHaveDeps(depsHashes: readonly string[]): Promise<boolean[]> {
    const found = await this.#lookUp(KNOWN_DEPS, depsHashes, () => true);
    return found.map((known) => known === true);
  }

  put(entries: readonly Entry[], deps: string, options: PutOptions = {}): Promise<void> {
    const rows = entries.length;
    return Promise.try(() =>
      this.#writer.add(this.writeOf(entries, deps), { rows, urgent: options.urgent })
    );
  }

  /** The write that stores entries, to be put into a transaction together with others. */
  writeOf(entries: readonly Entry[], deps: string, digests = entries.map(digestsOf)): Write {
    return () => entries.forEach((entry, i) => this.#write(entry, deps, digests[i]!));
  }

  delete(hashes: readonly MerkleHash[]): Promise<void> {
    return Promise.try(() => void this.#writer.now(() => this.deleteRows(hashes)));
  }

  /** Removes rows inside a transaction; gives how many there were. */
  deleteRows(hashes: readonly MerkleHash[]): number {
    let count = 0;
    for (const { keys, at } of keyChunks(hashes)) {
      count += Number(this.#connection.sql(DELETE).run(keys, at).changes);
    }
    return count;
  }

  #lookUp<T>(query: string, hashes: readonly string[], make: (row: Row, hash: string) => T) {
    return Promise.try(() => this.#find(query, hashes, make).found);
  }

  #find<T>(query: string, hashes: readonly string[], make: (row: Row, hash: string) => T) {
    return this.#connection.read(() => {
      const found: (T | undefined)[] = new Array(hashes.length).fill(undefined);
      let behind = false;
      for (const { start, keys, at } of keyChunks(hashes)) {
        for (const row of this.#connection.rows(query, keys, at)) {
          const state = row[7];
          behind ||= state === BEHIND;
          if (state === ALIKE || state === BEHIND) continue;
          const i = start + (row[0] as number);
          found[i] = make(row, hashes[i]!);
        }
      }
      return { found, behind };
    });
  }

  #write(entry: Entry, deps: string, digests: Uint8Array): void {
    const put = this.#connection.sql(PUT);
    const values = [
      digests,
      this.#depsId(entry.depsHash, deps),
      this.#taskId(entry.taskId),
      entry.out === "null" ? null : entry.out,
      entry.codec,
      entry.size,
      entry.duration,
      entry.created,
      entry.args,
      entry.metadata,
      entry.reads,
      STATE[entry.state],
      entry.format,
      entry.migratedFrom === null ? null : blob(entry.migratedFrom),
      entry.logHash === null ? null : blob(entry.logHash),
    ] as const;
    if (put.run(...values).changes === 0) {
      this.#connection.sql(DELETE_ALIKE).run(digests);
      put.run(...values);
    }
    if (this.#asked) listLast(this.#connection);
  }

  #depsId(hash: string, json: string): number {
    return this.#connection.ids.get(hash) ?? this.#remember(hash, () => {
      const key = blob(hash);
      this.#connection.sql(
        "INSERT INTO deps (hash, json) VALUES (?, ?) ON CONFLICT DO NOTHING",
      ).run(key, json);
      return this.#connection.row("SELECT id FROM deps WHERE hash = ?", key);
    });
  }

  #taskId(name: string): number {
    return this.#connection.ids.get(name) ?? this.#remember(name, () => {
      this.#connection.sql("INSERT INTO tasks (name) VALUES (?) ON CONFLICT DO NOTHING").run(name);
      return this.#connection.row("SELECT id FROM tasks WHERE name = ?", name);
    });
  }

  #remember(key: string, find: () => Row | undefined): number {
    const id = find()![0] as number;
    this.#connection.ids.set(key, id);
    return id;
  }
}

function headOf(row: Row, hash: string): EntryHead {
  if (row[7] === MISLED) throw corrupt("an index leads to the wrong row");
  const digests = row[1] as string;
  const resolved = digests.length > 64;
  return {
    hash: hash as MerkleHash,
    resolvedHash: resolved ? hexAt(digests, 1) : hash,
    contentHash: (resolved ? hexAt(digests, 0) : digests) as ContentHash,
    codec: sameText(row[2] as string),
    size: row[3] as number,
    created: row[4] as number,
    duration: row[5] as number,
    reads: row[6] as string | null,
    state: row[7] === STATE.present ? "present" : "evicted",
  };
}

let latest = "";

/** One text for rows that have the same, as most have. */
function sameText(text: string): string {
  return text === latest ? latest : (latest = text);
}

function entryOf(row: Row, hash: string): Entry {
  const digests = row[8] as string;
  return {
    ...headOf(row, hash),
    argsHash: hexAt(digests, 0),
    depsHash: hexAt(digests, 1),
    taskId: row[9] as string,
    out: (row[10] as string | null) ?? "null",
    args: row[11] as string | null,
    metadata: row[12] as string | null,
    format: row[13] as number,
    // hex() of NULL is an empty text
    migratedFrom: (row[14] as string) || null,
    logHash: (row[15] as string) || null,
  };
}
