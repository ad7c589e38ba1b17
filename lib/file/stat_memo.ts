/** Content hashes of files, remembered by their stat. */

import { fileIsDirectory, fileMissing, fileUnreadable } from "../error/file_errors.ts";
import type { ContentHash } from "../hash/digest.ts";
import { hashFileSync } from "../hash/file_hash.ts";
import {
  type AbsPath,
  absPath,
  basename,
  dirname,
  displayPath,
  join,
  relPath,
} from "../util/path.ts";
import { nearest } from "../util/text.ts";
import type { FileRow, FileStat, FileTable } from "./types.ts";

/**
 * How much older than the hashing a file's times must be, in milliseconds. Deno gives mtime in ms
 * and ctime in seconds: a file rewritten right after it was hashed may keep its whole stat.
 */
const SETTLED = 2000;

/** What a memo works with. */
export interface StatMemoOptions {
  /** Paths below it are kept relative to it. */
  readonly root: AbsPath;
  readonly table: FileTable;
  /** Milliseconds since the epoch. @default {Date.now} */
  readonly now?: () => number;
}

/** A file's content hash, and the stat that it had. */
export interface HashedFile {
  readonly hash: ContentHash;
  readonly stat: FileStat;
}

/**
 * Hashes files, and spares itself the reading of those whose stat proves that they were not touched.
 * Synchronous: a Future's hash must be known when it is asked for.
 */
export class StatMemo {
  readonly #root: AbsPath;
  readonly #table: FileTable;
  readonly #now: () => number;
  /** Files that aren't what a run last read of them. */
  readonly #other = new Set<string>();
  /** Rows seen by this process; undefined for those that are not in the table. */
  readonly #rows = new Map<string, FileRow | undefined>();

  constructor({ root, table, now = Date.now }: StatMemoOptions) {
    this.#root = root;
    this.#table = table;
    this.#now = now;
  }

  /**
   * The content hash of a file; a symbolic link is followed.
   * @throws {MerklError} if it is missing, a folder, or unreadable
   */
  fileHash(path: AbsPath): HashedFile {
    const stat = this.#stat(path);
    const row = this.row(path);
    if (row !== undefined && isSettled(row) && sameStat(row.stat, stat)) {
      if (row.used !== undefined) this.#other.add(row.path);
      return { hash: row.contentHash, stat };
    }
    const hashedAt = this.#now();
    const hash = hashNow(path);
    const key = this.keyOf(path);
    const used = usedBefore(row, hash);
    if (used !== undefined) this.#other.add(key);
    this.keep({ path: key, stat, hashedAt, contentHash: hash, used, written: row?.written });
    return { hash, stat };
  }

  /** The stat of a file as it is now; undefined if there is none. */
  statOf(path: string): FileStat | undefined {
    try {
      return fileStat(Deno.statSync(path));
    } catch {
      return undefined;
    }
  }

  /** A run has come to its end: it has seen all files that were asked for as they are now. */
  acknowledge(): void {
    for (const key of this.#other) {
      const row = this.#rows.get(key);
      if (row !== undefined) this.keep({ ...row, used: undefined });
    }
    this.#other.clear();
  }

  /** Looks up many files at once, for `fileHash` and `row` to find. */
  preload(paths: readonly AbsPath[]): void {
    const keys = paths.map((path) => this.keyOf(path)).filter((key) => !this.#rows.has(key));
    if (keys.length === 0) return;
    for (const [i, row] of this.#table.get(keys).entries()) this.#rows.set(keys[i]!, row);
  }

  /** What is known about a file, whether or not it still holds. */
  row(path: AbsPath): FileRow | undefined {
    const key = this.keyOf(path);
    if (!this.#rows.has(key)) this.#rows.set(key, this.#table.get([key])[0]);
    return this.#rows.get(key);
  }

  /** Keeps a row in place of what was known. */
  keep(row: FileRow): void {
    this.#rows.set(row.path, row);
    this.#table.set(row);
  }

  /** What a file holds isn't what is remembered: whatever its stat says, it is read the next time. */
  doubt(path: AbsPath): void {
    const row = this.row(path);
    if (row !== undefined) this.keep({ ...row, hashedAt: 0 });
  }

  /** Every row, sorted by path. */
  all(): readonly FileRow[] {
    return this.#table.all();
  }

  /** Forgets a row. */
  forget(key: string): void {
    this.#rows.set(key, undefined);
    this.#table.delete([key]);
  }

  /** The absolute path that a row is about. */
  pathOf(row: FileRow): AbsPath {
    return absPath(row.path, this.#root);
  }

  /** A row for a file whose content is known, since it was written just now. */
  writtenRow(path: AbsPath, written: NonNullable<FileRow["written"]>): FileRow {
    const { contentHash } = written;
    const stat = this.#stat(path);
    return { path: this.keyOf(path), stat, hashedAt: this.#now(), contentHash, written };
  }

  /** How a path is written in the table: relative to the root with `/`, or absolute outside. */
  keyOf(path: AbsPath): string {
    return relPath(path, this.#root) ?? path;
  }

  #stat(path: AbsPath): FileStat {
    let info: Deno.FileInfo;
    try {
      info = Deno.statSync(path);
    } catch (error) {
      if (!isMissing(error)) throw fileUnreadable(displayPath(path), error);
      throw fileMissing(displayPath(path), nearName(path));
    }
    if (info.isDirectory) throw fileIsDirectory(displayPath(path));
    if (!info.isFile) throw fileUnreadable(displayPath(path), "it is no plain file");
    return fileStat(info);
  }
}

/** What a run last read of a file, if that isn't what it holds now. */
export function usedBefore(row: FileRow | undefined, now: ContentHash): ContentHash | undefined {
  const used = row?.used ?? row?.contentHash;
  return used === now ? undefined : used;
}

/** Whether two stats show no difference. */
export function sameStat(a: FileStat, b: FileStat): boolean {
  return a.size === b.size && a.mtime === b.mtime && a.ctime === b.ctime && a.inode === b.inode;
}

/** Whether a change after the hashing would show in the stat. */
function isSettled({ stat, hashedAt }: FileRow): boolean {
  return Math.max(stat.mtime, stat.ctime * 1000) < hashedAt - SETTLED;
}

/** What tells of a file that it was not touched. */
export function fileStat(info: Deno.FileInfo): FileStat {
  return {
    size: info.size,
    mtime: info.mtime?.getTime() ?? 0,
    ctime: Math.floor((info.ctime?.getTime() ?? 0) / 1000),
    inode: info.ino ?? 0,
  };
}

function hashNow(path: AbsPath): ContentHash {
  try {
    return hashFileSync(path).hash;
  } catch (error) {
    if (isMissing(error)) throw fileMissing(displayPath(path));
    throw fileUnreadable(displayPath(path), error);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

/** The path of a file in the same folder whose name is like the one that isn't there. */
function nearName(path: AbsPath): string | undefined {
  const folder = dirname(path);
  try {
    const files = [...Deno.readDirSync(folder)].filter((entry) => !entry.isDirectory);
    const name = nearest(basename(path), files.map((entry) => entry.name).sort());
    return name === undefined ? undefined : displayPath(join(folder, name));
  } catch {
    return undefined;
  }
}
