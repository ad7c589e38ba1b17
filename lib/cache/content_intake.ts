/** Files into a content store, hashed on the way. */

import { type ContentHash, sha256Stream } from "../hash/digest.ts";
import { hashFile } from "../hash/file_hash.ts";
import type { ContentFiles, Staged } from "./content_files.ts";
import type { Received } from "./content_streams.ts";
import { faultOf } from "./sqlite_fault.ts";

/** Bytes that are read at once. */
const PIECE = 1 << 20;

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
    const copied = await copyInto(path, files);
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

async function copyInto(path: string, files: ContentFiles): Promise<Received> {
  using from = await Deno.open(path);
  const staged: Staged & { readonly file: Deno.FsFile } = files.create();
  try {
    return { kind: "large", staged, ...await copyHashed(from, staged.file) };
  } catch (error) {
    files.drop(staged);
    // else the fault is of the file that is read
    throw faultOf(error) === "full" ? files.refusal(error) : error;
  } finally {
    staged.file.close();
  }
}

/** Copies to the end; reads ahead and writes while it hashes. */
async function copyHashed(
  from: Deno.FsFile,
  to: Deno.FsFile,
): Promise<{ hash: ContentHash; size: number }> {
  const hash = sha256Stream();
  let size = 0;
  let [now, next] = [new Uint8Array(PIECE), new Uint8Array(PIECE)];
  for (let count = await from.read(now); count !== null;) {
    const piece = now.subarray(0, count);
    const both = Promise.all([from.read(next), writeAll(to, piece)]);
    hash.update(piece);
    size += count;
    [count] = await both;
    [now, next] = [next, now];
  }
  return { hash: hash.digest("hex") as ContentHash, size };
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
