/** What goes wrong when Futures are made and passed on. Pure constructors. */

import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";
import { listed, nearest, plural } from "../util/text.ts";

/** A Future was used as if it were its value. `use`: `used as a text`. */
export function futureAccess(task: string, use: string): MerklError {
  return new MerklError({
    name: "FutureAccessError",
    code: "future-access",
    message: `The Future of ${task} was ${use}, but its value doesn't exist yet`,
    hint: "Pass the Future on to a task, or get its value with `await future.eval()`" +
      (use.startsWith("iterated") ? "; a task that gives several says so with `outs`" : ""),
  });
}

/** A value that is not a Future was given where one is needed. */
export function notAFuture(where: string, given: string): MerklError {
  return new MerklError({
    code: "not-a-future",
    message: `${where} takes a Future, but was given ${given}`,
    hint: given.startsWith("a promise")
      ? "Pass the Future itself: without await, and without eval()"
      : "Call a task to get a Future, or read a file with readFuture(path)",
  });
}

/** `out(key)` with a key that the task doesn't have. */
export function unknownOut(task: string, given: string, known: readonly string[]): MerklError {
  const near = nearest(given, known);
  return new MerklError({
    code: "unknown-out",
    message: `${task} has no out ${given}${near === undefined ? "" : `; did you mean ${near}?`}`,
    hint: `Its outs are ${listed(known)}`,
  });
}

/** Two Futures with different hashes are to be written to one path. `tasks`: their calls. */
export function outputConflict(
  path: string,
  request: { tasks: readonly [string, string]; places: readonly (Place | undefined)[] },
): MerklError {
  const [first, second] = request.tasks;
  return new MerklError({
    code: "output-conflict",
    message: `Two different values are written to ${path}: those of ${first} and ${second}`,
    hint: "Give each a path of its own",
    place: request.places[1],
    related: firstWritten(request.places[0]),
  });
}

/** An output is to be written over a file that its value was made from. */
export function outputIsInput(
  path: string,
  { input, place }: { readonly input: string; readonly place: Place | undefined },
): MerklError {
  const same = input === path ? "" : ", which is the same file";
  return new MerklError({
    code: "output-is-input",
    message: `What is to be written to ${path} was made from ${input}${same}`,
    hint: "Give to() another path: what was read would be lost, and the next run would read this",
    place,
  });
}

/** A file was read as an input, and then written with another value by the same run. */
export function inputWritten(
  path: string,
  { call, place }: { readonly call: string; readonly place: Place | undefined },
): MerklError {
  return new MerklError({
    code: "input-written",
    message:
      `${path} was read before this run wrote the value of ${call} there: what was made from ` +
      "it is of the run before",
    hint:
      "Pass on the Future itself instead of reading its file; or run again, which reads what is " +
      "there now",
    place,
  });
}

/** One Future is written to one path in two ways. */
export function outputSerializers(
  path: string,
  request: {
    serializers: readonly [string, string];
    places: readonly (Place | undefined)[];
  },
): MerklError {
  const [first, second] = request.serializers;
  return new MerklError({
    code: "output-conflict",
    message: `${path} is written by two serializers: ${first} and ${second}`,
    hint: "Give each a path of its own",
    place: request.places[1],
    related: firstWritten(request.places[0]),
  });
}

function firstWritten(place: Place | undefined): Place[] {
  return place === undefined ? [] : [{ ...place, label: "the first one is written here" }];
}

/** `to()` with something that is no path. */
export function badOutputPath(given: string): MerklError {
  return new MerklError({
    code: "bad-output-path",
    message: `to() takes the path of a file as a string, but was given ${given}`,
    hint: 'Write it as future.to("out/model.json")',
  });
}

/** A task was called with the wrong number of arguments. */
export function wrongArgumentCount(
  task: string,
  request: {
    readonly given: number;
    readonly least: number;
    readonly most: number;
    /** As they are written: `text`, `...rest`. */
    readonly params: readonly string[];
    /** Where the task's function stands. */
    readonly definition: Place | undefined;
  },
): MerklError {
  const { given, least, most, params, definition } = request;
  const surplus = given - most;
  const lacking = params.slice(given, least);
  return new MerklError({
    code: "wrong-argument-count",
    message: `${task} was given ${plural(given, "argument")}, but takes ${
      countWords(least, most)
    } (${params.join(", ")})`,
    hint: surplus > 0
      ? `Leave out the last ${surplus === 1 ? "one" : surplus}`
      : `Pass ${listed(lacking)} as well`,
    related: definition === undefined ? [] : [{ ...definition, label: `${task} is defined here` }],
  });
}

/** How many arguments are taken: `2`, `1 to 3`, `at least 1`. */
export function countWords(least: number, most: number): string {
  if (least === most) return String(most);
  return most === Infinity ? `at least ${least}` : `${least} to ${most}`;
}

/** A file is asked for by something that is no path. */
export function badInputPath(caller: string, given: string): MerklError {
  return new MerklError({
    code: "bad-input-path",
    message: `${caller} takes the path of a file as a string or URL, but was given ${given}`,
  });
}

/** `readFuture(path, { as })` with an unknown kind. */
export function badInputAs(given: string, known: readonly string[]): MerklError {
  const near = nearest(given, known);
  return new MerklError({
    code: "bad-input-as",
    message: `readFuture gives a file as ${listed(known, "or")}, not as ${JSON.stringify(given)}`,
    hint: near === undefined ? undefined : `Did you mean ${JSON.stringify(near)}?`,
  });
}
