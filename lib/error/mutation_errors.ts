/** What a key was made of is changed before the body runs. Pure constructors. */

import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";

/** An argument is no longer what it was when the task was called; `what` if it is known which. */
export function argumentMutated(
  task: string,
  what: {
    /** `opts`. */
    readonly name: string;
    /** `opts.lr`. */
    readonly path: string;
    readonly values: { readonly before: string; readonly after: string } | undefined;
  } | undefined,
  place: Place | undefined,
): MerklError {
  const subject = what === undefined ? "An argument" : `Argument ${what.name}`;
  const where = what === undefined
    ? ""
    : what.values === undefined
    ? `, at ${what.path}`
    : `: ${what.path} was ${what.values.before} and is ${what.values.after} now`;
  return new MerklError({
    name: "ArgumentMutatedError",
    code: "argument-mutated",
    message: `${subject} of ${task} was changed between the call and the run${where}`,
    hint:
      "Arguments are taken when the task is called: pass a copy, such as structuredClone(value)",
    place,
  });
}

/** A value in `deps` is no longer what the key of the task was made of. */
export function depsChanged(task: string, dep: string, place: Place | undefined): MerklError {
  return new MerklError({
    code: "deps-changed",
    message:
      `deps.${dep} of ${task} was changed after it was hashed, at the task's first call in this run`,
    hint: `Pass "${dep}" as an argument: then each call counts what it is at that time`,
    place,
  });
}

/** An environment variable that a task declares was set after the task's first call in a run. */
export function envChanged(task: string, variable: string, place: Place | undefined): MerklError {
  return new MerklError({
    code: "env-changed",
    message: `${variable}, in the env of ${task}, was changed after ${task} was called`,
    hint:
      "Set it before the call, or pass its value as an argument: all bodies share the environment",
    place,
  });
}
