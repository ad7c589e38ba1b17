/** Objects in pieces that go on where they broke off. */

import { RemoteFailure } from "../../error/remote_errors.ts";
import { inTime } from "./body.ts";
import type { S3Client } from "./client.ts";
import { networkFailure } from "./failures.ts";

/** Breaks in a row, without a byte between them, after which a download has failed. */
const BREAKS = 4;

/** An object on its way. */
export interface Download {
  /** Bytes; NaN if the server doesn't say. */
  readonly size: number;
  /** What comes, in order; to be read once. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** An object; undefined if there is none. */
export async function download(client: S3Client, key: string): Promise<Download | undefined> {
  const response = await client.send({ method: "GET", key, expect: [404] });
  if (response.status === 404) {
    await response.body?.cancel();
    return undefined;
  }
  const size = Number(response.headers.get("content-length") ?? NaN);
  return { size, pieces: pieces(client, { key, size, response }) };
}

async function* pieces(
  client: S3Client,
  { key, size, response }: { key: string; size: number; response: Response },
): AsyncIterable<Uint8Array> {
  const etag = response.headers.get("etag");
  let [at, breaks] = [0, 0];
  for (;;) {
    try {
      for await (const piece of inTime(response, client.times.stall)) {
        at += piece.length;
        breaks = 0;
        yield piece;
      }
      if (Number.isNaN(size) || at >= size) return;
      throw new RemoteFailure(`the answer ended after ${at} of ${size} bytes`);
    } catch (error) {
      if (++breaks === BREAKS || etag === null || Number.isNaN(size) || at >= size) {
        throw error instanceof RemoteFailure ? error : networkFailure(error, true);
      }
    }
    response = await rest(client, { key, at, etag });
  }
}

/** The answer with what comes after `at` bytes, if the object is still the same. */
async function rest(
  client: S3Client,
  { key, at, etag }: { key: string; at: number; etag: string },
): Promise<Response> {
  const headers = { range: `bytes=${at}-`, "if-match": etag };
  const response = await client.send({ method: "GET", key, headers });
  if (response.status === 206) return response;
  await response.body?.cancel();
  throw new RemoteFailure("the server can't go on where it broke off");
}
