/** A cache in a bucket of any server that speaks S3: contents, and an index that all can share. */

import { remoteUnsigned } from "../../error/remote_errors.ts";
import { type ContentHash, contentHash as hashOf } from "../../hash/digest.ts";
import { concatBytes, utf8 } from "../../util/bytes.ts";
import type { Content, StoredResult } from "../backend.ts";
import { BaseCache, type BaseCacheOptions } from "../base_cache.ts";
import { parseEntry } from "../records.ts";
import { parseS3Address } from "./address.ts";
import { S3Client, type S3Times } from "./client.ts";
import { type Environment, s3Account } from "./credentials.ts";
import { download } from "./download.ts";
import { RecordSigner } from "./signed_records.ts";
import { Uploader } from "./upload.ts";

/** How a bucket is used. */
export interface S3CacheOptions extends BaseCacheOptions {
  /** Where keys, region and endpoint are looked for. @default the environment of the process */
  readonly env?: Environment;
  /** How long things may take. */
  readonly times?: S3Times;
}

/** Below the prefix of the address; another layout gets another number. */
const LAYOUT = "merkl-1";
/** Bytes up to which a content is kept in the record of its entry: one request in place of two. */
const INLINE = 2048;
/** Bytes up to which a content is sent without asking whether it is there: that takes as long. */
const UNASKED = 1 << 16;
/** Bytes up to which a content is fetched whole. */
const WHOLE = 8 << 20;
/** Requests at a time. */
const PARALLEL = 32;

/**
 * Opens a cache in a bucket. Nothing is asked of the server before it is needed.
 *
 * @param address `s3://BUCKET/PREFIX?endpoint=URL&region=NAME&style=path|host&profile=NAME`
 * @throws {MerklError} `bad-remote`
 * @throws {RemoteFailure} if the named profile has no keys
 */
export function openS3Cache(address: string, options: S3CacheOptions = {}): S3Cache {
  const parsed = parseS3Address(address);
  const env = options.env ?? Deno.env.toObject();
  const client = new S3Client(parsed, s3Account(parsed, env), options.times);
  const signer = new RecordSigner(env["MERKL_SIGNING_KEY"] || undefined);
  return new S3Cache({ client, signer, name: `s3://${parsed.bucket}/${parsed.prefix}` }, options);
}

/** What a cache in a bucket is made of. */
interface Parts {
  readonly client: S3Client;
  readonly signer: RecordSigner;
  readonly name: string;
}

/** See {@linkcode openS3Cache}. */
export class S3Cache extends BaseCache {
  readonly #parts: Parts;
  readonly #uploader: Uploader;
  readonly #onProblem: (message: string) => void;
  /** Contents that records hold, of those that were read or written. */
  readonly #inline = new Map<ContentHash, Uint8Array>();
  /** Contents that were given up, though a record may hold them. */
  readonly #removed = new Set<ContentHash>();
  /** Contents that came damaged: they are sent again when they are made again. */
  readonly #suspect = new Set<ContentHash>();
  #toldUnsigned = false;

  constructor(parts: Parts, options: BaseCacheOptions) {
    super({ parallel: PARALLEL, overwrites: true, ...options });
    this.#parts = parts;
    this.#uploader = new Uploader(parts.client);
    this.#onProblem = options.onProblem ?? (() => {});
  }

  override async storeResult(result: StoredResult): Promise<void> {
    const { hash, contentHash, record, bytes } = result;
    if (bytes.length > UNASKED) return await super.storeResult(result);
    this.#removed.delete(contentHash);
    if (bytes.length <= INLINE) this.#inline.set(contentHash, bytes.slice());
    else await this.writeContent(contentHash, bytes, bytes.length);
    await this.writeRecord(hash, record);
  }

