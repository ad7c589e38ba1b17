/** The content store of a cache over a backend. */

import { contentDropped } from "../error/cache_errors.ts";
import { type ContentHash, contentHash } from "../hash/digest.ts";
import { concatBytes } from "../util/bytes.ts";
import { mapParallel } from "../util/parallel.ts";
import type { Backend } from "./backend.ts";
import type { ContentSource } from "./content_folders.ts";
import { takeFile } from "./content_intake.ts";
import { receive, type Received, verified } from "./content_streams.ts";
import type { ContentFile, ContentStore, ExpectedContent, PutFileOptions } from "./interfaces.ts";
import { TempFiles } from "./temp_files.ts";

/** Bytes up to which a content is handled in memory. */
const SMALL = 1 << 20;

/** How contents of a backend are handled. */
interface ContentsOptions {
  /** Calls of the backend at a time. */
  readonly parallel: number;
  /** Told of what was damaged. */
  readonly onProblem: (message: string) => void;
  /** Does with a damaged content what is to be done. */
  readonly onDamage: (hash: ContentHash) => Promise<void>;
}

/** content hash -> bytes, in a backend; what bodies need as files is in a temporary folder. */
export class BaseContents implements ContentStore {
  readonly #backend: Backend;
  readonly #parallel: number;
  readonly #onProblem: (message: string) => void;
  readonly #onDamage: (hash: ContentHash) => Promise<void>;
  #disk: TempFiles | undefined;

  constructor(backend: Backend, { parallel, onProblem, onDamage }: ContentsOptions) {
    this.#backend = backend;
    this.#parallel = parallel;
    this.#onProblem = onProblem;
    this.#onDamage = onDamage;
  }

  get(hashes: readonly ContentHash[]): Promise<(Uint8Array | undefined)[]> {
    return mapParallel(hashes, this.#parallel, async (hash) => {
      const content = await this.#backend.readContent(hash);
      if (content === undefined) return undefined;
      const bytes = content instanceof Uint8Array
        ? content
        : concatBytes(await Array.fromAsync(content));
      if (contentHash(bytes) === hash) return bytes;
      await this.#drop(hash);
      return undefined;
    });
  }

  has(hashes: readonly ContentHash[]): Promise<boolean[]> {
    return mapParallel(
      hashes,
      this.#parallel,
      async (hash) => await this.#backend.contentSize(hash) !== undefined,
    );
  }

  async put(hash: ContentHash, bytes: Uint8Array): Promise<void> {
    if (await this.#backend.contentSize(hash) === bytes.length) return;
    await this.#backend.writeContent(hash, bytes, bytes.length);
  }

  async stream(hash: ContentHash): Promise<ReadableStream<Uint8Array> | undefined> {
    const content = await this.#backend.readContent(hash);
    if (content === undefined) return undefined;
    const stream = content instanceof Uint8Array ? ReadableStream.from([content]) : content;
    return verified(stream, hash, () => this.#drop(hash));
  }

  async putStream(
    data: ReadableStream<Uint8Array>,
    expected?: ExpectedContent,
  ): Promise<{ hash: ContentHash; size: number }> {
    if (expected === undefined) return await this.#keep(await this.#receive(data));
    const { hash, size } = expected;
    if (await this.#backend.contentSize(hash) === size) await data.cancel();
    else await this.#backend.writeContent(hash, verified(data, hash, () => {}), size);
    return { hash, size };
  }

  async putFile(
    path: string,
    { move = false }: PutFileOptions = {},
  ): Promise<{ hash: ContentHash; size: number }> {
    const { files, folders } = this.#onDisk();
    const gone = move && !folders.owns(path);
    const taken = await takeFile(path, { move: gone, limit: SMALL, files });
    const stored = await this.#keep(taken);
    if (gone && taken.kind === "small") await Deno.remove(path);
    return stored;
  }

  async folder(key: ContentHash, files: readonly ContentFile[]): Promise<string | undefined> {
    return await this.#onDisk().folders.show(key, files, (hash) => this.#source(hash));
  }

  async delete(hashes: readonly ContentHash[]): Promise<void> {
    await mapParallel(hashes, this.#parallel, (hash) => this.#remove(hash));
  }

  /** Removes what is on disk. */
  close(): void {
    this.#disk?.remove();
    this.#disk = undefined;
  }

  #receive(data: ReadableStream<Uint8Array>, expected?: ExpectedContent): Promise<Received> {
    return receive(data, { limit: SMALL, files: this.#onDisk().files, expected });
  }

  async #keep(received: Received): Promise<{ hash: ContentHash; size: number }> {
    const { hash, size } = received;
    if (received.kind === "small") {
      await this.put(hash, concatBytes(received.chunks));
      return { hash, size };
    }
    const { files } = this.#onDisk();
    files.settle(received.staged, hash);
    if (await this.#backend.contentSize(hash) !== size) {
      const file = await Deno.open(files.pathOf(hash));
      await this.#backend.writeContent(hash, file.readable, size);
    }
    return { hash, size };
  }

  /** A content for a folder; a large one is a file here from then on. */
  async #source(hash: ContentHash): Promise<ContentSource | undefined> {
    const { files } = this.#onDisk();
    const path = files.pathOf(hash);
    if (await files.isSound(hash)) return { kind: "file", path };
    files.remove(hash);
    const content = await this.stream(hash);
    if (content === undefined) return undefined;
    try {
      const received = await this.#receive(content);
      if (received.kind === "small") return { kind: "bytes", bytes: concatBytes(received.chunks) };
      files.settle(received.staged, hash);
      return { kind: "file", path };
    } catch {
      return undefined; // damaged, or lost on the way
    }
  }

  async #drop(hash: ContentHash): Promise<void> {
    this.#onProblem(contentDropped(hash, "damaged"));
    await this.#onDamage(hash);
    this.#removeHere(hash);
  }

  async #remove(hash: ContentHash): Promise<void> {
    await this.#backend.removeContent(hash);
    this.#removeHere(hash);
  }

  #removeHere(hash: ContentHash): void {
    this.#disk?.files.remove(hash);
    this.#disk?.folders.remove(hash);
  }

  #onDisk(): TempFiles {
    return this.#disk ??= new TempFiles();
  }
}
