/** Which contents a content tells of. */

import { decodeDir, decodeFile, DIR_CODEC, FILE_CODEC } from "../codec/manifest.ts";
import type { ExpectedContent } from "./interfaces.ts";

/** Whether contents of this codec are lists of other contents. */
export function isManifest(codec: string): boolean {
  return codec === FILE_CODEC || codec === DIR_CODEC;
}

/** The contents that the bytes of an entry tell of, each once; none if they are malformed. */
export function refsIn(codec: string, bytes: Uint8Array): ExpectedContent[] {
  if (!isManifest(codec)) return [];
  try {
    const files = codec === FILE_CODEC ? [decodeFile(bytes)] : decodeDir(bytes).files;
    const bySize = new Map(files.map(({ content, size }) => [content, size]));
    return [...bySize].map(([hash, size]) => ({ hash, size }));
  } catch {
    return [];
  }
}
