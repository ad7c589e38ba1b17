/** Files as values. */

import { isFile } from "../util/exists.ts";
import { badInputPath } from "../error/graph_errors.ts";
import { fileMissing, fileUnreadable, outputUnwritable } from "../error/file_errors.ts";
import type { FileContent } from "../codec/manifest.ts";
import { copyFileAtomic } from "../file/copy_file.ts";
import type { Look } from "../file/look.ts";
import { bringCopyUpToDate } from "../file/user_copy.ts";
import { ambient, surroundings } from "../graph/ambient.ts";
import { construction } from "../graph/construction.ts";
import { fromUtf8 } from "../util/bytes.ts";
import { type AbsPath, absPath, basename, displayPath, isAbsolute } from "../util/path.ts";

/** Key of what a FileRef stands for; shared by all copies of the library in a process. */
export const FILE_REF: unique symbol = Symbol.for("merkl.fileRef") as never;

/** Options of a FileRef or DirRef. */
export interface RefOptions {
  /**
   * Copy the file into the cache when a body returns it, and leave it where it is, instead of moving
   * it. @default {false}
   */
  readonly keep?: boolean;
}

/** What a FileRef stands for. */
export interface FileState {
  readonly path: AbsPath;
  readonly keep: boolean;
  /** Its content, once it is in the cache. */
  readonly stored: FileContent | undefined;
  /** Whether it is an argument of a body, whose key tells of it: reading it is no read of the body. */
  readonly given?: boolean;
  /** Where the copy is that a user is given instead of the cache's own file; made when needed. */
  readonly copy?: AbsPath;
}

/**
 * A file as a value, of any size: it is never read into memory as a whole.
 *
 * Returned by a task, the file is moved into the cache. Given to a task, it counts by its content and
 * its name, wherever it lies. The {@linkcode FileRef.path} that a body is given ends in that name; the
 * file there is the cache's own, and for reading only: {@linkcode FileRef.copyTo} makes a copy. Outside
 * of bodies, the path is that of a copy. One that a body makes itself is a read of it: its value stands
 * only while the file has the content that it has now.
 *
 * @example
 * ```ts ignore
 * const render = task(async (frames: FileRef) => {
 *   const video = context().tempFile("video.mp4");
 *   await new Deno.Command("ffmpeg", { args: ["-i", frames.path, video.path] }).output();
 *   return video;
 * });
 * render(new FileRef("frames.y4m")).to("video.mp4");
 * ```
 */
export class FileRef {
  /** @ignore */
  readonly [FILE_REF]: FileState;

  /**
   * A file on disk.
   *
   * @param path Relative to the project's root, absolute, or a `file:` URL. It need not be there
   *   before it is returned or passed to a task.
   */
  constructor(path: string | URL, { keep = false }: RefOptions = {}) {
    this[FILE_REF] = { path: refPath("FileRef", path), keep, stored: undefined };
  }

  /** @ignore */
  static of(state: FileState): FileRef {
    const ref = new FileRef(state.path);
    Object.assign(ref, { [FILE_REF]: state });
    return ref;
  }

  /** @ignore A file of the cache. */
  static stored(path: AbsPath, stored: FileContent, copy?: AbsPath): FileRef {
    return FileRef.of({ path, keep: true, stored, ...(copy && { copy }) });
  }

  /** @ignore A file on disk that a body is given. */
  static given(path: AbsPath): FileRef {
    return FileRef.of({ path, keep: true, stored: undefined, given: true });
  }

