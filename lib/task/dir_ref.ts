/** Folders as values. */

import {
  badFileName,
  fileNamesCollide,
  folderMissing,
  folderNotStored,
  noFileInFolder,
} from "../error/file_errors.ts";
import { type DirManifest, isFilePath } from "../codec/manifest.ts";
import { isFolder, listFolder } from "../file/folder_list.ts";
import { bringFolderCopyUpToDate } from "../file/user_copy.ts";
import { construction, noteFolder } from "../graph/construction.ts";
import { byCodeUnit } from "../util/order.ts";
import { type AbsPath, basename, displayPath, join } from "../util/path.ts";
import { nearest } from "../util/text.ts";
import { FileRef, noteLook, type RefOptions, refPath } from "./file_ref.ts";

/** Key of what a DirRef stands for; shared by all copies of the library in a process. */
export const DIR_REF: unique symbol = Symbol.for("merkl.dirRef") as never;

/** What a DirRef stands for. */
export type DirState =
  | {
    readonly kind: "local";
    readonly path: AbsPath;
    readonly keep: boolean;
    /** As that of a FileRef. */
    readonly given?: boolean;
  }
  | {
    readonly kind: "stored";
    readonly path: AbsPath;
    readonly manifest: DirManifest;
    /** Where the copy is that a user is given; made when needed. */
    readonly copy?: AbsPath;
  }
  | {
    readonly kind: "combined";
    readonly name: string;
    readonly files: ReadonlyMap<string, FileRef>;
  };

/**
 * A folder as a value, with all files in it and in the folders below. As with a {@linkcode FileRef},
 * its files are moved into the cache when a task returns it, and it counts by its name and the names
 * and contents of its files. Symbolic links and empty folders in it are refused. What a body sees of
 * one that it makes itself (names, contents of files, with the path all of it) is a read of it.
 */
export class DirRef {
  /** @ignore */
  readonly [DIR_REF]: DirState;

  /**
   * A folder on disk.
   *
   * @param path Relative to the project's root, absolute, or a `file:` URL. It need not be there
   *   before it is returned or passed to a task.
   */
  constructor(path: string | URL, { keep = false }: RefOptions = {}) {
    this[DIR_REF] = { kind: "local", path: refPath("DirRef", path), keep };
  }

  /** @ignore */
  static of(state: DirState): DirRef {
    const ref = new DirRef("/");
    Object.assign(ref, { [DIR_REF]: state });
    return ref;
  }

  /** @ignore A folder on disk that a body is given. */
  static given(path: AbsPath): DirRef {
    return DirRef.of({ kind: "local", path, keep: true, given: true });
  }

