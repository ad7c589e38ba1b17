/** Looks through everything that an SQLite cache holds, and mends what can be mended. */

import { merkleHash } from "../graph/key.ts";
import { KEY_FORMAT } from "../hash/domain.ts";
import { type ContentHash, sha256 } from "../hash/digest.ts";
import { hashFileSync } from "../hash/file_hash.ts";
import { isJson } from "../util/is_json.ts";
import type { Damage, Verified, VerifyRequest } from "./care.ts";
import type { Connection, Row } from "./connection.ts";
import { blob, sameHash } from "./keys.ts";
import { EVICT_LOST, PLACE, STATE } from "./schema.ts";
import type { Parts } from "./sqlite_care.ts";
import { corrupt } from "./sqlite_fault.ts";
import { unlistAll, UNLISTED } from "./sqlite_listing.ts";
import { readPieces } from "./sqlite_pieces.ts";
import { takeRefs } from "./sqlite_refs.ts";
import { strayFiles } from "./stray_files.ts";

/** Rows that are read at once. */
const MOST_ROWS = 500;
/** Milliseconds from one telling of progress to the next. */
const TELL_EVERY = 200;

const ENTRIES =
  `SELECT e.id, lower(hex(e.hash)), lower(hex(d.hash)), lower(hex(e.args_hash)), e.out,
    e.format, e.state, e.size, c.id, t.id, e.args, e.metadata, e.reads, typeof(e.codec)
  FROM entries e LEFT JOIN deps d ON d.id = e.deps_id LEFT JOIN tasks t ON t.id = e.task_id
  LEFT JOIN contents c ON ${sameHash("c.hash", "e.content_hash")}
  WHERE e.id > ? ORDER BY e.id LIMIT ${MOST_ROWS}`;
const CONTENTS = `SELECT id, lower(hex(hash)), place, data, size FROM contents
  WHERE id > ? AND place <> ${PLACE.remote} ORDER BY id LIMIT ${MOST_ROWS}`;
const REFS = `SELECT lower(hex(r.content)), lower(hex(r.ref)) FROM content_refs r
  LEFT JOIN contents c ON ${sameHash("c.hash", "r.ref")} WHERE c.id IS NULL`;
/** What SQLite would find itself if `by_content` were an index. */
const NOT_LISTED = `SELECT count(*) FROM entries e WHERE NOT (${UNLISTED})
  AND NOT EXISTS (SELECT 1 FROM by_content WHERE key = substr(e.content_hash, 1, 8) AND id = e.id)`;
const TOTAL = `SELECT count(*) FROM contents WHERE place <> ${PLACE.remote}`;

/** Reads and hashes everything; with `repair` also mends. */
export function verify(parts: Parts, request: VerifyRequest): Verified {
  const { connection } = parts;
  const { repair = false } = request;
  const damages: Damage[] = checkDatabase(parts);
  if (damages.length > 0 && repair) connection.replace(true);
  const counts = { entries: 0, contents: 0, bytes: 0 };
  try {
    for (const damage of checkEntries(parts, counts)) damages.push(damage);
    for (const damage of checkListing(parts)) damages.push(damage);
    for (const damage of checkRefs(parts)) damages.push(damage);
    for (const damage of checkContents(parts, counts, request)) damages.push(damage);
  } catch (error) {
    if (repair) throw error;
    damages.push(databaseDamage(`${(error as Error).message}: the rest could not be looked at`));
  }
  if (repair && damages.length > 0) mend(parts, damages);
  const stray = strayFiles(parts, { now: Date.now(), remove: repair });
  return { ...counts, damages, stray, repaired: repair && damages.length > 0 };
}

function checkDatabase({ connection }: Parts): Damage[] {
  try {
    // which fails where a table isn't there
    for (const query of [ENTRIES, REFS, CONTENTS, NOT_LISTED]) connection.sql(query);
    return connection.rows("PRAGMA integrity_check").flatMap(([line]) =>
      line === "ok" ? [] : databaseDamage(line as string)
    );
  } catch (error) {
    return [databaseDamage((error as Error).message)];
  }
}

function databaseDamage(what: string): Damage {
  return { kind: "database", hash: null, message: `SQLite: ${what}` };
}

function* pages({ connection }: Parts, query: string): Iterable<Row> {
  for (let last = -1;;) {
    const rows = connection.rows(query, last);
    yield* rows;
    if (rows.length < MOST_ROWS) return;
    const end = rows.at(-1)![0] as number;
    // or it would go round for ever
    if (end <= last) throw corrupt("rows in no order");
    last = end;
  }
}

