/** What is stored for a FileRef or a DirRef: which contents it has, and under which names. */

import { unreadable } from "../error/codec_errors.ts";
import type { ContentHash } from "../hash/digest.ts";
import { fromUtf8, utf8 } from "../util/bytes.ts";
import { byCodeUnit } from "../util/order.ts";

/** A content of a file. */
export interface FileContent {
  readonly content: ContentHash;
  /** In bytes. */
  readonly size: number;
}

/** A file: `file@1`. */
export interface FileManifest extends FileContent {
  /** Its base name, extension included. */
  readonly name: string;
}

/** A folder: `dir@1`. */
export interface DirManifest {
  /** Its base name. */
  readonly name: string;
  /** Sorted by path, which is relative, with `/`. */
  readonly files: readonly (FileContent & { readonly path: string })[];
}

/** Codec of an entry whose value is a FileRef. */
export const FILE_CODEC = "file@1";
/** Codec of an entry whose value is a DirRef. */
export const DIR_CODEC = "dir@1";

/** The bytes of a file's manifest: the same for the same content and name. */
export function encodeFile({ name, content, size }: FileManifest): Uint8Array<ArrayBuffer> {
  return utf8(JSON.stringify({ name, size, content }));
}

/** The bytes of a folder's manifest, its files sorted. */
export function encodeDir({ name, files }: DirManifest): Uint8Array<ArrayBuffer> {
  const sorted = files.map(({ path, size, content }) => ({ path, size, content }))
    .sort((a, b) => byCodeUnit(a.path, b.path));
  return utf8(JSON.stringify({ name, files: sorted }));
}

/** A file's manifest. Throws `codec-unreadable` for other bytes, and names that lead elsewhere. */
export function decodeFile(bytes: Uint8Array): FileManifest {
  const given = parse(bytes, FILE_CODEC);
  if (!isContent(given) || !isFileName(given.name)) throw unreadable(FILE_CODEC, "it is odd");
  return { name: given.name, content: given.content, size: given.size };
}

/** A folder's manifest. Throws `codec-unreadable` for other bytes, and names that lead elsewhere. */
export function decodeDir(bytes: Uint8Array): DirManifest {
  const { name, files } = parse(bytes, DIR_CODEC) as { name?: unknown; files?: unknown };
  const sound = isFileName(name) && Array.isArray(files) &&
    files.every((file) => isContent(file) && isFilePath(file.path));
  if (!sound) throw unreadable(DIR_CODEC, "it is odd");
  return { name, files };
}

/** Whether a text names a file in a folder, with no way out of it. */
export function isFileName(name: unknown): name is string {
  if (typeof name !== "string" || name === "" || name === "." || name === "..") return false;
  return !(Deno.build.os === "windows" ? /[/\\:\0]/ : /[/\0]/).test(name);
}

/** Whether a text is a relative path with `/` that stays where it starts. */
export function isFilePath(path: unknown): path is string {
  return typeof path === "string" && path.split("/").every(isFileName);
}

type Json = { readonly [key: string]: unknown };

function isContent(value: unknown): value is FileContent & Json {
  const { content, size } = (value ?? {}) as Json;
  return typeof content === "string" && /^[0-9a-f]{64}$/.test(content) &&
    Number.isSafeInteger(size);
}

function parse(bytes: Uint8Array, codec: string): Json {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes));
    if (typeof value === "object" && value !== null) return value as Json;
  } catch {
    // told below
  }
  throw unreadable(codec, "it is no JSON object");
}