  async readRecord(key: string): Promise<string | undefined> {
    const { client, signer, name } = this.#parts;
    const stored = await client.text({ method: "GET", key: recordPath(key), expect: [404] });
    if (stored.status === 404) return undefined;
    const text = signer.open(key, stored.text);
    if (text === undefined) {
      if (!this.#toldUnsigned) this.#onProblem(remoteUnsigned(name));
      this.#toldUnsigned = true;
      return undefined;
    }
    this.#rememberContent(text);
    return text;
  }

  async writeRecord(key: string, text: string): Promise<void> {
    const { client, signer } = this.#parts;
    const body = utf8(signer.sign(key, this.#withContent(text)));
    const headers = { "content-type": "application/json" };
    const sent = await client.send({ method: "PUT", key: recordPath(key), headers, body });
    await sent.body?.cancel();
  }

  async removeRecord(key: string): Promise<void> {
    await this.#delete(recordPath(key));
  }

  async *recordKeys(): AsyncIterable<string> {
    for await (const key of this.#parts.client.list(`${LAYOUT}/records/`)) {
      const found = /\/([0-9a-f]{64})\.json$/.exec(key)?.[1];
      if (found !== undefined) yield found;
    }
  }

  async contentSize(hash: ContentHash): Promise<number | undefined> {
    const inline = this.#inline.get(hash);
    if (inline !== undefined) return inline.length;
    if (this.#suspect.has(hash)) return undefined;
    const request = { method: "HEAD", key: contentPath(hash), expect: [404] } as const;
    const response = await this.#parts.client.send(request);
    await response.body?.cancel();
    const size = response.headers.get("content-length");
    return response.status === 404 || size === null ? undefined : Number(size);
  }

  async readContent(hash: ContentHash): Promise<Content | undefined> {
    const inline = this.#inline.get(hash);
    if (inline !== undefined) return inline.slice();
    const found = await download(this.#parts.client, contentPath(hash));
    if (found === undefined) return undefined;
    const { size, pieces } = found;
    if (size > WHOLE || Number.isNaN(size)) return ReadableStream.from(pieces);
    return concatBytes(await Array.fromAsync(pieces));
  }

  async writeContent(hash: ContentHash, content: Content, size: number): Promise<void> {
    const replace = this.#suspect.has(hash);
    await this.#uploader.put(contentPath(hash), { hash, content, size, replace });
    this.#suspect.delete(hash);
  }

  /** Nothing is removed from what others share: it may be the way here that changed it. */
  override contentDamaged(hash: ContentHash): Promise<void> {
    this.#inline.delete(hash);
    this.#suspect.add(hash);
    return Promise.resolve();
  }

  async removeContent(hash: ContentHash): Promise<void> {
    this.#inline.delete(hash);
    this.#removed.add(hash);
    await this.#delete(contentPath(hash));
  }

  override async close(): Promise<void> {
    this.#parts.client.close();
    await super.close();
  }

  async #delete(key: string): Promise<void> {
    const { client } = this.#parts;
    const response = await client.send({ method: "DELETE", key, expect: [404] });
    await response.body?.cancel();
  }

  /** The text of an entry, with its content if that is kept in it. */
  #withContent(text: string): string {
    const content = this.#inline.get(parseEntry(text)?.entry.contentHash as ContentHash);
    if (content === undefined) return text;
    return JSON.stringify({ ...JSON.parse(text), content: content.toBase64() });
  }

  #rememberContent(text: string): void {
    const hash = parseEntry(text)?.entry.contentHash;
    const { content } = JSON.parse(text) as { content?: unknown };
    if (hash === undefined || typeof content !== "string" || this.#removed.has(hash)) return;
    try {
      const bytes = Uint8Array.fromBase64(content);
      if (hashOf(bytes) === hash) this.#inline.set(hash, bytes);
    } catch {
      // then it is looked for where large ones are
    }
  }
}

function recordPath(key: string): string {
  return `${LAYOUT}/records/${key.slice(0, 2)}/${key}.json`;
}

function contentPath(hash: string): string {
  return `${LAYOUT}/contents/${hash.slice(0, 2)}/${hash}`;
}