function* checkEntries(parts: Parts, counts: { entries: number }): Iterable<Damage> {
  for (const row of pages(parts, ENTRIES)) {
    counts.entries++;
    const hash = row[1] as string;
    const kind = wrongOf(row);
    if (kind !== undefined) yield { kind, hash, message: `Entry ${hash} ${WRONG[kind]}` };
  }
}

const WRONG = {
  "entry-cut": "has no deps or no task",
  "entry-unreadable": "holds what it can't hold",
  "entry-key": "has another hash than its code and arguments",
  "entry-lost": "has no content",
} as const;

/** What is wrong with an entry. */
function wrongOf(row: Row): keyof typeof WRONG | undefined {
  const [, hash, depsHash, argsHash, out, format, state, size, content, task] = row;
  const texts = [out, row[10], row[11], row[12]];
  if (depsHash === "" || task === null) return "entry-cut";
  const readable = texts.every((text) => text === null || isJson(text));
  if (!readable || typeof size !== "number" || row[13] !== "text") return "entry-unreadable";
  if (format === KEY_FORMAT) {
    const key = out === null ? null : JSON.parse(out as string);
    const right = merkleHash(depsHash as string, argsHash as string, key);
    if (right !== hash) return "entry-key";
  }
  return state === STATE.present && content === null ? "entry-lost" : undefined;
}

function* checkListing({ connection }: Parts): Iterable<Damage> {
  const [missing] = connection.row(NOT_LISTED)!;
  if (missing !== 0) yield databaseDamage(`${missing} entries are not in by_content`);
}

function* checkRefs({ connection }: Parts): Iterable<Damage> {
  for (const [content, ref] of connection.rows(REFS)) {
    const message = `Content ${content} refers to ${ref}, which is not there`;
    yield { kind: "reference-lost", hash: content as string, message };
  }
}

function* checkContents(
  parts: Parts,
  counts: { contents: number; bytes: number },
  { onProgress }: VerifyRequest,
): Iterable<Damage> {
  const total = parts.connection.row(TOTAL)![0] as number;
  let told = performance.now();
  for (const [id, hash, place, data, size] of pages(parts, CONTENTS)) {
    const name = hash as ContentHash;
    const held = place === PLACE.pieces
      ? readPieces((...query) => parts.connection.column(...query), id as number)
      : data;
    const actual = place === PLACE.file
      ? hashOf(parts.files.pathOf(name))
      : held instanceof Uint8Array
      ? sha256(held)
      : "";
    counts.contents++;
    counts.bytes += size as number;
    if (performance.now() - told >= TELL_EVERY) {
      told = performance.now();
      onProgress?.({ ...counts, total });
    }
    if (actual === hash) continue;
    yield actual === undefined
      ? { kind: "content-lost", hash: name, message: `Content ${name} has no file` }
      : { kind: "content-changed", hash: name, message: `Content ${name} holds other bytes` };
  }
}

function hashOf(path: string): string | undefined {
  try {
    return hashFileSync(path).hash;
  } catch {
    return undefined;
  }
}

/** Removes contents that are damaged, and entries that say nothing right. */
function mend({ connection, contents, files, writer }: Parts, damages: readonly Damage[]): void {
  const hashes = (...kinds: readonly Damage["kind"][]) =>
    damages.flatMap(({ kind, hash }) => kinds.includes(kind) ? hash ?? [] : []);
  const lost = hashes("content-lost", "content-changed", "reference-lost") as ContentHash[];
  // the file first: as long as the row is there nobody stores it anew
  for (const hash of lost) files.remove(hash);
  writer.now(() => {
    for (const hash of hashes("entry-cut", "entry-unreadable", "entry-key")) {
      connection.sql(`DELETE FROM entries WHERE ${sameHash("hash", "?1")}`).run(blob(hash));
    }
    for (let gone = lost; gone.length > 0; gone = owners(connection)) {
      contents.deleteRows(gone);
      for (const hash of gone) takeRefs(connection, hash);
    }
    for (const change of EVICT_LOST) connection.sql(change).run();
    unlistAll(connection);
  });
}

/** Contents that tell of one that isn't there any more. */
function owners(connection: Connection): ContentHash[] {
  return connection.rows(REFS).map(([content]) => content as ContentHash);
}

/** A sentence for each thing that is wrong, keys apart: entries of tests have made-up ones. */
export function check(parts: Parts): string[] {
  return verify(parts, {}).damages.flatMap(({ kind, message }) =>
    kind === "entry-key" ? [] : message
  );
}
