/** What can still be read of a damaged database, put into a new one. */

import type { DatabaseSync } from "node:sqlite";
import { merkleHash } from "../graph/key.ts";
import { KEY_FORMAT } from "../hash/domain.ts";
import { type ContentHash, sha256 } from "../hash/digest.ts";
import { toHex } from "../util/bytes.ts";
import { isJson } from "../util/is_json.ts";
import { join } from "../util/path.ts";
import { EVICT_LOST, PIECES, PLACE, STATE } from "./schema.ts";
import { isUnfitRow } from "./sqlite_fault.ts";
import { readPieces } from "./sqlite_pieces.ts";

/** What was saved. */
export interface Salvaged {
  /** Entries whose values are there. */
  readonly entries: number;
}

type Values = Record<string, null | number | string | Uint8Array>;

interface Table {
  readonly name: string;
  /** What orders its rows; a number grows with them. */
  readonly key: string;
  readonly numbered: boolean;
  /** Whether a row may be kept. */
  readonly sound?: (row: Values) => boolean;
}

/** How often the reading of a table is taken up again behind a damaged page. */
const MOST_HOLES = 500;
/** Read at once. */
const MOST_ROWS = 512;

/**
 * Copies rows from `from`, which is damaged, to `to`, which is empty and of this schema. A row of
 * contents is kept only if its bytes have their hash, or its file is there (whose bytes are checked
 * when they are read); one of entries only if its hash is that of its parts. `contents` is the folder
 * with files of contents: those that no row tells of any more are found again.
 */
export function salvage(from: DatabaseSync, to: DatabaseSync, contents: string): Salvaged {
  const deps = new Map<number, string>();
  const tasks = new Set<number>();
  const copy = (table: Table) => copyTable(from, to, table);
  to.exec("BEGIN");
  copy({
    name: "deps",
    key: "id",
    numbered: true,
    sound: ({ id, hash, json }) => {
      if (!isDigest(hash) || !isJson(json)) return false;
      deps.set(id as number, toHex(hash));
      return true;
    },
  });
  copy({
    name: "tasks",
    key: "id",
    numbered: true,
    sound: ({ id, name }) => typeof name === "string" && tasks.add(id as number) !== undefined,
  });
  const sound = (row: Values) => isSoundEntry(row, deps) && tasks.has(row["task_id"] as number);
  copy({ name: "entries", key: "id", numbered: true, sound });
  copy({ name: "pieces", key: "id", numbered: true });
  const bytesOf = piecesIn(to);
  copy({
    name: "contents",
    key: "id",
    numbered: true,
    sound: (row) => isSoundContent(row, { contents, bytesOf }),
  });
  findFiles(to, contents);
  for (const name of ["content_refs", "sources", "files", "care"]) {
    copy({ name, key: KEYS[name]!, numbered: false, ...SOUND[name] });
  }
  for (const name of ["manifests", "runs"]) copy({ name, key: "id", numbered: true });
  const entries = settle(to);
  to.exec("COMMIT");
  return { entries };
}

const KEYS: Readonly<Record<string, string>> = {
  content_refs: "content",
  sources: "hash",
  files: "path",
  care: "key",
};

const SOUND: Readonly<Record<string, Pick<Table, "sound">>> = {
  content_refs: { sound: ({ content, ref }) => isDigest(content) && isDigest(ref) },
  files: {
    sound: ({ path, size, content_hash, written_hash, future, used_hash }) =>
      typeof path === "string" && typeof size === "number" && isDigest(content_hash) &&
      [written_hash, future, used_hash].every((hash) => (hash ?? null) === null || isDigest(hash)),
  },
  sources: { sound: ({ hash, text }) => isDigest(hash) && typeof text === "string" },
};

function isSoundEntry(row: Values, deps: ReadonlyMap<number, string>): boolean {
  const { hash, resolved_hash, args_hash, content_hash, out, format, deps_id } = row;
  const depsHash = deps.get(deps_id as number);
  if (depsHash === undefined) return false;
  if (![hash, resolved_hash, args_hash, content_hash].every(isDigest)) return false;
  if (typeof row["codec"] !== "string" || typeof row["size"] !== "number") return false;
  if (
    ![out, row["args"], row["metadata"], row["reads"]].every((text) =>
      text === null || isJson(text)
    )
  ) {
    return false;
  }
  if (format !== KEY_FORMAT) return true;
  const key = out === null ? null : JSON.parse(out as string);
  return merkleHash(depsHash, toHex(args_hash as Uint8Array), key) === toHex(hash as Uint8Array);
}

/** Gives the bytes of the content with a row id, of the pieces that could be read. */
function piecesIn(to: DatabaseSync): (id: number) => Uint8Array {
  const query = (sql: string, ...values: number[]) =>
    to.prepare(sql).all(...values).map(({ data }) => data);
  return (id) => readPieces(query, id);
}

function isSoundContent(
  { id, hash, size, place, data }: Values,
  { contents, bytesOf }: { contents: string; bytesOf: (id: number) => Uint8Array },
): boolean {
  if (!isDigest(hash)) return false;
  const name = toHex(hash);
  const held = place === PLACE.pieces ? bytesOf(id as number) : data;
  if (place === PLACE.inline || place === PLACE.pieces) {
    return held instanceof Uint8Array && sha256(held) === name;
  }
  return place === PLACE.file ? sizeOf(fileOf(contents, name)) === size : place === PLACE.remote;
}

