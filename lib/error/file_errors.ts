/** What can go wrong with files that a pipeline reads or writes. */

import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";
import { reasonOf } from "./reason.ts";

/** An input that isn't there. `near` is a name like it in the same folder, if there is one. */
export function fileMissing(path: string, near?: string): MerklError {
  return new MerklError({
    code: "file-missing",
    message: `There is no file ${path}`,
    hint: near === undefined
      ? "Check the path: it is taken from the project's root. An argument is taken from where you stand if " +
        "its parameter has the type Path"
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
    message: `${path} can't be read: ${reasonOf(cause)}`,
    hint: "Check that it is a plain file and that you may read it",
    // a reason of our own words is told already
    cause: typeof cause === "string" ? undefined : cause,
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
    message: `The output ${path} can't be written: ${reasonOf(cause)}`,
    hint:
      "Check that its folder may be written to and has room; with a cache the value itself is kept",
    cause,
  });
}

/** Something that is neither file nor folder. `what`: `a symbolic link`, `a named pipe`. */
export function fileNotPlain(path: string, what: string): MerklError {
  return new MerklError({
    code: "file-not-plain",
    message: `${path} is ${what}, but a plain file was expected`,
    hint: what === "a symbolic link"
      ? "Give the file that it leads to, or a copy of it"
      : "Write what it gives to a file, and give that",
  });
}

/** A file whose name can't be written as text. */
export function fileNameNotUtf8(path: string): MerklError {
  return new MerklError({
    code: "file-name-not-utf8",
    message: `The name of ${path} is not UTF-8, and so can't be kept`,
    hint: "Rename the file",
  });
}

/** A file that was there, and then was not. */
export function fileVanished(path: string, cause: unknown): MerklError {
  return new MerklError({
    code: "file-vanished",
    message: `${path} vanished while it was being stored`,
    hint: "Leave a file alone once its FileRef or DirRef was returned",
    cause,
  });
}

/** A folder that isn't there. */
export function folderMissing(path: string): MerklError {
  return new MerklError({
    code: "folder-missing",
    message: `There is no folder ${path}`,
    hint: "Check the path: it is taken from the project's root",
  });
}

/** A file was given where a folder was expected. */
export function folderExpected(path: string): MerklError {
  return new MerklError({
    code: "folder-expected",
    message: `${path} is a file, but a folder was expected`,
    hint: "Pass it as a FileRef, or name its folder",
  });
}

/** A folder without files: content is all that is kept of one. */
export function folderEmpty(path: string): MerklError {
  return new MerklError({
    code: "folder-empty",
    message: `The folder ${path} is empty, and only files are kept`,
    hint: "Put a file into it, or remove it",
  });
}

/** `DirRef.file("x")` without such a file. */
export function noFileInFolder(
  name: string,
  folder: { readonly name: string; readonly near: string | undefined },
): MerklError {
  return new MerklError({
    code: "no-file-in-folder",
    message: `There is no file ${JSON.stringify(name)} in the folder ${folder.name}`,
    hint: folder.near === undefined
      ? "list() gives the names of all its files"
      : `Did you mean ${JSON.stringify(folder.near)}?`,
  });
}

/** A FileRef or DirRef inside of what a body returned. `path`: `result.video`. */
export function fileRefNested(path: string, kind: string, place?: Place): MerklError {
  return new MerklError({
    code: "file-ref-nested",
    message: `${path} is a ${kind} inside of another value, but only a whole value can be one`,
    hint: "Return it alone, give the task `outs` so that it is a value of its own, " +
      "or return several files as one DirRef (combineFileRefs)",
    place,
  });
}

/** Two files of one name. */
export function fileNamesCollide(name: string, paths: readonly [string, string]): MerklError {
  return new MerklError({
    code: "file-names-collide",
    message: `Two files are called ${JSON.stringify(name)}: ${paths[0]} and ${paths[1]}`,
    hint: 'Give combineFileRefs a record of names: { "a.csv": first, "b.csv": second }',
  });
}

/** A name that would lead out of its folder, or nowhere. */
export function badFileName(given: string): MerklError {
  return new MerklError({
    code: "bad-file-name",
    message: `${given} is no name for a file`,
    hint: "Give names, with `/` between folders, such as data/train.csv",
  });
}

/** `combineFileRefs(…).path`: nothing is on disk before it was returned. */
export function folderNotStored(name: string): MerklError {
  return new MerklError({
    code: "folder-not-stored",
    message: `The combined folder ${name} has no path yet`,
    hint: "Return it from a task: who is given its value can open its files",
  });
}
