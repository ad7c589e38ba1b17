/** Content hashes of files and streams, in constant memory. */

import { type ContentHash, sha256Stream } from "./digest.ts";

/** Measured: smaller pieces cost up to half the speed of asynchronous reads, larger ones gain none. */
const PIECE = 1 << 20;
/** Pairs of buffers kept for the next asynchronous call. */
const KEPT_PAIRS = 4;

type Buffer = Uint8Array<ArrayBuffer>;

let shared: Buffer | undefined;
const idlePairs: (readonly [Buffer, Buffer])[] = [];

/** What was hashed. */
export interface HashedContent {
  readonly hash: ContentHash;
  /** In bytes. */
  readonly size: number;
}

/** Hashes a file while nothing else runs: the fastest way. Throws Deno's errors (`NotFound`, …). */
export function hashFileSync(path: string | URL): HashedContent {
  const buffer = shared ??= new Uint8Array(PIECE);
  using file = Deno.openSync(path);
  const hash = sha256Stream();
  let size = 0;
  for (let count = file.readSync(buffer); count !== null; count = file.readSync(buffer)) {
    hash.update(buffer.subarray(0, count));
    size += count;
  }
  return { hash: hash.digest("hex") as ContentHash, size };
}

/** Hashes a file, reading ahead while it hashes. Throws Deno's errors (`NotFound`, …). */
export async function hashFile(path: string | URL): Promise<HashedContent> {
  using file = await Deno.open(path);
  const pair = idlePairs.pop() ?? [new Uint8Array(PIECE), new Uint8Array(PIECE)] as const;
  let [now, next] = pair;
  const hash = sha256Stream();
  let size = 0;
  for (let count = await file.read(now); count !== null;) {
    const ahead = file.read(next);
    hash.update(now.subarray(0, count));
    size += count;
    count = await ahead;
    [now, next] = [next, now];
  }
  // not after an error: a read might still be writing into them
  if (idlePairs.length < KEPT_PAIRS) idlePairs.push(pair);
  return { hash: hash.digest("hex") as ContentHash, size };
}

/** Hashes a stream to its end. Fails as the stream does. */
export async function hashStream(stream: ReadableStream<Uint8Array>): Promise<HashedContent> {
  const hash = sha256Stream();
  let size = 0;
  for await (const piece of stream) {
    hash.update(piece);
    size += piece.length;
  }
  return { hash: hash.digest("hex") as ContentHash, size };
}
