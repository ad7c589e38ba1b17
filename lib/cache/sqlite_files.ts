/** The table of files that merkl read or wrote. */

import type { ContentHash } from "../hash/digest.ts";
import type { FileRow, FileTable, FoundFile } from "../file/types.ts";
import { byCodeUnit } from "../util/order.ts";
import type { Connection, Row } from "./connection.ts";
import type { GroupWriter } from "./group_writer.ts";
import { blob } from "./keys.ts";

const COLUMNS = `f.path, f.size, f.mtime, f.ctime, f.inode, f.hashed_at,
  lower(hex(f.content_hash)), lower(hex(f.written_hash)), f.identity, f.serializer,
  lower(hex(f.future)), f.codec, f.lossless, lower(hex(f.used_hash))`;
const GET = `SELECT j.key, ${COLUMNS} FROM json_each(?) j CROSS JOIN files f ON f.path = j.value`;
const SET = `INSERT OR REPLACE INTO files (path, size, mtime, ctime, inode, hashed_at, content_hash,
  used_hash, written_hash, identity, serializer, future, codec, lossless)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const REFRESH = `UPDATE files SET size = ?, mtime = ?, ctime = ?, inode = ?, hashed_at = ?,
  content_hash = ?, used_hash = ? WHERE path = ? AND hashed_at = ? AND content_hash = ?`;

/** Paths that one query looks up. */
const CHUNK = 1000;

/** File rows, in the table `files`; what is not committed yet is held here. */
export class SqliteFiles implements FileTable {
  readonly #connection: Connection;
  readonly #writer: GroupWriter;
  readonly #pending = new Map<string, FileRow>();

  constructor(connection: Connection, writer: GroupWriter) {
    this.#connection = connection;
    this.#writer = writer;
  }

  get(paths: readonly string[]): (FileRow | undefined)[] {
    return this.#connection.read(() => {
      const found: (FileRow | undefined)[] = new Array(paths.length).fill(undefined);
      for (let start = 0; start < paths.length; start += CHUNK) {
        const json = JSON.stringify(paths.slice(start, start + CHUNK));
        for (const [key, ...row] of this.#connection.rows(GET, json)) {
          found[start + (key as number)] = rowOf(row);
        }
      }
      return found.map((row, i) => this.#pending.get(paths[i]!) ?? row);
    });
  }

  set(row: FileRow): void {
    this.#pending.set(row.path, row);
    this.#writer.addQuietly(() => {
      this.#write(row);
      if (this.#pending.get(row.path) === row) this.#pending.delete(row.path);
    });
  }

  ofFuture(hash: string): FileRow[] {
    const rows = this.#connection.read(() =>
      this.#connection.rows(`SELECT ${COLUMNS} FROM files f WHERE f.future = ?`, blob(hash))
    ).map(rowOf);
    return this.#withPending(rows).filter((row) => row.written?.future === hash);
  }

  all(): FileRow[] {
    const rows = this.#connection.read(() =>
      this.#connection.rows(`SELECT ${COLUMNS} FROM files f`)
    ).map(rowOf);
    return this.#withPending(rows);
  }

  #withPending(rows: readonly FileRow[]): FileRow[] {
    const byPath = new Map(rows.map((row) => [row.path, row]));
    for (const row of this.#pending.values()) byPath.set(row.path, row);
    return [...byPath.values()].sort((a, b) => byCodeUnit(a.path, b.path));
  }

  refresh(found: readonly FoundFile[]): void {
    for (const { path, stat, hashedAt, contentHash, used, before } of found) {
      this.#writer.addQuietly(() =>
        void this.#connection.sql(REFRESH).run(
          ...[stat.size, stat.mtime, stat.ctime, stat.inode, hashedAt],
          blob(contentHash),
          used === undefined ? null : blob(used),
          ...[path, before.hashedAt],
          blob(before.contentHash),
        )
      );
    }
  }

  delete(paths: readonly string[]): void {
    this.#writer.now(() => {
      for (const path of paths) {
        this.#connection.sql("DELETE FROM files WHERE path = ?").run(path);
      }
    });
  }

  #write(row: FileRow): void {
    const { stat, written } = row;
    this.#connection.sql(SET).run(
      row.path,
      ...[stat.size, stat.mtime, stat.ctime, stat.inode, row.hashedAt],
      blob(row.contentHash),
      row.used === undefined ? null : blob(row.used),
      ...(written === undefined ? [null, null, null, null, null, null] : [
        blob(written.contentHash),
        written.identity,
        written.serializer,
        blob(written.future),
        written.codec ?? null,
        written.lossless === true ? 1 : 0,
      ]),
    );
  }
}

function rowOf(row: Row): FileRow {
  const number = (i: number) => row[i] as number;
  const written = row[8] === null ? undefined : {
    contentHash: row[7] as ContentHash,
    identity: row[8] as string,
    serializer: row[9] as string,
    future: row[10] as string,
    codec: (row[11] ?? undefined) as string | undefined,
    lossless: row[12] === 1,
  };
  return {
    path: row[0] as string,
    stat: { size: number(1), mtime: number(2), ctime: number(3), inode: number(4) },
    hashedAt: number(5),
    contentHash: row[6] as ContentHash,
    // hex() of NULL is an empty text
    ...(row[13] === "" ? {} : { used: row[13] as ContentHash }),
    written,
  };
}
