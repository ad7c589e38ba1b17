/** Removing what the SQLite cache holds. */

import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import type { Connection } from "./connection.ts";
import type { ContentFiles } from "./content_files.ts";
import type { ContentFolders } from "./content_folders.ts";
import type { GroupWriter } from "./group_writer.ts";
import type { Cleared } from "./interfaces.ts";
import { isKey, keyChunks } from "./keys.ts";
import type { SqliteContents } from "./sqlite_contents.ts";
import type { SqliteIndex } from "./sqlite_index.ts";
import { listInSteps } from "./sqlite_listing.ts";
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
  CROSS JOIN entries e ON ${isKey("e.hash")}`;

/** Removes entries and the contents that no other entry refers to, rows and files. */
export function clear(parts: Parts, hashes: readonly MerkleHash[]): Cleared {
  listInSteps(parts, "by_content");
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
