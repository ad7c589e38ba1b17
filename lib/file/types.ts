/** What is kept about files that merkl read or wrote. Types only. */

import type { ContentHash } from "../hash/digest.ts";

/** What tells cheaply that a file was not touched, as coarse as Deno gives it. */
export interface FileStat {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly mtime: number;
  /** Seconds since the epoch; 0 where the system has none. */
  readonly ctime: number;
  /** 0 where the system has none. */
  readonly inode: number;
}

/** What a tracked output was written from. */
export interface Written {
  /** Of the bytes that were written. */
  readonly contentHash: ContentHash;
  /** Codec and content hash of the value. */
  readonly identity: string;
  /** `name@version` of the serialiser that `to()` was given; `by extension` if none. */
  readonly serializer: string;
  /** The hash of the Future. */
  readonly future: string;
  /** `name@version` of the serialiser that made the bytes; undefined if unknown. */
  readonly codec: string | undefined;
  /** Whether it gives exactly the value back. */
  readonly lossless: boolean;
}

/** A file that merkl read or wrote. */
export interface FileRow {
  /** Relative to the root with `/`; absolute if it lies outside. */
  readonly path: string;
  /** Taken when `contentHash` was found. */
  readonly stat: FileStat;
  /** Milliseconds since the epoch when hashing began. */
  readonly hashedAt: number;
  /** Of what the file held when it was last looked at. */
  readonly contentHash: ContentHash;
  /**
   * What it held when a run last read it, if somebody else found since that it holds another content.
   */
  readonly used?: ContentHash | undefined;
  /** Of a tracked output. */
  readonly written: Written | undefined;
}

/** What a look at a file has found. */
export interface FoundFile
  extends Pick<FileRow, "path" | "stat" | "hashedAt" | "contentHash" | "used"> {
  /** The row that was looked at. */
  readonly before: FileRow;
}

/** Where file rows are kept; synchronous, since a Future's hash must be known when asked for. */
export interface FileTable {
  /** Rows of these paths, in order; undefined where there is none. */
  get(paths: readonly string[]): (FileRow | undefined)[];
  /** Keeps a row in place of one of the same path; seen at once, stored soon. */
  set(row: FileRow): void;
  /** The rows of outputs that a Future was written to, sorted by path. */
  ofFuture(hash: string): FileRow[];
  /** Every row, sorted by path. */
  all(): FileRow[];
  /**
   * Keeps what was found out about files whose rows are still as they were, stored soon; a cache
   * without it finds out again the next time.
   */
  refresh?(found: readonly FoundFile[]): void;
  /** Forgets these paths. */
  delete(paths: readonly string[]): void;
}