/** Adds contents that have a file and no row. */
function findFiles(to: DatabaseSync, contents: string): void {
  const insert = to.prepare(
    "INSERT OR IGNORE INTO contents (hash, size, place, created) VALUES (unhex(?), ?, ?, unixepoch())",
  );
  for (const folder of namesIn(contents)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of namesIn(join(contents, folder))) {
      const size = /^[0-9a-f]{64}$/.test(name) ? sizeOf(fileOf(contents, name)) : undefined;
      if (size !== undefined) insert.run(name, size, PLACE.file);
    }
  }
}

const SETTLE: readonly string[] = [
  `DELETE FROM pieces WHERE id / ${PIECES} NOT IN
    (SELECT id FROM contents WHERE place = ${PLACE.pieces})`,
  "UPDATE contents SET stat = NULL",
  "UPDATE files SET hashed_at = 0",
  "UPDATE care SET value = 0 WHERE key IN ('by_content', 'by_resolved')",
  ...EVICT_LOST,
  "DELETE FROM content_refs WHERE content NOT IN (SELECT hash FROM contents)",
  `UPDATE entries SET state = ${STATE.evicted} WHERE content_hash IN
    (SELECT content FROM content_refs WHERE ref NOT IN (SELECT hash FROM contents))`,
  "DELETE FROM runs WHERE manifest_id NOT IN (SELECT id FROM manifests)",
];

/**
 * Makes entries, contents and runs agree, and trusts nothing that was remembered of files: they are
 * read again. Gives how many entries have their values. */
function settle(to: DatabaseSync): number {
  for (const change of SETTLE) to.exec(change);
  const query = `SELECT count(*) AS n FROM entries WHERE state = ${STATE.present}`;
  return Number(to.prepare(query).get()!["n"]);
}

function copyTable(from: DatabaseSync, to: DatabaseSync, table: Table): void {
  const columns = columnsOf(to, table.name).filter((name) =>
    columnsOf(from, table.name).includes(name)
  );
  if (columns.length === 0) return;
  const insert = to.prepare(
    `INSERT OR REPLACE INTO ${table.name} (${columns.join(", ")}) VALUES (${
      columns.map(() => "?").join(", ")
    })`,
  );
  for (const row of rowsOf(from, table, columns)) {
    if (table.sound !== undefined && !table.sound(row)) continue;
    try {
      insert.run(...columns.map((name) => row[name]!));
    } catch (error) {
      // a row of nothing, where the end of a page was never written
      if (!isUnfitRow(error)) throw error;
    }
  }
}

function columnsOf(db: DatabaseSync, table: string): string[] {
  try {
    return db.prepare(`PRAGMA table_info(${table})`).all().map(({ name }) => name as string);
  } catch {
    return [];
  }
}

/** The rows that can be read: in their order up to a damaged page, then from behind it. */
function* rowsOf(from: DatabaseSync, table: Table, columns: readonly string[]): Iterable<Values> {
  const select = `SELECT ${columns.join(", ")} FROM ${table.name} NOT INDEXED`;
  const { key, numbered } = table;
  // the method `iterate` ends at damage without a word
  const page = (last: Value | undefined, limit: number, order = "") => {
    const beyond = last === undefined ? "" : `WHERE ${key} ${order === "" ? ">" : "<"} ?`;
    const query = `${select} ${beyond} ORDER BY ${key} ${order} LIMIT ${limit}`;
    return from.prepare(query).all(...last === undefined ? [] : [last]) as Values[];
  };
  if (numbered) return yield* numberedRows((last, limit) => page(last, limit), key);
  yield* rowsUntilDamage((last, limit) => page(last, limit), key);
  yield* rowsUntilDamage((last, limit) => page(last, limit, "DESC"), key);
}

type Value = Values[string];
type Page = (last: Value | undefined, limit: number) => readonly Values[];

function* rowsUntilDamage(page: Page, key: string): Iterable<Values> {
  let last: Value | undefined;
  const ends = new Set<unknown>();
  for (let limit = MOST_ROWS; limit >= 1;) {
    const rows = tryTo(() => page(last, limit));
    if (rows?.length === 0) return;
    if (rows === undefined) limit = Math.floor(limit / 8);
    else yield* rows;
    last = rows?.at(-1)?.[key] ?? last;
    // a damaged page may lead back to others: then it would go round for ever
    const end = last instanceof Uint8Array ? toHex(last) : last;
    if (rows !== undefined && ends.has(end)) return;
    ends.add(end);
  }
}

function* numberedRows(page: Page, key: string): Iterable<Values> {
  let last = -1;
  for (let holes = 0, limit = MOST_ROWS, step = 1; holes < MOST_HOLES && step < 2 ** 40;) {
    const rows = tryTo(() => page(last, limit));
    if (rows?.length === 0) return;
    // a damaged page may lead back to others, or have its rows in no order
    const ids = (rows ?? []).map((row) => row[key] as number);
    const end = ids.findLast((id) => id > last);
    if (rows !== undefined && end !== undefined) {
      yield* rows;
      last = end;
      step = 1;
      limit = MOST_ROWS;
    } else if (rows === undefined && limit > 1) limit = Math.floor(limit / 8) || 1;
    else {
      holes++;
      last += step;
      step *= 2;
    }
  }
}

function tryTo<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isDigest(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === 32;
}

function fileOf(contents: string, hash: string): string {
  return join(contents, hash.slice(0, 2), hash as ContentHash);
}

function sizeOf(path: string): number | undefined {
  try {
    const { isFile, size } = Deno.statSync(path);
    return isFile ? size : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return [];
  }
}
