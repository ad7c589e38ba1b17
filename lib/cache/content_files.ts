/** Contents that are too large for the database: files named by their hash. */

import { cacheWriteFailed } from "../error/cache_errors.ts";
import type { MerklError } from "../error/merkl_error.ts";
import { tempBeside } from "../util/atomic_write.ts";
import type { ContentHash } from "../hash/digest.ts";
import { hashFile } from "../hash/file_hash.ts";
import { dirname, join } from "../util/path.ts";
import { removeIfThere } from "../util/remove_file.ts";
import { faultOf } from "./sqlite_fault.ts";
import { writeAll } from "../util/write_all.ts";

/** Contents are never changed in place. */
const READ_ONLY = 0o444;

/** A temporary file that holds a content until its row is committed. */
export interface Staged {
  readonly path: string;
}

/** The folder with the files of contents, `ab/abcd…`. */
export class ContentFiles {
  /** How files looked that this process wrote, or read whole and found right. */
  readonly #sound = new Map<ContentHash, string>();

  constructor(readonly folder: string) {}

  pathOf(hash: ContentHash): string {
    return join(this.folder, hash.slice(0, 2), hash);
  }

  has(hash: ContentHash): boolean {
    try {
      return Deno.statSync(this.pathOf(hash)).isFile;
    } catch {
      return false;
    }
  }

  /**
   * Opens a temporary file to be filled.
   * @throws {MerklError} `cache-full` and the like
   */
  create(): Staged & { readonly file: Deno.FsFile } {
    try {
      return this.#create();
    } catch (error) {
      throw this.refusal(error);
    }
  }

  /** What is to be said of an error while a content was being written. */
  refusal(error: unknown): MerklError {
    return cacheWriteFailed(this.folder, faultOf(error), error);
  }

  #create(): Staged & { readonly file: Deno.FsFile } {
    const path = tempBeside(join(this.folder, "new"));
    const options: Deno.OpenOptions = { write: true, createNew: true, mode: READ_ONLY };
    try {
      return { path, file: Deno.openSync(path, options) };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      Deno.mkdirSync(this.folder, { recursive: true });
      return { path, file: Deno.openSync(path, options) };
    }
  }

  /**
   * Writes bytes to a temporary file.
   * @throws {MerklError} `cache-full` and the like
   */
  stage(bytes: Uint8Array): Staged {
    const { path, file } = this.create();
    try {
      writeAll(file, bytes);
    } catch (error) {
      this.drop({ path });
      throw this.refusal(error);
    } finally {
      file.close();
    }
    return { path };
  }

  /**
   * Renames a file of someone else's to a temporary one; undefined if it lies on another file
   * system.
   */
  adopt(path: string): Staged | undefined {
    const staged = tempBeside(join(this.folder, "new"));
    Deno.mkdirSync(this.folder, { recursive: true });
    try {
      Deno.renameSync(path, staged);
    } catch (error) {
      if (isOtherDevice(error)) return undefined;
      throw error;
    }
    makeReadOnly(staged);
    return { path: staged };
  }

  /**
   * Copies a file of someone else's to a temporary one. Fails as Deno does if it can't be read.
   * @throws {MerklError} `cache-full`
   */
  async copy(path: string): Promise<Staged> {
    const staged = tempBeside(join(this.folder, "new"));
    await Deno.mkdir(this.folder, { recursive: true });
    try {
      await Deno.copyFile(path, staged);
    } catch (error) {
      this.drop({ path: staged });
      throw isFull(error) ? this.refusal(error) : error;
    }
    makeReadOnly(staged);
    return { path: staged };
  }

  /** Gives a staged file its name, if the content isn't there already. */
  settle(staged: Staged, hash: ContentHash): void {
    if (this.has(hash)) return this.drop(staged);
    const path = this.pathOf(hash);
    try {
      Deno.renameSync(staged.path, path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      Deno.mkdirSync(dirname(path), { recursive: true });
      Deno.renameSync(staged.path, path);
    }
    this.#trust(hash);
  }

  /**
   * Whether the file is there and holds the content; read only if it doesn't look as it did when that
   * was `known`, or when this process last found out.
   */
  async isSound(hash: ContentHash, known?: string | null): Promise<boolean> {
    const stat = this.statOf(hash);
    if (stat === undefined) return false;
    if (stat === known || this.#sound.get(hash) === stat) return true;
    try {
      if ((await hashFile(this.pathOf(hash))).hash !== hash) return false;
    } catch {
      return false;
    }
    this.#sound.set(hash, stat);
    return true;
  }

  #trust(hash: ContentHash): void {
    const stat = this.statOf(hash);
    if (stat !== undefined) this.#sound.set(hash, stat);
  }

  /** How the file looks, without ctime, which changes with every hard link; undefined if missing. */
  statOf(hash: ContentHash): string | undefined {
    try {
      const { isFile, size, mtime, ino } = Deno.statSync(this.pathOf(hash));
      return isFile ? `${size} ${mtime?.getTime()} ${ino}` : undefined;
    } catch {
      return undefined;
    }
  }

  /** Removes a staged file that isn't needed. */
  drop(staged: Staged): void {
    removeIfThere(staged.path);
  }

  /** The bytes, unchecked; undefined if there is no file. */
  read(hash: ContentHash): Uint8Array | undefined {
    try {
      return Deno.readFileSync(this.pathOf(hash));
    } catch {
      return undefined;
    }
  }

  /** Removes the file of a content, or whatever else has its name. */
  remove(hash: ContentHash): void {
    const path = this.pathOf(hash);
    try {
      removeIfThere(path);
    } catch {
      Deno.removeSync(path, { recursive: true });
    }
  }
}

function makeReadOnly(path: string): void {
  try {
    Deno.chmodSync(path, READ_ONLY);
  } catch {
    // not its owner, or no such thing here: what it holds is checked anyhow
  }
}

function isOtherDevice(error: unknown): boolean {
  return codeOf(error) === "EXDEV";
}

function isFull(error: unknown): boolean {
  return codeOf(error) === "ENOSPC" || codeOf(error) === "EDQUOT";
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? (error as { code?: unknown }).code : undefined;
}
