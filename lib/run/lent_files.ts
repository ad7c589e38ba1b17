/** Files of the cache that bodies are given: a body that changes one must not change others' values. */

import { lentFileChanged } from "../error/task_errors.ts";
import type { ContentHash } from "../hash/digest.ts";
import { hashFileSync } from "../hash/file_hash.ts";
import { DIR_REF, type DirRef, isDirRef } from "../task/dir_ref.ts";
import { FILE_REF, type FileRef, isFileRef } from "../task/file_ref.ts";
import { join } from "../util/path.ts";
import { isThenable } from "../util/thenable.ts";
import type { JobOut } from "./job.ts";
import type { Work } from "./work.ts";

/** How a file of the cache looked when it was opened, its content just checked. */
interface Look {
  readonly path: string;
  /** For people. */
  readonly name: string;
  readonly content: ContentHash;
  readonly stat: string | undefined;
}

/** What a body is given of files of the cache. */
interface Lent {
  readonly out: JobOut;
  readonly value: unknown;
  readonly files: readonly Look[];
}

const looks = new WeakMap<object, readonly Look[]>();

/** Remembers how the files of a FileRef or DirRef of the cache look, whose contents are sound. */
export function rememberLook<T extends FileRef | DirRef>(ref: T): T {
  looks.set(ref, filesOf(ref).map((file) => ({ ...file, stat: statOf(file.path) })));
  return ref;
}

function filesOf(ref: FileRef | DirRef): Omit<Look, "stat">[] {
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

/** Like {@linkcode Work.body}, of a body that fails if files of the cache changed while it ran. */
export function bodyWithFiles(work: Work, take: Parameters<Work["body"]>[0]): () => unknown {
  const lent: Lent[] = [];
  for (const { out } of work.parents) {
    const value = out.held?.value;
    const files = typeof value === "object" && value !== null ? looks.get(value) : undefined;
    if (files !== undefined) lent.push({ out, value, files });
  }
  const body = work.body(take);
  if (lent.length === 0) return body;
  const check = <T>(result: T): T => {
    for (const { out, value, files } of lent) {
      const changed = files.find((file) => !isAsItWas(file));
      if (changed === undefined) continue;
      // whoever is next opens it anew, which mends it
      if (out.held?.value === value) out.held = undefined;
      throw lentFileChanged(changed.name, work.name, work.place);
    }
    return result;
  };
  return () => {
    const result = body();
    return isThenable(result) ? Promise.resolve(result).then(check) : check(result);
  };
}

function isAsItWas({ path, content, stat }: Look): boolean {
  if (statOf(path) === stat) return true;
  try {
    // another process may have put an equal file in its place
    return hashFileSync(path).hash === content;
  } catch {
    return false;
  }
}

/** Without ctime, which changes with every hard link. */
function statOf(path: string): string | undefined {
  try {
    const { size, mtime, ino } = Deno.statSync(path);
    return `${size} ${mtime?.getTime()} ${ino}`;
  } catch {
    return undefined;
  }
}
