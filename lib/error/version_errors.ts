/** What can go wrong when versions of packages and programs are asked for. */

import { shorten } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";

/** No file of the project tells of this package. `why` completes "… can't be told: …". */
export function dependencyUnknown(
  specifier: string,
  { why, near }: { readonly why: string; readonly near: string | undefined },
): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "dependency-unknown",
    message: `The version of ${JSON.stringify(specifier)} can't be told: ${why}`,
    hint: near !== undefined ? `did you mean ${near}?` : /^[a-z]+:/.test(specifier)
      ? undefined // a registry is named: `why` says what to do
      : "write it as an import does: npm:zod, jsr:@std/path, or a name of the import map",
  });
}

/** Something that is no package. */
export function dependencyWithoutVersion(specifier: string, why: string): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "dependency-without-version",
    message: `${JSON.stringify(specifier)} has no version: ${why}`,
    hint: "name a package, as npm:zod or as the import map calls it",
  });
}

/** No such program on the PATH. */
export function programMissing(program: string, near: string | undefined): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "program-missing",
    message: `There is no program ${JSON.stringify(program)} on the PATH`,
    hint: near === undefined ? "install it, or check its name" : `did you mean ${near}?`,
  });
}

/** A body asks for a version, which is then in no key. `call`: `depVersion()`. */
export function versionInBody(call: string): MerklError {
  return new MerklError({
    code: "version-in-body",
    message: `${call} is called in the body of a task: what it gives there is not in the key`,
    hint: "call it outside, and put what it gives into the task's deps",
  });
}

/** A program that doesn't tell its version. `why` completes "… can't be told: …". */
export function programWithoutVersion(program: string, why: string): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "program-without-version",
    message: `The version of the program ${JSON.stringify(program)} can't be told: ${
      shorten(why, 300)
    }`,
    hint: "put its version into deps yourself",
  });
}
