/** What can go wrong with files that a pipeline reads or writes. */

import { MerklError } from "./merkl_error.ts";

/** An input that isn't there. `near` is a name like it in the same folder, if there is one. */
export function fileMissing(path: string, near?: string): MerklError {
  return new MerklError({
    code: "file-missing",
    message: `There is no file ${path}`,
    hint: near === undefined
      ? "Check the path: it is taken from the project's root"
      : `Did you mean ${near}?`,
  });
}

/** A folder was given where a file was expected. */
export function fileIsDirectory(path: string): MerklError {
  return new MerklError({
    code: "file-is-directory",
    message: `${path} is a folder, but a file was expected`,
    hint: "Name a file in it, or pass the folder as a DirRef",
  });
}

/** An input that exists but can't be read. */
export function fileUnreadable(path: string, cause: unknown): MerklError {
  return new MerklError({
    code: "file-unreadable",
    message: `${path} can't be read: ${reason(cause)}`,
    hint: "Check that it is a plain file and that you may read it",
    cause,
  });
}

/** An output whose path is a folder. */
export function outputIsDirectory(path: string): MerklError {
  return new MerklError({
    code: "output-is-directory",
    message: `The output ${path} can't be written: there is a folder of that name`,
    hint: "Give to() another path, or remove the folder",
  });
}

/** An output that can't be written. */
export function outputUnwritable(path: string, cause: unknown): MerklError {
  return new MerklError({
    code: "output-unwritable",
    message: `The output ${path} can't be written: ${reason(cause)}`,
    hint: "Check that its folder may be written to and has room; the value itself is in the cache",
    cause,
  });
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
