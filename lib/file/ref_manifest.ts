/** Files and folders on disk as the manifests of FileRefs and DirRefs. */

import { DIR_CODEC, encodeDir, encodeFile, FILE_CODEC } from "../codec/manifest.ts";
import { isMerklError } from "../error/merkl_error.ts";
import { type ContentHash, contentHash } from "../hash/digest.ts";
import { type AbsPath, basename, join } from "../util/path.ts";
import { listFolder } from "./folder_list.ts";
import type { StatMemo } from "./stat_memo.ts";

/** A file or folder that stands for a FileRef or DirRef. */
export interface DiskRef {
  readonly manifest: Uint8Array<ArrayBuffer>;
  /** Of the manifest. */
  readonly hash: ContentHash;
  /** Of the file's content; of a folder, the same as `hash`. */
  readonly content: ContentHash;
  /** Absolute paths and contents of its files. */
  readonly files: readonly { readonly path: AbsPath; readonly content: ContentHash }[];
}

/**
 * What `codec` (`file@1` or `dir@1`) makes of what is at a path now; undefined if it isn't there, is
 * of the other kind, or holds what a DirRef can't.
 */
export function diskRef(memo: StatMemo, path: AbsPath, codec: string): DiskRef | undefined {
  try {
    return codec === DIR_CODEC ? folderRef(memo, path) : fileRef(memo, path, codec);
  } catch (error) {
    if (isMerklError(error)) return undefined;
    throw error;
  }
}

function fileRef(memo: StatMemo, path: AbsPath, codec: string): DiskRef | undefined {
  if (codec !== FILE_CODEC) return undefined;
  const { hash: content, stat: { size } } = memo.fileHash(path);
  const manifest = encodeFile({ name: basename(path), content, size });
  return { manifest, hash: contentHash(manifest), content, files: [{ path, content }] };
}

function folderRef(memo: StatMemo, folder: AbsPath): DiskRef {
  const names = listFolder(folder).files;
  const paths = names.map((name) => join(folder, name) as AbsPath);
  memo.preload(paths);
  const hashed = paths.map((path) => memo.fileHash(path));
  const files = names.map((path, i) => {
    const { hash: content, stat: { size } } = hashed[i]!;
    return { path, content, size };
  });
  const manifest = encodeDir({ name: basename(folder), files });
  const hash = contentHash(manifest);
  return {
    ...{ manifest, hash, content: hash },
    files: paths.map((path, i) => ({ path, content: hashed[i]!.hash })),
  };
}
