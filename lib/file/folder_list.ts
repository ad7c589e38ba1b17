/** The files in a folder and in those below it. */

import {
  fileIsDirectory,
  fileMissing,
  fileNameNotUtf8,
  fileNotPlain,
  fileUnreadable,
  folderEmpty,
  folderExpected,
  folderMissing,
} from "../error/file_errors.ts";
import { byCodeUnit } from "../util/order.ts";
import { displayPath, join } from "../util/path.ts";

/** What a folder holds. */
export interface FolderList {
  /** Relative paths with `/`, sorted. */
  readonly files: readonly string[];
  /** Absolute paths of the folder itself and of those below. */
  readonly folders: readonly string[];
}

/**
 * Lists a folder.
 * @throws {MerklError} `folder-missing`, `folder-expected`; and for what can't be kept of one:
 *   `folder-empty`, `file-not-plain` (links too: they may lead anywhere), `file-name-not-utf8`
 */
export function listFolder(folder: string): FolderList {
  const files: string[] = [];
  const folders: string[] = [];
  const queue = [""];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const here = at === "" ? folder : join(folder, at);
    folders.push(here);
    const entries = entriesOf(here);
    if (entries.length === 0) throw folderEmpty(displayPath(here));
    for (const entry of entries) {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      checkName(join(here, entry.name), entry.name);
      if (entry.isDirectory) queue.push(path);
      else if (entry.isFile) files.push(path);
      else throw fileNotPlain(displayPath(join(here, entry.name)), kindOf(join(here, entry.name)));
    }
  }
  return { files: files.sort(byCodeUnit), folders };
}

/** Whether there is a folder at a path, or a link to one. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/**
 * Makes sure that a path is that of a plain file; `follow`: or of a link to one.
 * @throws {MerklError} `file-missing`, `file-is-directory`, `file-not-plain`
 */
export function checkPlainFile(path: string, { follow }: { readonly follow: boolean }): void {
  let info: Deno.FileInfo;
  try {
    info = follow ? Deno.statSync(path) : Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw fileMissing(displayPath(path));
    throw fileUnreadable(displayPath(path), error);
  }
  if (info.isDirectory) throw fileIsDirectory(displayPath(path));
  if (!info.isFile) throw fileNotPlain(displayPath(path), kindOf(path));
}

function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw folderMissing(displayPath(folder));
    if (error instanceof Deno.errors.NotADirectory) throw folderExpected(displayPath(folder));
    throw fileUnreadable(displayPath(folder), error);
  }
}

/** What isn't UTF-8 in a name is read as U+FFFD: then there is nothing of the name as read. */
function checkName(path: string, name: string): void {
  if (!name.includes("\ufffd")) return;
  try {
    Deno.lstatSync(path);
  } catch {
    throw fileNameNotUtf8(displayPath(path));
  }
}

function kindOf(path: string): string {
  try {
    const info = Deno.lstatSync(path);
    if (info.isSymlink) return "a symbolic link";
    if (info.isFifo) return "a named pipe";
    if (info.isSocket) return "a socket";
    if (info.isBlockDevice || info.isCharDevice) return "a device";
  } catch {
    // gone meanwhile
  }
  return "something else";
}
