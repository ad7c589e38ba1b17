/** FileRefs and DirRefs between bodies and the content store. */

import type { ContentFile, ContentStore } from "../cache/interfaces.ts";
import {
  decodeDir,
  decodeFile,
  DIR_CODEC,
  encodeDir,
  encodeFile,
  FILE_CODEC,
} from "../codec/manifest.ts";
import { type ContentHash, contentHash } from "../hash/digest.ts";
import { DIR_REF, DirRef, isDirRef } from "../task/dir_ref.ts";
import { FILE_REF, FileRef, isFileRef } from "../task/file_ref.ts";
import { type AbsPath, join } from "../util/path.ts";
import { rememberLook } from "./lent_files.ts";

/** What is recorded of a FileRef or DirRef whose files are stored. */
export interface RefContent {
  readonly codec: string;
  /** The manifest. */
  readonly bytes: Uint8Array;
  /** Bytes of all its files. */
  readonly size: number;
  /** Its files' contents. */
  readonly refs: readonly ContentHash[];
}

/** Whether a value is a FileRef or a DirRef. */
export function isRef(value: unknown): value is FileRef | DirRef {
  return isFileRef(value) || isDirRef(value);
}

/** What is recorded of a stored FileRef or DirRef; undefined for any other value. */
export function refContent(value: unknown): RefContent | undefined {
  if (isFileRef(value)) {
    const { stored } = value[FILE_REF];
    if (stored === undefined) return undefined;
    const bytes = encodeFile({ name: value.name, ...stored });
    return { codec: FILE_CODEC, bytes, size: stored.size, refs: [stored.content] };
  }
  const state = isDirRef(value) ? value[DIR_REF] : undefined;
  if (state?.kind !== "stored") return undefined;
  const { files } = state.manifest;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const refs = [...new Set(files.map((file) => file.content))];
  return { codec: DIR_CODEC, bytes: encodeDir(state.manifest), size, refs };
}

/** Whether entries of this codec have a manifest as their content. */
export function isRefCodec(codec: string): boolean {
  return codec === FILE_CODEC || codec === DIR_CODEC;
}

/**
 * The FileRef or DirRef of a manifest, its files ready to be opened; undefined if a content of it is
 * gone or damaged.
 */
export async function openRef(
  codec: string,
  manifest: Uint8Array,
  contents: ContentStore,
): Promise<FileRef | DirRef | undefined> {
  const key = contentHash(manifest);
  if (codec === FILE_CODEC) {
    const { name, content, size } = decodeFile(manifest);
    const folder = await contents.folder(key, [{ path: name, hash: content }]);
    if (folder === undefined) return undefined;
    return rememberLook(FileRef.stored(join(folder, name) as AbsPath, { content, size }));
  }
  const decoded = decodeDir(manifest);
  const files: ContentFile[] = decoded.files.map(({ path, content }) => ({
    path: `${decoded.name}/${path}`,
    hash: content,
  }));
  const folder = await contents.folder(key, files);
  if (folder === undefined) return undefined;
  const path = join(folder, decoded.name) as AbsPath;
  return rememberLook(DirRef.of({ kind: "stored", path, manifest: decoded }));
}
