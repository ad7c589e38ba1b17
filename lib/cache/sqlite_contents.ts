/** The content store beside the SQLite index: small contents in its rows, large ones in files. */

import { type ContentHash, contentHash } from "../hash/digest.ts";
import { contentDropped } from "../error/cache_errors.ts";
import { concatBytes } from "../util/bytes.ts";
import type { Connection, Row } from "./connection.ts";
import type { ContentFiles } from "./content_files.ts";
import type { ContentFolders, ContentSource } from "./content_folders.ts";
import { takeFile } from "./content_intake.ts";
import type { GroupWriter, Write } from "./group_writer.ts";
import type { ContentFile, ContentStore, ExpectedContent, PutFileOptions } from "./interfaces.ts";
import { receive, type Received, verified } from "./content_streams.ts";
import { blob, isKey, keyChunks, sameHash } from "./keys.ts";
import { PLACE } from "./schema.ts";
import { putPieces, readPieces, WHOLE_LIMIT } from "./sqlite_pieces.ts";
import { dirname, join } from "../util/path.ts";

/** Bytes up to which a content is kept in the database: creating a file costs more than a page or two. */
export const INLINE_LIMIT = 8192;

const FIND = `SELECT j.key, c.place, c.data, c.id FROM json_each(?2) j
  CROSS JOIN contents c ON ${isKey("c.hash")}`;
const FIND_PLACE = `SELECT j.key, c.place FROM json_each(?2) j
  CROSS JOIN contents c ON ${isKey("c.hash")}`;
// With ?6 a content that is there becomes young again: its writer is about to refer to it.
const PUT = `INSERT INTO contents (hash, size, place, data, stat, created)
  VALUES (?1, ?2, ?3, ?4, ?5, unixepoch())
  ON CONFLICT (substr(hash, 1, 8)) DO UPDATE SET hash = excluded.hash, size = excluded.size,
    place = excluded.place, data = excluded.data, stat = excluded.stat, created = excluded.created
  WHERE hash <> excluded.hash OR place <> excluded.place OR (?6 AND coalesce(created, 0) < unixepoch() - 600)`;
const IS = sameHash("hash", "?1");
const DELETE = `DELETE FROM contents WHERE ${IS} RETURNING size, place`;

/** content hash -> bytes, in the table `contents` and a folder. */
export class SqliteContents implements ContentStore {
  readonly nearby: string;
  readonly #connection: Connection;
  readonly #writer: GroupWriter;
  readonly #files: ContentFiles;
  readonly #folders: ContentFolders;

  constructor(
    { connection, writer, files, folders }: {
      readonly connection: Connection;
      readonly writer: GroupWriter;
      readonly files: ContentFiles;
      readonly folders: ContentFolders;
    },
  ) {
    this.#connection = connection;
    this.#writer = writer;
    this.#files = files;
    this.#folders = folders;
    this.nearby = join(dirname(files.folder), "tmp");
  }

