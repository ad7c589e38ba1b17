/** Contents into a bucket: small ones in one piece, large ones in parts while they are read. */

import { RemoteFailure } from "../../error/remote_errors.ts";
import { type ContentHash, contentHash } from "../../hash/digest.ts";
import { concatBytes } from "../../util/bytes.ts";
import { Slots } from "../../util/slots.ts";
import type { Content } from "../backend.ts";
import type { S3Client } from "./client.ts";
import { tag } from "./xml.ts";

/** Bytes of a part; servers take none smaller than 5 MiB but the last, and 10,000 of them. */
const PART = 8 << 20;
const MOST_PARTS = 9000;
/** Parts of a content that are sent at a time, and contents in parts: their parts are in memory. */
const AT_ONCE = 3;
const LARGE_AT_ONCE = 2;

/** A content to be stored. */
export interface Upload {
  readonly hash: ContentHash;
  readonly content: Content;
  /** In bytes. */
  readonly size: number;
  /** Whether it takes the place of what is there. */
  readonly replace: boolean;
}

/** Sends contents to a bucket. */
export class Uploader {
  readonly #client: S3Client;
  readonly #large = new Slots(LARGE_AT_ONCE);
  /** Some servers don't know the condition "only if it isn't there". */
  #conditions = true;

  constructor(client: S3Client) {
    this.#client = client;
  }

  /** Stores a content of `size` bytes; the server checks it, unless it has it already. */
  async put(
    key: string,
    { hash, content, size, replace }: Upload,
  ): Promise<void> {
    if (size > PART && !(content instanceof Uint8Array)) {
      return await this.#large.run(() => this.#putParts(key, content, size));
    }
    const body = content instanceof Uint8Array
      ? content
      : concatBytes(await Array.fromAsync(content));
    if (body.length !== size) throw new Error(`${key} has ${body.length} bytes, not ${size}`);
    await this.#putWhole(key, body as Uint8Array<ArrayBuffer>, { hash, replace });
  }

  async #putWhole(
    key: string,
    body: Uint8Array<ArrayBuffer>,
    { hash, replace }: Pick<Upload, "hash" | "replace">,
  ): Promise<void> {
    const conditional = this.#conditions && !replace;
    const condition = conditional ? { "if-none-match": "*" } : undefined;
    const response = await this.#client.send({
      method: "PUT",
      key,
      body,
      hash,
      ...(condition && { headers: condition, expect: [412, 501] }),
    });
    await response.body?.cancel();
    if (response.status !== 501) return; // stored, or there before (412)
    this.#conditions = false;
    await this.#putWhole(key, body, { hash, replace });
  }

  async #putParts(key: string, data: ReadableStream<Uint8Array>, size: number): Promise<void> {
    const client = this.#client;
    const begun = await client.text({ method: "POST", key, query: { uploads: "" } });
    const uploadId = tag(begun.text, "UploadId");
    if (uploadId === undefined) throw new RemoteFailure("the server began no upload");
    const parts: Promise<string>[] = [];
    try {
      const partSize = Math.max(PART, Math.ceil(size / MOST_PARTS));
      // used again and again: garbage of this size is collected too late
      const buffers = Array.from({ length: AT_ONCE + 1 }, () => new Uint8Array(partSize));
      for await (const body of inPieces(data, () => buffers[parts.length % buffers.length]!)) {
        const number = parts.length + 1;
        const part = this.#putPart(key, body, { partNumber: String(number), uploadId });
        part.catch(() => {}); // told where it is awaited
        parts.push(part);
        if (number >= AT_ONCE) await parts[number - AT_ONCE];
      }
      await this.#complete(key, uploadId, await Promise.all(parts));
    } catch (error) {
      await Promise.allSettled(parts);
      const aborted = { method: "DELETE", key, query: { uploadId }, expect: [404] } as const;
      await client.send(aborted).then((response) => response.body?.cancel()).catch(() => {});
      throw error;
    }
  }

  async #putPart(
    key: string,
    body: Uint8Array<ArrayBuffer>,
    query: { partNumber: string; uploadId: string },
  ): Promise<string> {
    const response = await this.#client.send({
      method: "PUT",
      key,
      query,
      body,
      hash: contentHash(body),
    });
    await response.body?.cancel();
    const etag = response.headers.get("etag");
    if (etag === null) throw new RemoteFailure("the server gave no ETag for a part");
    return etag;
  }

  async #complete(key: string, uploadId: string, etags: readonly string[]): Promise<void> {
    const parts = etags.map((etag, i) =>
      `<Part><PartNumber>${i + 1}</PartNumber><ETag>${
        etag.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
      }</ETag></Part>`
    );
    const xml = `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
    const body = new TextEncoder().encode(xml);
    const request = { method: "POST", key, query: { uploadId }, body, expect: [404] } as const;
    const { status, text } = await this.#client.text(request);
    // the status is sent before the server knows how it ends
    if (text.includes("<Error>") && status !== 404) {
      throw new RemoteFailure(`the server could not put the parts together: ${tag(text, "Code")}`);
    }
    // if an answer got lost, a second try is told that there is no such upload any more
    if (status === 404 && !await this.#exists(key)) {
      throw new RemoteFailure("the server lost the upload");
    }
  }

  async #exists(key: string): Promise<boolean> {
    const response = await this.#client.send({ method: "HEAD", key, expect: [404] });
    await response.body?.cancel();
    return response.ok;
  }
}

/** The bytes of a stream in pieces, each fills a buffer; the last has what is left. */
async function* inPieces(
  data: ReadableStream<Uint8Array>,
  nextBuffer: () => Uint8Array<ArrayBuffer>,
): AsyncIterable<Uint8Array<ArrayBuffer>> {
  let buffer = nextBuffer();
  let filled = 0;
  for await (const chunk of data) {
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(buffer.length - filled, chunk.length - at);
      buffer.set(chunk.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled < buffer.length) continue;
      yield buffer;
      buffer = nextBuffer();
      filled = 0;
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled);
}