  /**
   * Absolute path of the file. Of a value that a run or `eval()` gave it is a copy, made when the path is
   * first asked for (without using room, where the file system can), and again if it was edited.
   */
  get path(): string {
    const { path, copy, stored, given } = this[FILE_REF];
    if (copy === undefined) {
      if (stored === undefined && !given) noteLook(path, "content", true);
      return path;
    }
    try {
      bringCopyUpToDate(path, copy);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) throw fileMissing(this.name);
      throw error;
    }
    return copy;
  }

  /** Its name: the last step of the path. */
  get name(): string {
    return basename(this[FILE_REF].path);
  }

  /** The end of its name, `.mp4`; empty if there is none. */
  get extension(): string {
    return /.(\.[^.]*)$/.exec(this.name)?.[1] ?? "";
  }

  /** Its whole content as text. Throws `file-unreadable` if it is not UTF-8. */
  async text(): Promise<string> {
    return this.#parse(await this.bytes(), fromUtf8);
  }

  /** Its whole content as JSON. */
  // deno-lint-ignore no-explicit-any -- as JSON.parse: what a file holds can't be known
  async json(): Promise<any> {
    return this.#parse(await this.bytes(), (bytes) => JSON.parse(fromUtf8(bytes)));
  }

  /** Its whole content. */
  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#read(() => Deno.readFile(this[FILE_REF].path));
  }

  /** Its content, piece by piece. */
  async stream(): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    return (await this.#read(() => Deno.open(this[FILE_REF].path))).readable;
  }

  /**
   * Copies the file (without using room, where the file system can), so that the copy may be changed.
   * Folders on the way are made; a file that is there is replaced.
   *
   * @param path Relative to the project's root (outside of a run, to the working directory),
   *   absolute, or a `file:` URL.
   */
  async copyTo(path: string | URL): Promise<void> {
    const target = refPath("copyTo", path, () => surroundings()?.runtime.root ?? Deno.cwd());
    const { path: from } = this[FILE_REF];
    await this.#read(() => Deno.stat(from));
    try {
      await copyFileAtomic(from, target);
    } catch (error) {
      throw outputUnwritable(displayPath(target), error);
    }
  }

  /** For people: of a copy that needn't be there yet, the name. */
  get #shown(): string {
    const { path, copy } = this[FILE_REF];
    return copy === undefined ? displayPath(path) : isFile(copy) ? displayPath(copy) : this.name;
  }

  #parse<T>(bytes: Uint8Array, parse: (bytes: Uint8Array) => T): T {
    try {
      return parse(bytes);
    } catch (cause) {
      throw fileUnreadable(this.#shown, cause);
    }
  }

  async #read<T>(work: () => Promise<T>): Promise<T> {
    const { path, stored, given } = this[FILE_REF];
    try {
      // a graph that is built from the content is another one when that changes
      if (construction() !== undefined) ambient().runtime.file(path);
      else if (stored === undefined && !given) noteLook(path, "content");
      return await work();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) throw fileMissing(this.#shown);
      throw fileUnreadable(this.#shown, error);
    }
  }

  /** @ignore */
  [Symbol.for("Deno.customInspect")](): string {
    return `FileRef(${this.#shown})`;
  }
}

/**
 * A body that looks at something on disk is to run again when it would see something else.
 * @param handed It is only given the path.
 */
export function noteLook(path: AbsPath, look: Look, handed = false): void {
  const scope = surroundings();
  if (scope?.body !== undefined) scope.runtime.looked(path, look, handed);
}

/** A file as a value: `new FileRef(path, options)`. */
export function fileRef(path: string | URL, options: RefOptions = {}): FileRef {
  return new FileRef(path, options);
}

/** Whether `value` is a FileRef of this or another copy of the library. */
export function isFileRef(value: unknown): value is FileRef {
  return typeof value === "object" && value !== null && FILE_REF in value;
}

/**
 * The absolute path that a user means.
 * @param caller What was called, for errors
 * @param base Gives the folder where relative paths start
 */
export function refPath(
  caller: string,
  path: unknown,
  base: () => string = () => ambient().runtime.root,
): AbsPath {
  if (path instanceof URL) return absPath(path.href);
  if (typeof path !== "string" || path === "") {
    throw badInputPath(caller, path === "" ? "an empty string" : typeof path);
  }
  return isAbsolute(path) ? absPath(path) : absPath(path, base());
}
