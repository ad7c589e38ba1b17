/** Empties the SQLite cache. */

import { join } from "../util/path.ts";
import type { Cleared } from "./interfaces.ts";
import type { Parts } from "./sqlite_care.ts";
import { unlistAll } from "./sqlite_listing.ts";
import { TRASH } from "./stray_files.ts";
import { usage } from "./sqlite_usage.ts";

const TABLES = [
  ...["entries", "deps", "tasks", "sources", "contents", "content_refs"],
  ...["manifests", "runs", "analysis"],
];

/**
 * Removes everything but the records of tracked files. Files of contents are moved out of the way
 * under the lock and removed afterwards, which takes longer than others can wait.
 */
export function wipe(parts: Parts): Cleared {
  const { connection, writer, files, folders } = parts;
  const trash = join(files.folder, `${TRASH}${crypto.randomUUID().slice(0, 8)}`);
  const cleared = writer.now(() => {
    const { entries, evicted, contents, bytes } = usage(connection);
    unlistAll(connection); // else each entry would be looked for there
    for (const table of TABLES) connection.sql(`DELETE FROM ${table}`).run();
    connection.sql("UPDATE care SET value = value + 1 WHERE key = 'generation'").run();
    connection.ids.clear();
    for (const { name } of hashFolders(files.folder)) {
      move(join(files.folder, name), join(trash, name));
    }
    for (const { name } of hashFolders(folders.folder)) {
      move(join(folders.folder, name), join(trash, `files-${name}`));
    }
    return { entries: entries + evicted, contents, bytes };
  });
  try {
    Deno.removeSync(trash, { recursive: true });
  } catch {
    // there were no files, or the next collection removes them
  }
  connection.rows("PRAGMA incremental_vacuum");
  return cleared;
}

function hashFolders(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)].filter(({ name }) => /^[0-9a-f]{2}$/.test(name));
  } catch {
    return [];
  }
}

function move(from: string, to: string): void {
  Deno.mkdirSync(join(to, ".."), { recursive: true });
  Deno.renameSync(from, to);
}
