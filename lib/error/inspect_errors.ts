/** What can go wrong when people look at what merkl knows: `log`, `debug`, `why`. */

import { displayPath } from "../util/path.ts";
import { listed, nearest } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";

/** Nothing was stored yet, or not here. `why` completes "There is no cache to look at: …". */
export function cacheMissing(
  why: string,
  hint = "merkl run makes it; -C DIR names the folder of another project",
): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "cache-missing",
    message: `There is no cache to look at: ${why}`,
    hint,
  });
}

/** No such run in the log. `newest`: undefined if there is none at all. */
export function runUnknown(id: number, newest: number | undefined): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "run-unknown",
    message: `There is no run ${id}`,
    hint: newest === undefined
      ? "no run was recorded yet"
      : `the latest is run ${newest}: merkl log`,
  });
}

/** No call whose hash begins so. `wired`: whether a pipeline was looked at, besides the cache. */
export function hashUnknown(prefix: string, wired: boolean): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "hash-unknown",
    message: `No call has the hash ${prefix}: it is not in the cache${
      wired ? ", nor does the pipeline make it" : ""
    }`,
    hint: wired
      ? "merkl log RUN and merkl run -n --json tell hashes"
      : "of a call that isn't stored, name the pipeline too: merkl debug FILE HASH",
  });
}

/** Several calls whose hashes begin so. */
export function hashAmbiguous(prefix: string, told: readonly string[], more: boolean): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "hash-ambiguous",
    message: `Several calls have hashes that begin with ${prefix}: ${told.join(", ")}${
      more ? " and more" : ""
    }`,
    hint: "give more digits",
  });
}

/** A stored call whose task's file is gone. */
export function hashUnwired(hash: string, file: string): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "hash-unwired",
    message: `There is no file ${file} any more, where the task of the call ${hash} was`,
    hint: "name the file that has its pipeline now: merkl debug FILE",
  });
}

/**
 * A call that the pipeline no longer makes, and whose arguments can't be had. `lost`: the first of
 * them that isn't kept, and why.
 */
export function hashPast(
  hash: string,
  task: string | undefined,
  lost: { readonly name: string; readonly why: string } | undefined,
): MerklError {
  const call = task === undefined ? hash.slice(0, 12) : `${task} ${hash.slice(0, 12)}`;
  return new MerklError({
    name: "UsageError",
    code: "hash-past",
    message: `The pipeline no longer makes the call ${call}${
      lost === undefined ? "" : `, and its argument ${lost.name} is not kept: ${lost.why}`
    }`,
    hint: `merkl debug ${hash.slice(0, 12)} tells what is kept of it, merkl why what has changed`,
  });
}

/** The binary has no debugger. `args`: of merkl. */
export function debuggerNeedsDeno(args: readonly string[]): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "debugger-needs-deno",
    message: "The merkl binary has no debugger",
    hint: `let Deno do it, with --deno: merkl ${args.join(" ")} --inspect-brk --deno`,
  });
}

/** A path that names no file, and that no run has read or written. */
export function pathUnknown(path: string, near: string | undefined): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "path-unknown",
    message: `There is no file ${path}, nor has a run read or written one`,
    hint: near === undefined
      ? "merkl status -a lists the files that runs have read or written"
      : `did you mean ${displayPath(near)}?`,
  });
}

/** A path that merkl wrote nothing to. */
export function outputUnknown(path: string, known: readonly string[]): MerklError {
  const near = nearest(path, known);
  return new MerklError({
    name: "UsageError",
    code: "output-unknown",
    message: `${path} is no output that merkl wrote, no pipeline and no hash`,
    hint: near !== undefined
      ? `did you mean ${near}?`
      : "merkl why takes a file given to to(), the digits of a hash, or FILE:TASK",
  });
}

/** `FILE:NAME` names neither an export nor a task. */
export function taskUnknown(given: string, known: readonly string[]): MerklError {
  const near = nearest(given, known);
  const names = [...new Set(known)];
  return new MerklError({
    name: "UsageError",
    code: "task-unknown",
    message: `There is no export or task ${JSON.stringify(given)}`,
    hint: near !== undefined
      ? `did you mean ${near}?`
      : names.length === 0
      ? undefined
      : `there is ${listed(names.slice(0, 20))}`,
  });
}
