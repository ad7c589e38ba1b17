/** Files into a content store. */

import { type ContentHash, sha256Stream } from "../hash/digest.ts";
import { hashFile } from "../hash/file_hash.ts";
import type { ContentFiles } from "./content_files.ts";
import type { Received } from "./content_streams.ts";

/** How a file is taken. */
export interface TakeOptions {
  /** Rename it if it lies on the store's file system, instead of copying it. */
  readonly move: boolean;
  /** Bytes up to which it is read into memory. */
  readonly limit: number;
  readonly files: ContentFiles;
}

/**
 * Takes a file in: small ones are read, large ones become a temporary file of the store. With `move`
 * a large one is gone afterwards, a small one is still there. Fails as Deno does.
 */
export async function takeFile(path: string, options: TakeOptions): Promise<Received> {
  const { move, limit, files } = options;
  if ((await Deno.stat(path)).size <= limit) {
    const bytes = await Deno.readFile(path);
    const hash = sha256Stream().update(bytes).digest("hex") as ContentHash;
    return { kind: "small", hash, size: bytes.length, chunks: [bytes] };
  }
  const adopted = move ? files.adopt(path) : undefined;
  if (adopted === undefined) {
    const copied = await takeCopy(path, files);
    if (move) await Deno.remove(path);
    return copied;
  }
  try {
    return { kind: "large", staged: adopted, ...await hashFile(adopted.path) };
  } catch (error) {
    Deno.renameSync(adopted.path, path);
    throw error;
  }
}

/**
 * The copy is hashed, not the file: that may change meanwhile. Measured: twice as fast as to read,
 * hash and write it here, since the system copies within itself and shares the room if it can.
 */
async function takeCopy(path: string, files: ContentFiles): Promise<Received> {
  const staged = await files.copy(path);
  try {
    return { kind: "large", staged, ...await hashFile(staged.path) };
  } catch (error) {
    files.drop(staged);
    throw error;
  }
}
