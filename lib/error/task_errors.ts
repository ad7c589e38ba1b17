/** What goes wrong when tasks are defined, and when their bodies run. Pure constructors. */

import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";
import { reasonOf } from "./reason.ts";
import { thrownPlace } from "./user_frames.ts";
import { listed, nearest, plural, shorten } from "../util/text.ts";

/** `task()` was not given a function. */
export function notAFunction(given: string): MerklError {
  return new MerklError({
    code: "not-a-function",
    message: `task() takes a function, or options and a function, but was given ${given}`,
    hint: "Write task(fn) or task({ … }, fn)",
  });
}

/** `task()` was given a generator function: its values could not be stored. */
export function generatorTask(): MerklError {
  return new MerklError({
    code: "generator-task",
    message: "task() takes a function that returns its value, but was given a generator function",
    hint:
      "Collect what it yields: task(() => [...generate()]), or Array.fromAsync() for an async one",
  });
}

/** An option that doesn't exist. */
export function unknownOption(given: string, known: readonly string[]): MerklError {
  const near = nearest(given, known);
  return new MerklError({
    code: "unknown-task-option",
    message: `task() has no option "${given}"${
      near === undefined ? "" : `; did you mean "${near}"?`
    }`,
    hint: near === undefined ? `Its options are ${listed(known)}` : undefined,
  });
}

/** An option with a value of the wrong kind. */
export function badOption(option: string, expected: string, given: string): MerklError {
  return new MerklError({
    code: "bad-task-option",
    message: `Option ${option} of task() takes ${expected}, but was given ${given}`,
  });
}

/** `outs` that can't be. */
export function badOuts(given: string, place: Place | undefined): MerklError {
  return new MerklError({
    code: "bad-outs",
    message:
      `outs takes a whole number above 0, a list of different names, a function that gives ` +
      `one of these, or "infer", but was given ${given}`,
    place,
  });
}

/** An `outs` function whose parameters aren't those of the body. */
export function outsSignature(
  task: string,
  request: { outs: number; body: number; place: Place | undefined },
): MerklError {
  return new MerklError({
    code: "outs-signature",
    message: `The outs function of ${task} takes ${
      plural(request.outs, "parameter")
    }, but the body takes ${request.body}`,
    hint: "Give it the same parameters as the body",
    place: request.place,
  });
}

/** `outs: "infer"` where the return can't be read. */
export function cannotInferOuts(task: string, why: string, place: Place | undefined): MerklError {
  return new MerklError({
    code: "cannot-infer-outs",
    message: `Cannot infer the outs of ${task}: ${why}`,
    hint: 'Return one array or object literal, or name the outs: { outs: ["a", "b"] }',
    place,
  });
}

/** A body gave other outs than its task declares. */
export function wrongOuts(
  task: string,
  request: { expected: string; actual: string; place: Place | undefined },
): MerklError {
  return new MerklError({
    code: "wrong-outs",
    message: `${task} should return ${request.expected}, but returned ${request.actual}`,
    hint: "Return what `outs` says, or change `outs`",
    place: request.place,
  });
}

/** A pin that stands for different code in one process. */
export function pinConflict(pin: string, tasks: readonly [string, string]): MerklError {
  return new MerklError({
    code: "pin-conflict",
    message: `${pin} stands for different code in ${tasks[0]} and in ${tasks[1]}`,
    hint: "Give one of them another version or hashKey",
  });
}

/** Characters that are shown of a thrown value. */
const LONGEST = 200;

/** A body threw or rejected. */
export function taskFailed(
  task: string,
  request: {
    args: string;
    place: Place | undefined;
    cause: unknown;
    output?: string | undefined;
    tries?: number;
    /** The command line that runs it alone. */
    debug?: string | undefined;
  },
): MerklError {
  const { cause, output, tries = 1, debug } = request;
  const said = cause instanceof Error
    ? `${cause.name}: ${cause.message}`
    : `it threw ${shorten(Deno.inspect(cause), LONGEST)}, which is no Error`;
  const thrown = thrownPlace(cause);
  return new MerklError({
    name: "TaskError",
    code: "task-failed",
    message: `${task}(${request.args}) failed: ${said}`,
    hint: (tries > 1 ? `It was tried ${tries} times, as its retries say. ` : "") +
      "Mend it and run again: what is done is kept" +
      (debug === undefined ? "" : `. ${debug} runs it alone`) +
      "; -v shows all that it prints",
    place: thrown ?? request.place,
    related: thrown === undefined || request.place === undefined
      ? []
      : [{ ...request.place, label: `${task} is defined here` }],
    output,
    cause,
  });
}

