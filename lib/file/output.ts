/** Writes values to the files that `to()` names. */

import { outputIsDirectory, outputUnwritable } from "../error/file_errors.ts";
import { isMerklError } from "../error/merkl_error.ts";
import { type ContentHash, contentHash } from "../hash/digest.ts";
import { writeFileAtomicSync } from "../util/atomic_write.ts";
import { type AbsPath, dirname, displayPath, resolve } from "../util/path.ts";
import { copyFileAtomic } from "./copy_file.ts";
import type { StatMemo } from "./stat_memo.ts";
import { hashIfThere, trackedState } from "./tracked.ts";
import type { Written } from "./types.ts";

/** A value that is to be in a file. */
export interface OutputRequest {
  readonly path: AbsPath;
  /** Codec and content hash of the value: what tells whether it is another one. */
  readonly identity: string;
  /** `name@version` of the serialiser that `to()` was given; `by extension` if none. */
  readonly serializer: string;
  /** The hash of the Future. */
  readonly future: string;
  /** Makes the bytes; called only if the file isn't known to hold them. */
  readonly bytes: () => OutputBytes | OutputCopy | Promise<OutputBytes | OutputCopy>;
}

/** What a file is to hold. */
export interface OutputBytes {
  readonly bytes: Uint8Array;
  /** `name@version` of the serialiser that made them. */
  readonly codec: string;
  /** Whether it gives exactly the value back. */
  readonly lossless: boolean;
}

/** What a file is to hold, if that is in another one. */
export interface OutputCopy extends Omit<OutputBytes, "bytes"> {
  /** Absolute path of a file with the content. */
  readonly file: string;
  readonly contentHash: ContentHash;
}

/**
 * What was done: the file was `written`, or `unchanged` since it held the value already, or
 * `restored` since someone had edited or removed what merkl wrote.
 */
export type OutputOutcome = "written" | "unchanged" | "restored";

/** How many symbolic links are followed, as on Linux. */
const MAX_LINKS = 40;

/** Whether a file is known to hold a value, so that it need not be written. */
export function isUpToDate(
  memo: StatMemo,
  request: Pick<OutputRequest, "path" | "identity" | "serializer">,
): boolean {
  const { path, identity, serializer } = request;
  const written = memo.row(path)?.written;
  return written?.identity === identity && written.serializer === serializer &&
    look(path, () => trackedState(memo, path)) === "written";
}

/**
 * Makes a file hold a value, whole or not at all, and keeps a record of it. A symbolic link stays
 * and its target is replaced; an existing file's permissions are kept.
 * @throws {MerklError} `output-is-directory`, `output-unwritable`; what `bytes` throws goes through
 */
export async function writeOutput(memo: StatMemo, request: OutputRequest): Promise<OutputOutcome> {
  const { path, identity, serializer, future } = request;
  const state = look(path, () => trackedState(memo, path));
  const before = memo.row(path)?.written;
  const same = before?.identity === identity && before.serializer === serializer;
  if (same && state === "written") {
    if (before.future !== future) memo.keep({ ...memo.row(path)!, written: { ...before, future } });
    return "unchanged";
  }
  refuseFolder(path);
  const made = await request.bytes();
  const { codec, lossless } = made;
  const hash = "file" in made ? made.contentHash : contentHash(made.bytes);
  const written: Written = {
    ...{ contentHash: hash, identity, serializer, future, codec, lossless },
  };
  const held = look(path, () => hashIfThere(memo, path));
  if (held !== hash) await replaceFile(path, made);
  memo.keep(memo.writtenRow(path, written));
  if (held === written.contentHash) return "unchanged";
  return same ? "restored" : "written";
}

/** Looks at an output, and speaks of it as one if that fails. */
function look<T>(path: AbsPath, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isMerklError(error)) throw error;
    throw error.code === "file-is-directory"
      ? outputIsDirectory(displayPath(path))
      : outputUnwritable(displayPath(path), error.cause ?? error);
  }
}

/** Before the value is made: its kind could be refused for a name that is that of a folder. */
function refuseFolder(path: AbsPath): void {
  try {
    if (Deno.statSync(path).isDirectory) throw outputIsDirectory(displayPath(path));
  } catch (error) {
    if (isMerklError(error)) throw error;
    // not there yet, or not to be looked at: what comes next says so
  }
}

async function replaceFile(path: AbsPath, made: OutputBytes | OutputCopy): Promise<void> {
  try {
    const { target, mode } = targetOf(path);
    if ("file" in made) return await copyFileAtomic(made.file, target, mode);
    writeFileAtomicSync(target, made.bytes);
    // Not while it is made: the mode of a new file is cut by the umask, an existing one's is not.
    if (mode !== undefined) Deno.chmodSync(target, mode);
  } catch (error) {
    throw outputUnwritable(displayPath(path), error);
  }
}

/** Where the links of a path end, also if nothing is there yet, and the mode of what is there. */
function targetOf(path: AbsPath): { readonly target: string; readonly mode: number | undefined } {
  let target: string = path;
  for (let links = 0; links <= MAX_LINKS; links++) {
    let info: Deno.FileInfo;
    try {
      info = Deno.lstatSync(target);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return { target, mode: undefined };
    }
    if (!info.isSymlink) {
      const mode = info.mode === null ? undefined : info.mode & 0o777;
      return { target, mode };
    }
    target = resolve(dirname(target), Deno.readLinkSync(target));
  }
  throw new Deno.errors.FilesystemLoop("it is a symbolic link that leads to itself");
}