  get(hashes: readonly ContentHash[]): Promise<(Uint8Array | undefined)[]> {
    return Promise.try(() => {
      const found = this.#find(hashes);
      return found.map((bytes, i) => bytes && this.#checked(hashes[i]!, bytes));
    });
  }

  has(hashes: readonly ContentHash[]): Promise<boolean[]> {
    return Promise.try(() =>
      this.#connection.read(() => {
        const found: boolean[] = new Array(hashes.length).fill(false);
        for (const { start, keys, at } of keyChunks(hashes)) {
          for (const [key, place] of this.#connection.rows(FIND_PLACE, keys, at)) {
            const i = start + (key as number);
            found[i] = place === PLACE.inline || place === PLACE.pieces ||
              this.#files.has(hashes[i]!);
          }
        }
        return found;
      })
    );
  }

  put(hash: ContentHash, bytes: Uint8Array): Promise<void> {
    const options = { alone: true };
    return Promise.try(() => this.#writer.add(this.writeOf(hash, bytes, options), { rows: 1 }));
  }

  /**
   * The write that stores a content, to be put into a transaction. A large one is written to a
   * temporary file now, and named inside the transaction: a process that removes contents holds the
   * same lock.
   *
   * @param options `key`: the bytes of the hash, if they are at hand; `alone`: what will refer to it
   * comes in a later transaction.
   */
  writeOf(
    hash: ContentHash,
    bytes: Uint8Array,
    { key = blob(hash), alone = false }: { key?: Uint8Array; alone?: boolean },
  ): Write {
    const touch = alone ? 1 : 0;
    const { length } = bytes;
    if (length <= WHOLE_LIMIT) {
      return () =>
        void this.#connection.sql(PUT).run(key, length, PLACE.inline, bytes, null, touch);
    }
    if (length <= INLINE_LIMIT) {
      return () => {
        const { changes } = this.#connection.sql(PUT)
          .run(key, length, PLACE.pieces, null, null, touch);
        if (changes !== 0) putPieces(this.#connection, key, bytes);
      };
    }
    let staged = this.#files.has(hash) ? undefined : this.#files.stage(bytes);
    return () => {
      if (staged === undefined && !this.#files.has(hash)) staged = this.#files.stage(bytes);
      if (staged !== undefined) this.#files.settle(staged, hash);
      this.#connection.sql(PUT).run(key, length, PLACE.file, null, null, touch);
    };
  }

  async stream(hash: ContentHash): Promise<ReadableStream<Uint8Array> | undefined> {
    const row = this.#row(hash);
    if (row === undefined || row[0] === PLACE.remote) return undefined;
    const held = this.#held(row);
    if (held !== undefined) {
      const bytes = this.#checked(hash, held);
      return bytes && ReadableStream.from([bytes]);
    }
    try {
      const file = await Deno.open(this.#files.pathOf(hash));
      return verified(file.readable, hash, () => this.#drop(hash, "damaged"));
    } catch {
      this.#drop(hash, "missing");
      return undefined;
    }
  }

  async putStream(
    data: ReadableStream<Uint8Array>,
    expected?: ExpectedContent,
  ): Promise<{ hash: ContentHash; size: number }> {
    const options = { limit: INLINE_LIMIT, files: this.#files, expected };
    return await this.#keep(await receive(data, options));
  }

  async putFile(
    path: string,
    { move = false }: PutFileOptions = {},
  ): Promise<{ hash: ContentHash; size: number }> {
    // what lies in a folder of our own is somebody's argument
    const gone = move && !this.#folders.owns(path);
    const taken = await takeFile(path, { move: gone, limit: INLINE_LIMIT, files: this.#files });
    const stored = await this.#keep(taken);
    if (gone && taken.kind === "small") await Deno.remove(path);
    return stored;
  }

  async folder(key: ContentHash, files: readonly ContentFile[]): Promise<string | undefined> {
    return await this.#folders.show(key, files, (hash) => this.#source(hash));
  }

  noteRemote(contents: readonly ExpectedContent[]): Promise<void> {
    return Promise.try(() => {
      const insert = `INSERT INTO contents (hash, size, place, created)
        VALUES (?, ?, ?, unixepoch()) ON CONFLICT DO NOTHING`;
      const write = () => {
        for (const { hash, size } of contents) {
          this.#connection.sql(insert).run(blob(hash), size, PLACE.remote);
        }
      };
      return this.#writer.add(write, { rows: contents.length });
    });
  }

  async #keep(received: Received): Promise<{ hash: ContentHash; size: number }> {
    const { hash, size } = received;
    if (received.kind === "small") {
      await this.put(hash, concatBytes(received.chunks));
    } else {
      const write = () => {
        this.#files.settle(received.staged, hash);
        const stat = this.#files.statOf(hash) ?? null;
        this.#connection.sql(PUT).run(blob(hash), size, PLACE.file, null, stat, 1);
      };
      await this.#writer.add(write, { rows: 1 });
    }
    return { hash, size };
  }

  async #source(hash: ContentHash): Promise<ContentSource | undefined> {
    const row = this.#row(hash);
    if (row === undefined || row[0] === PLACE.remote) return undefined;
    const held = this.#held(row);
    if (held !== undefined) {
      const bytes = this.#checked(hash, held);
      return bytes && { kind: "bytes", bytes };
    }
    const known = row[2] as string | null;
    if (!await this.#files.isSound(hash, known)) {
      return this.#drop(hash, this.#files.has(hash) ? "damaged" : "missing");
    }
    this.#rememberStat(hash, known);
    return { kind: "file", path: this.#files.pathOf(hash) };
  }

  /** Spares the next process the reading. */
  #rememberStat(hash: ContentHash, known: string | null): void {
    const stat = this.#files.statOf(hash) ?? null;
    if (stat === known) return;
    const update = `UPDATE contents SET stat = ?2 WHERE ${IS}`;
    this.#writer.addQuietly(() => void this.#connection.sql(update).run(blob(hash), stat));
  }

  #row(hash: ContentHash) {
    const query = `SELECT place, data, stat, id FROM contents WHERE ${IS}`;
    return this.#connection.read(() => this.#connection.row(query, blob(hash)));
  }

  /** The bytes of a row of `place`, `data`, `stat`, `id` if the database has them. */
  #held([place, data, , id]: Row): Uint8Array | undefined {
    if (place === PLACE.inline) return data as Uint8Array;
    if (place !== PLACE.pieces) return undefined;
    return this.#connection.read(() =>
      readPieces((...query) => this.#connection.column(...query), id as number)
    );
  }

  delete(hashes: readonly ContentHash[]): Promise<void> {
    return Promise.try(() => {
      this.removeFiles(this.#writer.now(() => this.deleteRows(hashes)).files);
    });
  }

  /** Removes rows inside a transaction; `files` are to be removed once it is committed. */
  deleteRows(hashes: readonly ContentHash[]) {
    const removed = { count: 0, bytes: 0, files: [] as ContentHash[] };
    for (const hash of hashes) {
      const row = this.#connection.row(DELETE, blob(hash));
      if (row === undefined || row[1] === PLACE.remote) continue;
      removed.count++;
      removed.bytes += row[0] as number;
      if (row[1] === PLACE.file) removed.files.push(hash);
    }
    return removed;
  }

  /**
   * Removes files whose rows are gone. In a second transaction, so that a kill between the two
   * leaves a file too many and never a row without its file; and only of those that nobody has
   * stored again meanwhile.
   */
  removeFiles(hashes: readonly ContentHash[]): void {
    if (hashes.length === 0) return;
    this.#writer.now(() => {
      for (const hash of hashes) {
        const row = this.#connection.row(`SELECT 1 FROM contents WHERE ${IS}`, blob(hash));
        if (row === undefined) this.#files.remove(hash);
      }
    });
  }

  #find(hashes: readonly ContentHash[]): (Uint8Array | undefined)[] {
    return this.#connection.read(() => {
      const found: (Uint8Array | undefined)[] = new Array(hashes.length).fill(undefined);
      for (const { start, keys, at } of keyChunks(hashes)) {
        for (const [key, place, data, id] of this.#connection.rows(FIND, keys, at)) {
          const i = start + (key as number);
          if (place === PLACE.remote) continue;
          found[i] = this.#held([place, data, null, id]) ??
            this.#files.read(hashes[i]!) ?? this.#drop(hashes[i]!, "missing");
        }
      }
      return found;
    });
  }

  #checked(hash: ContentHash, bytes: Uint8Array): Uint8Array | undefined {
    return contentHash(bytes) === hash ? bytes : this.#drop(hash, "damaged");
  }

  /** Nobody stores or removes contents meanwhile: who made room has removed the row as well. */
  #drop(hash: ContentHash, why: "damaged" | "missing"): undefined {
    let dropped = true;
    try {
      dropped = this.#writer.now(() => {
        if (this.#row(hash) === undefined) return false;
        if (why === "missing" && this.#files.has(hash)) return false;
        this.#files.remove(hash);
        this.deleteRows([hash]);
        return true;
      });
    } catch {
      // A cache that can't be written goes on giving undefined.
    }
    if (dropped) this.#connection.onProblem(contentDropped(hash, why));
  }
}
