/** Removing and checking what the SQLite cache holds. */

import { type ContentHash, type MerkleHash, sha256Stream } from "../hash/digest.ts";
import type { Connection } from "./connection.ts";
import type { ContentFiles } from "./content_files.ts";
import type { ContentFolders } from "./content_folders.ts";
import type { GroupWriter } from "./group_writer.ts";
import type { Cleared } from "./interfaces.ts";
import { keyChunks } from "./keys.ts";
import { PLACE, STATE } from "./schema.ts";
import type { SqliteContents } from "./sqlite_contents.ts";
import type { SqliteIndex } from "./sqlite_index.ts";
import { checkRefs } from "./sqlite_refs.ts";
import { takeUnused } from "./sqlite_unused.ts";

/** The parts of an SQLite cache. */
export interface Parts {
  readonly connection: Connection;
  readonly writer: GroupWriter;
  readonly files: ContentFiles;
  readonly folders: ContentFolders;
  readonly index: SqliteIndex;
  readonly contents: SqliteContents;
}

const CONTENTS_OF = `SELECT lower(hex(e.content_hash)), lower(hex(e.log_hash)) FROM json_each(?2) j
  CROSS JOIN entries e ON e.hash = substr(?1, j.value, 32)`;

/** Removes entries and the contents that no other entry refers to, rows and files. */
export function clear(parts: Parts, hashes: readonly MerkleHash[]): Cleared {
  const { contents, writer } = parts;
  const { lists, files, ...cleared } = writer.now(() => clearRows(parts, hashes));
  contents.removeFiles(files);
  for (const list of lists) parts.folders.remove(list);
  return cleared;
}

/** Does so to rows, inside a transaction; `files` and the folders of `lists` are left to be removed. */
export function clearRows({ connection, index, contents }: Parts, hashes: readonly MerkleHash[]) {
  const candidates = new Set<ContentHash>();
  for (const { keys, at } of keyChunks(hashes)) {
    for (const [content, log] of connection.rows(CONTENTS_OF, keys, at)) {
      candidates.add(content as ContentHash);
      if (log !== "") candidates.add(log as ContentHash);
    }
  }
  const entries = index.deleteRows(hashes);
  const { unused, lists } = takeUnused(connection, candidates);
  const { count, bytes, files } = contents.deleteRows(unused);
  return { entries, contents: count, bytes, lists, files };
}

/** A sentence for each thing that is wrong. */
export function check(parts: Parts): string[] {
  const { connection } = parts;
  const problems = connection.rows("PRAGMA quick_check").map(([line]) => line as string)
    .filter((line) => line !== "ok").map((line) => `SQLite: ${line}`);
  const orphans = connection.rows(
    `SELECT lower(hex(e.hash)) FROM entries e LEFT JOIN contents c ON c.hash = e.content_hash
    WHERE e.state = ${STATE.present} AND c.id IS NULL`,
  );
  for (const [hash] of orphans) problems.push(`Entry ${hash} has no content`);
  const dangling = connection.rows(
    `SELECT lower(hex(e.hash)) FROM entries e LEFT JOIN deps d ON d.id = e.deps_id
    LEFT JOIN tasks t ON t.id = e.task_id WHERE d.id IS NULL OR t.id IS NULL`,
  );
  for (const [hash] of dangling) problems.push(`Entry ${hash} has no deps or no task`);
  problems.push(...checkRefs(connection));
  const rows = connection.sql(
    `SELECT lower(hex(hash)), place, data FROM contents WHERE place <> ${PLACE.remote}`,
  ).iterate();
  for (const row of rows as unknown as Iterable<readonly unknown[]>) {
    const hash = row[0] as ContentHash;
    const actual = row[1] === PLACE.file
      ? hashOfFile(parts.files.pathOf(hash))
      : sha256Stream().update(row[2] as Uint8Array).digest("hex");
    if (actual === undefined) problems.push(`Content ${hash} has no file`);
    else if (actual !== hash) problems.push(`Content ${hash} holds other bytes`);
  }
  return problems;
}

/** SHA-256 of a file in constant memory; undefined if it can't be read. */
function hashOfFile(path: string): string | undefined {
  try {
    using file = Deno.openSync(path);
    const hash = sha256Stream();
    const buffer = new Uint8Array(1 << 18);
    for (let n = file.readSync(buffer); n !== null; n = file.readSync(buffer)) {
      hash.update(buffer.subarray(0, n));
    }
    return hash.digest("hex");
  } catch {
    return undefined;
  }
}
