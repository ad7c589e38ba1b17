/** What goes wrong when a function's source is read. */

import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";

/** Places of a use and of what is used. */
export interface UsePlaces {
  /** Where the function uses it. */
  readonly use: Place | undefined;
  /** Where it is declared, or what makes it a problem. */
  readonly origin: Place | undefined;
}

/** A variable in `deps` that is given another value when its task was made already. */
const LATE_HINT = (name: string) =>
  `List a constant instead: \`const ${name}Now = ${name}\` before the task, \`deps: [${name}Now]\`, and use that in the function`;

/**
 * A task's function uses a variable of an enclosing function whose value the source doesn't tell.
 * @param what What the variable is: `a parameter`, `a loop variable`
 */
export function capturedVariable(
  name: string,
  what: string,
  places: UsePlaces & { readonly isLate?: boolean },
): MerklError {
  return new MerklError({
    code: "captured-variable",
    message:
      `The function of a task captures "${name}", ${what} of an enclosing function: its value is not in the source, so it can't be part of the key`,
    hint: places.isLate === true
      ? LATE_HINT(name)
      : `Pass "${name}" as an argument, list it in the task's options as \`deps: [${name}]\` (then its value is hashed), or set \`hashKey\``,
    place: places.use ?? places.origin,
    related: places.use && places.origin
      ? [{ ...places.origin, label: `${name} is declared here` }]
      : [],
  });
}

/** A task's function uses `this`, `super`, `arguments` or `new.target` of an enclosing function. */
export function capturedReceiver(name: string, use: Place | undefined): MerklError {
  return new MerklError({
    code: "captured-this",
    message:
      `The function of a task captures "${name}" of an enclosing function: its value is not in the source, so it can't be part of the key`,
    hint:
      `Pass what is needed of "${name}" as an argument, put it into a constant and list that in the task's options as \`deps: […]\`, or set \`hashKey\``,
    place: use,
  });
}

/**
 * A task's function uses a module constant whose value depends on more than source text.
 * @param what What it reads: `Deno.env.get("HOME")`
 */
export function impureConstant(
  name: string,
  { what, env }: { readonly what: string; readonly env?: string | undefined },
  places: UsePlaces,
): MerklError {
  const declared = env === undefined ? "" : ` or \`env: [${JSON.stringify(env)}]\``;
  return new MerklError({
    code: "impure-constant",
    message:
      `"${name}" is used by a task, but its value comes from ${what}, which its source doesn't tell`,
    hint:
      `List it in the task's options as \`deps: [${name}]\`${declared} (then its value is hashed), pass it as an argument, compute it in the function, or set \`hashKey\``,
    place: places.origin ?? places.use,
    related: places.use && places.origin ? [{ ...places.use, label: "used here" }] : [],
  });
}

/** A function that no source file has: bound, built in, or made at run time. */
export function unlocatableFunction(name: string, place: Place | undefined): MerklError {
  return new MerklError({
    code: "unlocatable-function",
    message: `The source of ${
      shownFunction(name)
    } can't be found, so it can't be told what it uses: no function with its text stands in the files on the stack or in those that they import`,
    hint:
      "Give task() a function literal that calls it, or say what stands for its code with `version` or `hashKey`",
    place,
  });
}

/**
 * Several functions have the text of the one that was handed over, but use different things.
 * @param places Where it was handed over, and the functions
 */
export function ambiguousFunction(
  name: string,
  { use, candidates }: { use: Place | undefined; candidates: readonly Place[] },
): MerklError {
  return new MerklError({
    code: "ambiguous-function",
    message: `It can't be told which function ${
      shownFunction(name)
    } is: ${candidates.length} functions have its text, but what they use differs`,
    hint:
      "Give task() the function itself or the name of one of the top level, make their texts or names differ, or say what stands for its code with `version` or `hashKey`",
    place: use ?? candidates[0],
    related: candidates.map((place) => ({ ...place, label: "it may be this one" })),
  });
}

function shownFunction(name: string): string {
  return name === "" ? "a task's function" : `"${name}"`;
}
