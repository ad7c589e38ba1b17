/** The content store of a local cache with a remote one behind it. */

import type { ContentHash } from "../hash/digest.ts";
import { mapParallel } from "../util/parallel.ts";
import type { Imports } from "./imports.ts";
import type { ContentFile, ContentStore, ExpectedContent, PutFileOptions } from "./interfaces.ts";
import type { RemoteLink } from "./remote_link.ts";

/** Files of a folder that are fetched at a time. */
const FILES = 8;

/** Fetches what isn't here, and keeps it here. */
export class LayeredContents implements ContentStore {
  readonly #local: ContentStore;
  readonly #link: RemoteLink;
  readonly #imports: Imports;

  constructor(local: ContentStore, link: RemoteLink, imports: Imports) {
    this.#local = local;
    this.#link = link;
    this.#imports = imports;
  }

  get nearby(): string | undefined {
    return this.#local.nearby;
  }

  async get(hashes: readonly ContentHash[]): Promise<(Uint8Array | undefined)[]> {
    await this.#imports.settled();
    const found = await this.#local.get(hashes);
    const missing = [...new Set(hashes.filter((_, i) => found[i] === undefined))];
    if (missing.length === 0 || !this.#link.reads) return found;
    const fetched = await this.#link.fetchContents(missing);
    const byHash = new Map(missing.map((hash, i) => [hash, fetched[i]]));
    await Promise.all(
      [...byHash].map(([hash, bytes]) => bytes && this.#keep(() => this.#local.put(hash, bytes))),
    );
    // those who asked twice get two copies, as from any store
    return hashes.map((hash, i) => found[i] ?? byHash.get(hash)?.slice());
  }

  async has(hashes: readonly ContentHash[]): Promise<boolean[]> {
    const found = await this.#local.has(hashes);
    const missing = hashes.filter((_, i) => !found[i]);
    if (missing.length === 0 || !this.#link.reads) return found;
    const there = await this.#link.lookUp(
      missing.length,
      (remote) => remote.contents.has(missing),
    ) ?? [];
    const far = new Set(missing.filter((_, i) => there[i]));
    return found.map((has, i) => has || far.has(hashes[i]!));
  }

  put(hash: ContentHash, bytes: Uint8Array): Promise<void> {
    return this.#local.put(hash, bytes);
  }

  async stream(hash: ContentHash): Promise<ReadableStream<Uint8Array> | undefined> {
    const near = await this.#local.stream(hash);
    if (near !== undefined || !this.#link.reads) return near;
    return await this.#link.fetch((remote) => remote.contents.stream(hash));
  }

  putStream(
    data: ReadableStream<Uint8Array>,
    expected?: ExpectedContent,
  ): Promise<{ hash: ContentHash; size: number }> {
    return this.#local.putStream(data, expected);
  }

  putFile(path: string, options?: PutFileOptions): Promise<{ hash: ContentHash; size: number }> {
    return this.#local.putFile(path, options);
  }

  async folder(key: ContentHash, files: readonly ContentFile[]): Promise<string | undefined> {
    const hashes = [...new Set(files.map(({ hash }) => hash))];
    for (;;) {
      const shown = await this.#local.folder(key, files);
      if (shown !== undefined || !this.#link.reads) return shown;
      const has = await this.#local.has(hashes);
      const missing = hashes.filter((_, i) => !has[i]);
      if (missing.length === 0) return undefined;
      const came = await mapParallel(missing, FILES, (hash) => this.#fetchFile(hash));
      if (came.includes(false)) return undefined;
    }
  }

  noteRemote(contents: readonly ExpectedContent[]): Promise<void> {
    return this.#local.noteRemote?.(contents) ?? Promise.resolve();
  }

  delete(hashes: readonly ContentHash[]): Promise<void> {
    return this.#local.delete(hashes);
  }

  /** Whether a content is here now; it is never whole in memory. */
  async #fetchFile(hash: ContentHash): Promise<boolean> {
    const kept = await this.#link.fetch(async (remote) => {
      const stream = await remote.contents.stream(hash);
      if (stream === undefined) return false;
      return (await this.#local.putStream(stream)).hash === hash;
    });
    return kept === true;
  }

  /** The value serves also if it can't be kept. */
  async #keep(put: () => Promise<void>): Promise<void> {
    try {
      await put();
    } catch {
      // as when an entry can't be kept, which is told of
    }
  }
}
