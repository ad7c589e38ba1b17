/** Files of the cache that bodies are given: a body that changes one must not change others' values. */

import { lentFileChanged } from "../error/task_errors.ts";
import type { ContentHash } from "../hash/digest.ts";
import { hashFileSync } from "../hash/file_hash.ts";
import { DIR_REF, type DirRef, isDirRef } from "../task/dir_ref.ts";
import { FILE_REF, type FileRef, isFileRef } from "../task/file_ref.ts";
import { borrowed } from "../task/ref_values.ts";
import { join } from "../util/path.ts";
import { isThenable } from "../util/thenable.ts";
import type { JobOut, Parent } from "./job.ts";
import type { Work } from "./work.ts";

/** How a file of the cache looked when it was opened, its content just checked. */
interface Look {
  readonly path: string;
  /** For people. */
  readonly name: string;
  readonly content: ContentHash;
  readonly stat: string | undefined;
  /** Whether it was so young then that it may change and look the same: a clock stands for milliseconds. */
  young: boolean;
}

/** Milliseconds after which a file that changes has another time. */
const OLD = 1000;

/** What a body is given of files of the cache. */
interface Lent {
  /** Of the call that it comes from, with its value; undefined for what is itself an argument. */
  readonly out?: JobOut;
  readonly value?: unknown;
  readonly files: readonly Look[];
}

/** By what all copies of a FileRef or DirRef have in common. */
const looks = new WeakMap<object, readonly Look[]>();

/** Remembers how the files of a FileRef or DirRef of the cache look, whose contents are sound. */
export function rememberLook<T extends FileRef | DirRef>(ref: T): T {
  const key = storedIn(ref);
  if (key === undefined) return ref;
  looks.set(key, filesOf(ref).map((file) => ({ ...file, ...lookAt(file.path) })));
  return ref;
}

function storedIn(value: unknown): object | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isFileRef(value)) return value[FILE_REF].stored;
  const state = isDirRef(value) ? value[DIR_REF] : undefined;
  return state?.kind === "stored" ? state.manifest : undefined;
}

function looksOf(value: unknown): readonly Look[] | undefined {
  const key = storedIn(value);
  return key && looks.get(key);
}

function filesOf(ref: FileRef | DirRef): Omit<Look, "stat" | "young">[] {
  if (isFileRef(ref)) {
    const { path, stored } = ref[FILE_REF];
    return stored === undefined ? [] : [{ path, name: ref.name, content: stored.content }];
  }
  const state = isDirRef(ref) ? ref[DIR_REF] : undefined;
  if (state?.kind !== "stored") return [];
  const { name, files } = state.manifest;
  return files.map(({ path, content }) => {
    return { path: join(state.path, path), name: `${name}/${path}`, content };
  });
}

/**
 * Like {@linkcode Work.body}, of a body that fails if files of the cache changed while it ran.
 * @throws {MerklError} `input-changed` if an argument changed before
 */
export function bodyWithFiles(work: Work, take: (parent: Parent) => unknown): () => unknown {
  const lent: Lent[] = [];
  for (const { out } of work.parents) {
    const value = out.held?.value;
    const files = looksOf(value);
    if (files !== undefined) lent.push({ out, value, files });
  }
  const body = work.body(take, (value) => {
    const files = looksOf(value);
    if (files !== undefined) {
      lent.push({ files });
      refuseChanged(lent.at(-1)!, work, "before");
    }
    return borrowed(value);
  });
  if (lent.length === 0) return body;
  const check = <T>(result: T): T => {
    for (const one of lent) refuseChanged(one, work, "while");
    return result;
  };
  return () => {
    const result = body();
    return isThenable(result) ? Promise.resolve(result).then(check) : check(result);
  };
}

function refuseChanged({ out, value, files }: Lent, work: Work, when: "before" | "while"): void {
  const changed = files.find((file) => !isAsItWas(file));
  if (changed === undefined) return;
  // whoever is next opens it anew, which mends it
  if (out !== undefined && out.held?.value === value) out.held = undefined;
  throw lentFileChanged(changed.name, { task: work.name, when, place: work.place });
}

function isAsItWas(look: Look): boolean {
  const { stat, young } = lookAt(look.path);
  if (stat === look.stat && !look.young) return true;
  try {
    // another process may have put an equal file in its place
    if (hashFileSync(look.path).hash !== look.content) return false;
  } catch {
    return false;
  }
  // it needn't be read again
  if (stat === look.stat) look.young = young;
  return true;
}

/** Without ctime, which changes with every hard link. */
function lookAt(path: string): Pick<Look, "stat" | "young"> {
  try {
    const { size, mtime, ino } = Deno.statSync(path);
    const time = mtime?.getTime() ?? Infinity;
    return { stat: `${size} ${time} ${ino}`, young: Date.now() - time < OLD };
  } catch {
    return { stat: undefined, young: true };
  }
}
