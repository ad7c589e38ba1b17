/** FileRefs and DirRefs among arguments and deps: what they count by. */

import {
  DIR_CODEC,
  type DirManifest,
  encodeDir,
  encodeFile,
  FILE_CODEC,
  type FileManifest,
} from "../codec/manifest.ts";
import { listFolder } from "../file/folder_list.ts";
import { fileStat } from "../file/stat_memo.ts";
import { userCopy } from "../file/user_copy.ts";
import type { FileStat } from "../file/types.ts";
import type { Runtime } from "../graph/runtime.ts";
import { contentHash } from "../hash/digest.ts";
import { type AbsPath, dirname, displayPath, join } from "../util/path.ts";
import { DIR_REF, DirRef, isDirRef } from "./dir_ref.ts";
import { FILE_REF, FileRef, isFileRef } from "./file_ref.ts";

/** A file or folder on disk that an argument names, as it was when the task was called. */
export interface InputFile {
  readonly path: string;
  /** For people. */
  readonly name: string;
  readonly stat: FileStat;
}

/** What is told of the files that were looked at. */
type OnFile = (file: InputFile) => void;

/**
 * What stands for a FileRef or DirRef in a hash: its content and name, so that one on disk and one
 * of the cache are equal; undefined for anything else.
 */
export function refIdentity(
  value: object,
  runtime: Runtime,
  onFile?: OnFile,
): { kind: "identity"; tag: string; hash: string } | undefined {
  if (isFileRef(value)) {
    const manifest = encodeFile(fileManifest(value, runtime, onFile));
    return { kind: "identity", tag: FILE_CODEC, hash: contentHash(manifest) };
  }
  if (!isDirRef(value)) return undefined;
  const manifest = encodeDir(dirManifest(value, runtime, onFile));
  return { kind: "identity", tag: DIR_CODEC, hash: contentHash(manifest) };
}

function fileManifest(ref: FileRef, runtime: Runtime, onFile?: OnFile): FileManifest {
  const { path, stored } = ref[FILE_REF];
  if (stored !== undefined) return { name: ref.name, ...stored };
  const { content, stat } = runtime.file(path);
  onFile?.({ path, name: ref.name, stat });
  return { name: ref.name, content, size: stat.size };
}

function dirManifest(ref: DirRef, runtime: Runtime, onFile?: OnFile): DirManifest {
  const state = ref[DIR_REF];
  if (state.kind === "stored") return state.manifest;
  const { name } = ref;
  const entry = (path: string, file: FileRef) => {
    const { content, size } = fileManifest(file, runtime, onFile);
    return { path, content, size };
  };
  if (state.kind === "combined") {
    return { name, files: [...state.files].map(([path, file]) => entry(path, file)) };
  }
  if (!state.given) runtime.looked(state.path, "names", false);
  const { files, folders } = listFolder(state.path);
  // a file that is added or removed later shows in its folder's times
  for (const path of folders) onFile?.({ path, name, stat: fileStat(Deno.statSync(path)) });
  return { name, files: files.map((path) => entry(path, new FileRef(join(state.path, path)))) };
}

const filesOf = new WeakMap<readonly unknown[], readonly InputFile[]>();

/** Remembers which files the arguments of a call name. */
export function rememberFiles(args: readonly unknown[], files: readonly InputFile[]): void {
  filesOf.set(args, files);
}

/** The files that the arguments of a call name, as they were when it was made. */
export function rememberedFiles(args: readonly unknown[]): readonly InputFile[] {
  return filesOf.get(args) ?? [];
}

/**
 * An argument as a body is given it: a body that returns a file which it was given must not take it
 * from whoever gave it.
 */
export function borrowed(value: unknown): unknown {
  if (isFileRef(value)) {
    const { path, stored } = value[FILE_REF];
    return stored === undefined ? FileRef.given(path) : FileRef.stored(path, stored);
  }
  if (!isDirRef(value)) return value;
  const state = value[DIR_REF];
  if (state.kind === "local") return DirRef.given(state.path);
  if (state.kind === "stored") {
    return DirRef.of({ kind: "stored", path: state.path, manifest: state.manifest });
  }
  const files = [...state.files].map(([name, file]) => [name, borrowed(file) as FileRef] as const);
  return DirRef.of({ ...state, files: new Map(files) });
}

/**
 * A value as users are given it: of a file or folder of the cache, the path is that of a copy beside
 * it.
 */
export function forUser<T>(value: T): T {
  if (isFileRef(value)) {
    const { path, stored } = value[FILE_REF];
    if (stored === undefined) return value;
    const copy = join(userCopy(dirname(path)), value.name) as AbsPath;
    return FileRef.stored(path, stored, copy) as T;
  }
  const state = isDirRef(value) ? value[DIR_REF] : undefined;
  if (state?.kind !== "stored") return value;
  const copy = join(userCopy(dirname(state.path)), state.manifest.name) as AbsPath;
  return DirRef.of({ ...state, copy }) as T;
}

/** As {@linkcode forUser}, also of what is in a list or record. */
export function allForUser(value: unknown): unknown {
  if (isFileRef(value) || isDirRef(value)) return forUser(value);
  if (Array.isArray(value)) return value.map(forUser);
  const isRecord = typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
  if (!isRecord || !Object.values(value).some((one) => isFileRef(one) || isDirRef(one))) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, forUser(one)]));
}

/** A FileRef or DirRef for people: the path of one on disk, else the name. */
export function shownRef(value: FileRef | DirRef): string {
  const state = isFileRef(value) ? value[FILE_REF] : value[DIR_REF];
  const isLocal = "kind" in state ? state.kind === "local" : state.stored === undefined;
  return isLocal ? displayPath(value.path) : value.name;
}

/** Where a FileRef or DirRef stands inside of a value, and which of both; undefined if nowhere. */
export function findNested(value: unknown): { path: string; kind: string } | undefined {
  const seen = new Set<unknown>();
  const queue: [path: string, value: unknown][] = [["result", value]];
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
    const [path, here] = item;
    if (isFileRef(here)) return { path, kind: "FileRef" };
    if (isDirRef(here)) return { path, kind: "DirRef" };
    if (typeof here !== "object" || here === null || seen.has(here)) continue;
    seen.add(here);
    if (here instanceof Map || here instanceof Set) {
      queue.push(
        ...[...here.values()].map((one, i) => [`${path}[${i}]`, one] as [string, unknown]),
      );
    } else if (Array.isArray(here)) {
      queue.push(...here.map((one, i) => [`${path}[${i}]`, one] as [string, unknown]));
    } else {
      queue.push(
        ...Object.entries(here).map(([key, one]) => [`${path}.${key}`, one] as [string, unknown]),
      );
    }
  }
  return undefined;
}
