/** Contents in memory; files, which may be larger than it, in a temporary folder. */

import { type ContentHash, contentHash } from "../hash/digest.ts";
import { concatBytes } from "../util/bytes.ts";
import { contentDamaged } from "../error/cache_errors.ts";
import type { ContentSource } from "./content_folders.ts";
import { takeFile } from "./content_intake.ts";
import { verified } from "./content_streams.ts";
import type { ContentFile, ContentStore, ExpectedContent, PutFileOptions } from "./interfaces.ts";
import { TempFiles } from "./temp_files.ts";

/** Bytes up to which a file is kept in memory. */
const SMALL = 8192;

/** content hash -> bytes, in a Map. */
export class MemoryContents implements ContentStore {
  readonly rows: Map<ContentHash, Uint8Array> = new Map();
  #disk: TempFiles | undefined;

  get(hashes: readonly ContentHash[]): Promise<(Uint8Array | undefined)[]> {
    // A copy, as any other store gives: its owner may write to it.
    return Promise.resolve(hashes.map((hash) => {
      const bytes = this.rows.get(hash);
      if (bytes !== undefined) return bytes.slice();
      const read = this.#disk?.files.read(hash);
      return read !== undefined && contentHash(read) === hash ? read : undefined;
    }));
  }

  has(hashes: readonly ContentHash[]): Promise<boolean[]> {
    return Promise.resolve(hashes.map((hash) => this.sizeOf(hash) !== undefined));
  }

  /** Bytes of a content; undefined if it isn't there. */
  sizeOf(hash: ContentHash): number | undefined {
    return this.rows.get(hash)?.length ?? this.#disk?.sizes.get(hash);
  }

  put(hash: ContentHash, bytes: Uint8Array): Promise<void> {
    this.rows.set(hash, bytes.slice());
    return Promise.resolve();
  }

  async stream(hash: ContentHash): Promise<ReadableStream<Uint8Array> | undefined> {
    const bytes = this.rows.get(hash);
    if (bytes !== undefined) return ReadableStream.from([bytes.slice()]);
    if (this.sizeOf(hash) === undefined) return undefined;
    const file = await Deno.open(this.#onDisk().files.pathOf(hash));
    return verified(file.readable, hash, () => this.#remove(hash));
  }

  async putStream(
    data: ReadableStream<Uint8Array>,
    expected?: ExpectedContent,
  ): Promise<{ hash: ContentHash; size: number }> {
    const bytes = concatBytes(await Array.fromAsync(data));
    const hash = contentHash(bytes);
    if (expected !== undefined && hash !== expected.hash) throw contentDamaged(expected.hash);
    await this.put(hash, bytes);
    return { hash, size: bytes.length };
  }

  async putFile(
    path: string,
    { move = false }: PutFileOptions = {},
  ): Promise<{ hash: ContentHash; size: number }> {
    const { files, folders, sizes } = this.#onDisk();
    const gone = move && !folders.owns(path);
    const taken = await takeFile(path, { move: gone, limit: SMALL, files });
    const { hash, size } = taken;
    if (taken.kind === "small") {
      await this.put(hash, concatBytes(taken.chunks));
      if (gone) await Deno.remove(path);
    } else {
      files.settle(taken.staged, hash);
      sizes.set(hash, size);
    }
    return { hash, size };
  }

  async folder(key: ContentHash, files: readonly ContentFile[]): Promise<string | undefined> {
    return await this.#onDisk().folders.show(key, files, (hash) => this.#source(hash));
  }

  async #source(hash: ContentHash): Promise<ContentSource | undefined> {
    const bytes = this.rows.get(hash);
    if (bytes !== undefined) return { kind: "bytes", bytes };
    const { files } = this.#onDisk();
    if (await files.isSound(hash)) return { kind: "file", path: files.pathOf(hash) };
    this.#remove(hash);
    return undefined;
  }

  delete(hashes: readonly ContentHash[]): Promise<void> {
    for (const hash of hashes) this.#remove(hash);
    return Promise.resolve();
  }

  #remove(hash: ContentHash): void {
    this.rows.delete(hash);
    if (this.#disk?.sizes.delete(hash)) this.#disk.files.remove(hash);
    this.#disk?.folders.remove(hash);
  }

  #onDisk(): TempFiles {
    return this.#disk ??= new TempFiles();
  }

  /** Removes what is on disk. */
  close(): void {
    this.#disk?.remove();
    this.#disk = undefined;
  }
}
