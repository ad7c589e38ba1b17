/**
 * Copies of stored files for users, made when their path is asked for: whatever is done to a copy, the
 * cache's own file stays as it is.
 */

import { outputUnwritable } from "../error/file_errors.ts";
import { tempBeside } from "../util/atomic_write.ts";
import { type AbsPath, dirname, displayPath, join } from "../util/path.ts";

/** Where a user's copy of what is stored in `folder` lies: beside it, for the cache to collect. */
export function userCopy(folder: string): AbsPath {
  return `${folder}.copy` as AbsPath;
}

/**
 * Makes sure that `to` is a copy of `from`, that shares its room where the file system can. One that
 * was edited is replaced.
 * @throws {MerklError} `output-unwritable`; a missing `from` is thrown as Deno does
 */
export function bringCopyUpToDate(from: string, to: string): void {
  const stored = Deno.statSync(from);
  if (isCopy(to, stored)) return;
  const temp = tempBeside(to);
  try {
    Deno.mkdirSync(dirname(to), { recursive: true });
    Deno.copyFileSync(from, temp);
    if (Deno.build.os !== "windows") Deno.chmodSync(temp, 0o666 & ~Deno.umask());
    // by which it is known again as long as nobody edits it
    if (stored.mtime) Deno.utimeSync(temp, stored.mtime, stored.mtime);
    Deno.renameSync(temp, to);
  } catch (error) {
    removeIfThere(temp);
    throw outputUnwritable(displayPath(to), error);
  }
}

/** As {@linkcode bringCopyUpToDate} for the files of a folder; others in it are removed. */
export function bringFolderCopyUpToDate(from: string, to: string, files: readonly string[]): void {
  const wanted = new Set(files);
  removeOthers(to, "", wanted);
  for (const file of files) bringCopyUpToDate(join(from, file), join(to, file));
}

function isCopy(path: string, stored: Deno.FileInfo): boolean {
  try {
    const { isFile, size, mtime, ino, dev } = Deno.lstatSync(path);
    if (ino !== null && ino === stored.ino && dev === stored.dev) return false;
    return isFile && size === stored.size && mtime?.getTime() === stored.mtime?.getTime();
  } catch {
    return false;
  }
}

function removeOthers(folder: string, below: string, wanted: ReadonlySet<string>): void {
  for (const { name, isDirectory } of entriesOf(join(folder, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    if (isDirectory) removeOthers(folder, path, wanted);
    else if (!wanted.has(path) && !name.endsWith(".tmp")) removeIfThere(join(folder, path));
  }
}

function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch {
    return [];
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // it isn't there
  }
}
