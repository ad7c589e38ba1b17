/** Streams into and out of a content store, hashed on the way. */

import { type ContentHash, sha256Stream } from "../hash/digest.ts";
import { contentDamaged } from "../error/cache_errors.ts";
import type { ContentFiles, Staged } from "./content_files.ts";
import type { ExpectedContent } from "./interfaces.ts";

/** A stream that was read to its end: in memory if small, else in a temporary file. */
export type Received =
  & { readonly hash: ContentHash; readonly size: number }
  & (
    | { readonly kind: "small"; readonly chunks: readonly Uint8Array[] }
    | { readonly kind: "large"; readonly staged: Staged }
  );

/** How a stream is read. */
export interface ReceiveOptions {
  /** Bytes up to which it is kept in memory. */
  readonly limit: number;
  /** Where temporary files are made. */
  readonly files: ContentFiles;
  /** What it must hold. */
  readonly expected?: ExpectedContent | undefined;
}

/**
 * Reads a stream; what exceeds `limit` bytes goes to a temporary file of `files`.
 *
 * @throws {MerklError} `content-damaged` if it isn't what was expected
 */
export async function receive(
  data: ReadableStream<Uint8Array>,
  { limit, files, expected }: ReceiveOptions,
): Promise<Received> {
  const hash = sha256Stream();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let target: ReturnType<ContentFiles["create"]> | undefined;
  try {
    for await (const chunk of data) {
      hash.update(chunk);
      size += chunk.length;
      chunks.push(chunk);
      if (target === undefined && size > limit) target = files.create();
      if (target === undefined) continue;
      for (const part of chunks.splice(0)) await writeAll(target.file, part, files);
    }
  } catch (error) {
    if (target !== undefined) files.drop(target);
    throw error;
  } finally {
    target?.file.close();
  }
  const digest = hash.digest("hex") as ContentHash;
  if (expected !== undefined && digest !== expected.hash) {
    if (target !== undefined) files.drop(target);
    throw contentDamaged(expected.hash);
  }
  return target === undefined
    ? { kind: "small", hash: digest, size, chunks }
    : { kind: "large", hash: digest, size, staged: target };
}

async function writeAll(
  file: Deno.FsFile,
  bytes: Uint8Array,
  files: ContentFiles,
): Promise<void> {
  try {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  } catch (error) {
    throw files.refusal(error);
  }
}

/** The same stream, which fails at its end, after `onDamage`, if its hash is another one. */
export function verified(
  data: ReadableStream<Uint8Array>,
  expected: ContentHash,
  onDamage: () => void | Promise<void>,
): ReadableStream<Uint8Array> {
  const hash = sha256Stream();
  return data.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        hash.update(chunk);
        controller.enqueue(chunk);
      },
      async flush() {
        if (hash.digest("hex") === expected) return;
        await onDamage();
        throw contentDamaged(expected);
      },
    }),
  );
}
