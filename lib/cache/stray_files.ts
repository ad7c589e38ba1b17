/** Files in a cache's folder that no row knows, and what killed processes left there. */

import type { ContentHash } from "../hash/digest.ts";
import { dirname, join } from "../util/path.ts";
import { blob, sameHash } from "./keys.ts";
import type { Parts } from "./sqlite_care.ts";

const HOUR = 3_600_000;

/** Temporary folders of bodies, one of which may be at work for days; damaged databases. */
const BODY = 7 * 24 * HOUR;

/** Folders that are to be removed; see `wipe`. */
export const TRASH = "trash-";

/** What was found, or removed. */
export interface Stray {
  readonly contents: number;
  readonly bytes: number;
}

/** Collects files that nobody will ask for; what changed within the last hour is left alone. */
export function strayFiles(
  parts: Parts,
  { now, remove }: { readonly now: number; readonly remove: boolean },
): Stray {
  const found = { contents: 0, bytes: 0 };
  const old = (path: string, age = HOUR) => (mtimeOf(path) ?? Infinity) < now - age;
  const take = (path: string, isKnown?: () => boolean) => {
    const bytes = sizeOf(path);
    if (remove && !removeUnless(parts, path, isKnown)) return;
    found.contents++;
    found.bytes += bytes;
  };
  const { folder } = parts.files;
  for (const { name, isDirectory } of entriesOf(folder)) {
    const path = join(folder, name);
    if (!isDirectory) {
      if (name.endsWith(".tmp") && old(path)) take(path);
    } else if (name.startsWith(TRASH)) take(path);
    else {for (const hash of unknown(parts, path)) {
        if (old(join(path, hash))) take(join(path, hash), () => isStored(parts, hash));
      }}
  }
  for (const { name } of entriesOf(parts.folders.folder)) {
    const path = join(parts.folders.folder, name);
    for (const hash of unknown(parts, path)) {
      if (old(join(path, hash))) take(join(path, hash), () => isStored(parts, hash));
    }
  }
  const { nearby } = parts.contents;
  for (const { name } of entriesOf(nearby)) {
    if (old(join(nearby, name), BODY)) take(join(nearby, name));
  }
  const home = dirname(nearby);
  for (const { name } of entriesOf(home)) {
    if (name.includes(".sqlite3.corrupt-") && old(join(home, name), BODY)) take(join(home, name));
  }
  return found;
}

const IS_STORED = `SELECT 1 FROM contents WHERE ${sameHash("hash", "?1")}`;

/** Names in a folder that are no hash of a content in the database. */
function unknown(parts: Parts, folder: string): ContentHash[] {
  return entriesOf(folder).map(({ name }) => name as ContentHash)
    .filter((name) => !isStored(parts, name));
}

function isStored({ connection }: Parts, hash: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(hash)) return false;
  return connection.row(IS_STORED, blob(hash)) !== undefined;
}

/** Under the lock, since a process that stores a content may just have found its file. */
function removeUnless({ writer }: Parts, path: string, isKnown?: () => boolean): boolean {
  const removed = () => {
    if (isKnown?.() === true) return false;
    try {
      Deno.removeSync(path, { recursive: true });
      return true;
    } catch {
      return false; // somebody else did, or may not
    }
  };
  return isKnown === undefined ? removed() : writer.now(removed);
}

function mtimeOf(path: string): number | undefined {
  try {
    return Deno.lstatSync(path).mtime?.getTime();
  } catch {
    return undefined;
  }
}

/** Bytes of a file, or of all files in a folder. */
function sizeOf(path: string): number {
  try {
    const { isDirectory, size } = Deno.lstatSync(path);
    if (!isDirectory) return size;
    return entriesOf(path).reduce((sum, { name }) => sum + sizeOf(join(path, name)), 0);
  } catch {
    return 0;
  }
}

function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch {
    return [];
  }
}
