/** Files that a body returned, on their way into the content store. */

import type { ContentStore } from "../cache/interfaces.ts";
import {
  DIR_CODEC,
  encodeDir,
  encodeFile,
  FILE_CODEC,
  type FileContent,
} from "../codec/manifest.ts";
import { fileUnreadable, fileVanished } from "../error/file_errors.ts";
import { isMerklError, retold } from "../error/merkl_error.ts";
import { checkPlainFile, listFolder } from "../file/folder_list.ts";
import { treeHash } from "../file/look.ts";
import { DIR_REF, type DirRef, isDirRef } from "../task/dir_ref.ts";
import { FILE_REF, FileRef } from "../task/file_ref.ts";
import { displayPath, join } from "../util/path.ts";
import type { BodyContext } from "./context.ts";
import { isRef, openRef, refContent } from "./ref_content.ts";

/** What a body returned for one call: whole, and as the values of its outs. */
export interface Returned {
  readonly whole: unknown;
  readonly values: readonly unknown[];
}

/** Of the body that returned them. */
interface Origin {
  /** Is told of files and folders on disk. */
  readonly reads: Pick<BodyContext, "returned">;
  /** Paths of files and folders that it was given: they stay where they are. */
  readonly inputs: ReadonlySet<string>;
}

/** Small files are stored this many at a time: each waits for a commit that they can share. */
const MANY = 500;
/** Large files take memory while they are read. */
const FEW = 2;
const SMALL = 1 << 16;

/** Whether there are files to be stored. */
export function returnsFiles(made: readonly Returned[]): boolean {
  return made.some(({ values }) => values.some(isRef));
}

/**
 * Moves (or copies, with `keep`) the files of returned FileRefs and DirRefs into the content store;
 * gives what was returned with FileRefs and DirRefs of the store in their places.
 * @throws {MerklError} if a file isn't there, isn't plain, can't be read, or vanishes
 */
export async function storeFiles(
  made: readonly Returned[],
  contents: ContentStore,
  { reads, inputs }: Origin,
): Promise<Returned[]> {
  const intake = new Intake(contents, { reads, inputs });
  const stored: Returned[] = [];
  for (const { whole, values } of made) {
    const kept = new Map<unknown, unknown>();
    for (const value of values) if (isRef(value)) kept.set(value, await intake.store(value));
    const replace = (value: unknown) => kept.get(value) ?? value;
    stored.push({ whole: replaceIn(whole, replace), values: values.map(replace) });
  }
  return stored;
}

/** The result as a function of the user's may look at it, with paths that are still there. */
function replaceIn(whole: unknown, replace: (value: unknown) => unknown): unknown {
  if (isRef(whole) || typeof whole !== "object" || whole === null) return replace(whole);
  if (Array.isArray(whole)) return whole.map(replace);
  return Object.fromEntries(Object.entries(whole).map(([key, value]) => [key, replace(value)]));
}

/** Stores the files of one execution, each path once. */
class Intake {
  readonly #contents: ContentStore;
  readonly #reads: Origin["reads"];
  readonly #inputs: Origin["inputs"];
  readonly #taken = new Map<string, Promise<FileContent>>();

  constructor(contents: ContentStore, { reads, inputs }: Origin) {
    this.#contents = contents;
    this.#reads = reads;
    this.#inputs = inputs;
  }

  async store(ref: FileRef | DirRef): Promise<FileRef | DirRef> {
    // what is stored may have been cleared meanwhile, or belong to another project's cache
    const known = refContent(ref);
    const opened = known && await openRef(known.codec, known.bytes, this.#contents);
    if (opened !== undefined) return opened;
    const [codec, manifest] = isDirRef(ref)
      ? [DIR_CODEC, encodeDir({ name: ref.name, files: await this.#folder(ref) })] as const
      : [FILE_CODEC, encodeFile({ name: ref.name, ...await this.#checked(ref) })] as const;
    const stored = await openRef(codec, manifest, this.#contents);
    if (stored === undefined) throw fileVanished(ref.name, "its content is not in the cache");
    return stored;
  }

  async #folder(ref: DirRef) {
    try {
      return await this.#files(ref);
    } catch (error) {
      const state = ref[DIR_REF];
      if (!isMerklError(error) || state.kind !== "local") throw error;
      // where a temporary folder is says nothing
      const message = error.message.replaceAll(`${displayPath(state.path)}/`, `${ref.name}/`);
      throw retold(error, { message });
    }
  }

  async #files(ref: DirRef) {
    const state = ref[DIR_REF];
    const listed = state.kind === "local";
    const files = state.kind === "local"
      ? listFolder(state.path).files
        .map((path) => [path, new FileRef(join(state.path, path), state)] as const)
      : ref.list().map((path) => [path, ref.file(path)] as const);
    const stored: { path: string; content: FileContent["content"]; size: number }[] = [];
    const small = files.filter(([, file]) => isSmall(file[FILE_REF].path));
    const large = files.filter((item) => !small.includes(item));
    for (const [group, atOnce] of [[small, MANY], [large, FEW]] as const) {
      for (let at = 0; at < group.length; at += atOnce) {
        const some = group.slice(at, at + atOnce);
        stored.push(
          ...await Promise.all(
            some.map(async ([path, file]) => ({ path, ...await this.#checked(file, listed) })),
          ),
        );
      }
    }
    if (state.kind === "local" && !state.given && !this.#inputs.has(state.path)) {
      const tree = treeHash(stored.map(({ path, content }) => [path, content] as const));
      this.#reads.returned(state.path, "tree", state.keep ? tree : undefined);
    }
    return stored;
  }

  /** `listed`: it was there, and plain, a moment ago. */
  async #checked(file: FileRef, listed = false): Promise<FileContent> {
    const { path, stored, keep } = file[FILE_REF];
    const given = file[FILE_REF].given || this.#inputs.has(path);
    if (stored !== undefined && (await this.#contents.has([stored.content]))[0]) return stored;
    let taken = this.#taken.get(path);
    if (taken === undefined) {
      if (!listed) checkPlainFile(path, { follow: keep });
      this.#taken.set(path, taken = this.#take(path, !keep && !given));
    }
    const content = await taken;
    if (!listed && !given) {
      this.#reads.returned(path, "content", keep ? content.content : undefined);
    }
    return content;
  }

  async #take(path: string, move: boolean): Promise<FileContent> {
    try {
      const { hash, size } = await this.#contents.putFile(path, { move });
      return { content: hash, size };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) throw fileVanished(displayPath(path), error);
      if (isOfSystem(error)) throw fileUnreadable(displayPath(path), error);
      throw error;
    }
  }
}

function isSmall(path: string): boolean {
  try {
    return Deno.statSync(path).size <= SMALL;
  } catch {
    return false;
  }
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));
}
