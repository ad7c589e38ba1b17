/** What goes wrong when Futures are made and passed on. Pure constructors. */

import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";
import { listed, nearest, plural } from "../util/text.ts";

/** A Future was used as if it were its value. */
export function futureAccess(task: string, use: string): MerklError {
  return new MerklError({
    name: "FutureAccessError",
    code: "future-access",
    message: `Cannot ${use} a Future: the value of ${task} does not exist yet`,
    hint: "pass the Future to another task, or get its value with `await future.eval()`",
  });
}

/** A value that is not a Future was given where one is needed. */
export function notAFuture(where: string, given: string): MerklError {
  return new MerklError({
    code: "not-a-future",
    message: `${where} takes a Future, but was given ${given}`,
    hint: "call a task to get a Future, or read a file with readFuture(path)",
  });
}

/** `out(key)` with a key that the task doesn't have. */
export function unknownOut(task: string, given: string, known: readonly string[]): MerklError {
  const near = nearest(given, known);
  return new MerklError({
    code: "unknown-out",
    message: `${task} has no out ${given}: its outs are ${listed(known)}`,
    hint: near === undefined ? undefined : `did you mean ${near}?`,
  });
}

/** Two Futures with different hashes are to be written to one path. */
export function outputConflict(
  path: string,
  request: { tasks: readonly [string, string]; places: readonly (Place | undefined)[] },
): MerklError {
  const [first, second] = request.tasks;
  return new MerklError({
    code: "output-conflict",
    message: `Two different Futures are written to ${path}: one of ${first} and one of ${second}`,
    hint: "give each its own path",
    place: request.places[1],
    related: request.places[0] === undefined
      ? []
      : [{ ...request.places[0], label: "the first one is written here" }],
  });
}

/** `to()` with something that is no path. */
export function badOutputPath(given: string): MerklError {
  return new MerklError({
    code: "bad-output-path",
    message: `to() takes the path of a file as a string, but was given ${given}`,
    hint: 'write it as future.to("out/model.json")',
  });
}

/** A task was called with the wrong number of arguments. */
export function wrongArgumentCount(
  task: string,
  request: { given: number; least: number; most: number; signature: string; place: Place | undefined },
): MerklError {
  const { given, least, most, signature } = request;
  const takes = least === most
    ? `${most}`
    : most === Infinity
    ? `at least ${least}`
    : `${least} to ${most}`;
  return new MerklError({
    code: "wrong-argument-count",
    message: `${task} takes ${takes} ${least === 1 && most === 1 ? "argument" : "arguments"} ${signature}, but was given ${given}`,
    hint: given > most ? "remove what is too much" : `pass ${plural(least - given, "more argument")}`,
    related: request.place === undefined ? [] : [{ ...request.place, label: `${task} is defined here` }],
  });
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
    hint: near === undefined ? undefined : `did you mean ${JSON.stringify(near)}?`,
  });
}