  /**
   * Absolute path of the folder; of a copy, as with {@linkcode FileRef.path}. Throws `folder-not-stored`
   * for one that was just combined.
   */
  get path(): string {
    const state = this[DIR_REF];
    if (state.kind === "combined") throw folderNotStored(state.name);
    if (state.kind === "local" && !state.given) noteLook(state.path, "tree", true);
    if (state.kind !== "stored" || state.copy === undefined) return state.path;
    const { path, copy, manifest } = state;
    try {
      bringFolderCopyUpToDate(path, copy, manifest.files.map((file) => file.path));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) throw folderMissing(this.name);
      throw error;
    }
    return copy;
  }

  /** Its name: the last step of the path. */
  get name(): string {
    const state = this[DIR_REF];
    return state.kind === "combined" ? state.name : basename(state.path);
  }

  /** The names of all files, those in folders below with their way there: `a.csv`, `sub/b.csv`. */
  list(): string[] {
    const state = this[DIR_REF];
    if (state.kind === "local") {
      if (!state.given) noteLook(state.path, "names");
      return [...noteFolder(state.path, () => listFolder(state.path).files)];
    }
    return state.kind === "combined"
      ? [...state.files.keys()]
      : state.manifest.files.map(({ path }) => path);
  }

  /** All files, in the order of {@linkcode DirRef.list}. */
  get files(): FileRef[] {
    const state = this[DIR_REF];
    return this.list().map((name) =>
      state.kind === "local" ? fileIn(state, name) : this.file(name)
    );
  }

  /** A file by its name; one in a folder below by its way there, `sub/b.csv`. */
  file(name: string): FileRef {
    const found = this.#find(name);
    if (found !== undefined) return found;
    const near = nearest(name, this.list());
    throw noFileInFolder(name, { name: this.name, near });
  }

  #find(name: string): FileRef | undefined {
    const state = this[DIR_REF];
    if (state.kind === "combined") return state.files.get(name);
    if (!isFilePath(name)) throw badFileName(JSON.stringify(name));
    const path = join(state.path, name) as AbsPath;
    if (state.kind === "local") {
      if (!state.given) noteLook(path, "content");
      return isThere(state.path, path) ? fileIn(state, name) : undefined;
    }
    const found = state.manifest.files.find((file) => file.path === name);
    const copy = state.copy && join(state.copy, name) as AbsPath;
    return found && FileRef.stored(path, { content: found.content, size: found.size }, copy);
  }

  /** @ignore */
  [Symbol.for("Deno.customInspect")](): string {
    const state = this[DIR_REF];
    if (state.kind === "combined") return `DirRef(${state.name})`;
    // a copy that needn't be there yet says nothing
    const path = state.kind === "stored" ? state.copy ?? state.path : state.path;
    return `DirRef(${path === state.path || isFolder(path) ? displayPath(path) : this.name})`;
  }
}

/** A folder as a value: `new DirRef(path, options)`. */
export function dirRef(path: string | URL, options: RefOptions = {}): DirRef {
  return new DirRef(path, options);
}

/** Whether `value` is a DirRef of this or another copy of the library. */
export function isDirRef(value: unknown): value is DirRef {
  return typeof value === "object" && value !== null && DIR_REF in value;
}

/**
 * One DirRef of several files, for a body to return. Files of the cache are not copied: the folder
 * only names them.
 *
 * @param files Files, each under its own name; or a record of names, which may lead into folders, to
 *   files.
 * @param options `name`: the name of the folder, `files` by default.
 * @throws {MerklError} `file-names-collide`, `bad-file-name`
 */
export function combineFileRefs(
  files: readonly FileRef[] | Readonly<Record<string, FileRef>>,
  { name = "files" }: { readonly name?: string } = {},
): DirRef {
  const named = new Map<string, FileRef>();
  const pairs = Array.isArray(files)
    ? files.map((file: FileRef) => [file.name, file] as const)
    : Object.entries(files as Readonly<Record<string, FileRef>>);
  for (const [key, file] of pairs) {
    if (!isFilePath(key)) throw badFileName(JSON.stringify(key));
    const before = named.get(key);
    if (before !== undefined) {
      throw fileNamesCollide(key, [displayPath(before.path), displayPath(file.path)]);
    }
    named.set(key, file);
  }
  checkWays(named);
  const sorted = [...named].sort(([a], [b]) => byCodeUnit(a, b));
  return DirRef.of({ kind: "combined", name, files: new Map(sorted) });
}

/** Refuses a name that is both a file and a folder on the way to another. */
function checkWays(files: ReadonlyMap<string, FileRef>): void {
  for (const [path, file] of files) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const above = files.get(path.slice(0, at));
      if (above === undefined) continue;
      throw fileNamesCollide(path.slice(0, at), [displayPath(above.path), displayPath(file.path)]);
    }
  }
}

function fileIn({ path, keep, given }: DirState & { kind: "local" }, name: string): FileRef {
  const file = join(path, name) as AbsPath;
  return given ? FileRef.given(file) : new FileRef(file, { keep });
}

function isThere(folder: string, path: string): boolean {
  try {
    if (construction() !== undefined) noteFolder(folder, () => listFolder(folder).files);
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