/**
 * A timer or listener threw, or a promise was rejected that nobody awaits. `tasks`: where from, or
 * if that isn't `sure`, what ran then.
 */
export function uncaughtInBody(
  tasks: readonly string[],
  { cause, sure }: { readonly cause: unknown; readonly sure: boolean },
): MerklError {
  const where = tasks.length === 0
    ? ""
    : sure
    ? ` in ${listed(tasks)}`
    : ` while ${listed(tasks)} ran`;
  return new MerklError({
    name: "TaskError",
    code: "uncaught-in-body",
    message: `Nothing caught what was thrown${where}: ${
      cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    }`,
    hint: "Await each promise that is begun, and catch what timers and listeners throw",
    place: thrownPlace(cause),
    cause,
  });
}

/** A value that its serialiser can't take, or bytes that it can't read. */
export function cannotSerialize(
  task: string,
  request: { serializer: string; cause: unknown; place: Place | undefined },
): MerklError {
  const { serializer, cause, place } = request;
  const by = serializer === "value" ? "" : ` by the serializer ${serializer}`;
  return new MerklError({
    code: "cannot-serialize",
    message: `The value of ${task} can't be stored${by}: ${reasonOf(cause)}`,
    hint: cause instanceof MerklError && cause.hint !== undefined
      ? cause.hint
      : "Return plain data, or give the task another `serializer`",
    place,
    cause,
  });
}

/** Tasks that name each other in `deps`. `names`: the way round, the first one at both ends. */
export function dependencyCycle(names: readonly string[], place: Place | undefined): MerklError {
  return new MerklError({
    code: "dependency-cycle",
    message: `The deps of ${names[0]} lead back to it: ${names.join(" -> ")}`,
    hint: "Take one of them out of `deps`: what a body calls counts without being named there",
    place,
  });
}

/** A body asks for a Future that is waiting for this very body. */
export function evaluationCycle(task: string, place: Place | undefined): MerklError {
  return new MerklError({
    code: "evaluation-cycle",
    message: `${task} evaluates a Future that depends on ${task} itself`,
    hint: "Pass what it needs as an argument",
    place,
  });
}

/** An input is no longer what it was when the graph was built. */
export function inputChanged(path: string, task: string): MerklError {
  return new MerklError({
    name: "InputChangedError",
    code: "input-changed",
    message: `${path} changed while ${task} ran: its key was made from the content before`,
    hint: "Run it again: nothing was recorded",
  });
}

/** A file of the cache that a body was given is no longer what it was. */
export function lentFileChanged(
  path: string,
  request: { task: string; when: "before" | "while"; place: Place | undefined },
): MerklError {
  const { task, when, place } = request;
  return new MerklError({
    name: "InputChangedError",
    code: "input-changed",
    message: `${path} changed ${when} ${task} ran, but it is a file of the cache`,
    hint: "A task must leave the files that it is given as they are: `copyTo(path)` makes a copy " +
      "that it may change. Nothing was recorded, and the file is mended when it is next needed",
    place,
  });
}

/** A file's bytes aren't what `readFuture(path, { as })` expects. `place`: in that file. */
export function unreadableInput(
  path: string,
  as: string,
  request: { readonly cause: unknown; readonly place: Place | undefined },
): MerklError {
  const { cause, place } = request;
  const why = reasonOf(cause).replace(/ in JSON at position .*$/, "");
  return new MerklError({
    code: "unreadable-input",
    message: `${path} can't be read as ${as === "json" ? "JSON" : as}: ${why}`,
    hint: as === "json" ? "Mend the file" : 'If it is not UTF-8 text, read it with { as: "bytes" }',
    place,
  });
}

/** `context()` outside a body. */
export function noContext(): MerklError {
  return new MerklError({
    code: "no-context",
    message: "context() was called outside of a task's body, or after its end",
    hint: "Call it inside of the function that task() was given, while that runs",
  });
}
