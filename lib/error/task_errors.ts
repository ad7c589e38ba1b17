/** What goes wrong when tasks are defined, and when their bodies run. Pure constructors. */

import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";
import { nearest, plural } from "../util/text.ts";

/** `task()` was not given a function. */
export function notAFunction(given: string): MerklError {
  return new MerklError({
    code: "not-a-function",
    message: `task() takes a function, or options and a function, but was given ${given}`,
    hint: "write task(fn) or task({ … }, fn)",
  });
}

/** An option that doesn't exist. */
export function unknownOption(given: string, known: readonly string[]): MerklError {
  const near = nearest(given, known);
  return new MerklError({
    code: "unknown-task-option",
    message: `task() has no option ${JSON.stringify(given)}`,
    hint: near === undefined ? `its options are ${known.join(", ")}` : `did you mean ${JSON.stringify(near)}?`,
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
    message: `outs takes a whole number above 0, a list of different names, a function that gives ` +
      `one of these, or "infer", but was given ${given}`,
    place,
  });
}

/** An `outs` function whose parameters aren't those of the body. */
export function outsSignature(task: string, request: { outs: number; body: number; place: Place | undefined }): MerklError {
  return new MerklError({
    code: "outs-signature",
    message: `The outs function of ${task} takes ${plural(request.outs, "parameter")}, but the body takes ${request.body}`,
    hint: "give it the same parameters as the body",
    place: request.place,
  });
}

/** `outs: "infer"` where the return can't be read. */
export function cannotInferOuts(task: string, why: string, place: Place | undefined): MerklError {
  return new MerklError({
    code: "cannot-infer-outs",
    message: `Cannot infer the outs of ${task}: ${why}`,
    hint: 'return one array or object literal, or name the outs: { outs: ["a", "b"] }',
    place,
  });
}

/** A body gave other outs than its task declares. */
export function wrongOuts(task: string, request: { expected: string; actual: string; place: Place | undefined }): MerklError {
  return new MerklError({
    code: "wrong-outs",
    message: `${task} should return ${request.expected}, but returned ${request.actual}`,
    place: request.place,
  });
}

/** An argument is no longer what it was when the task was called. */
export function argumentMutated(task: string, params: readonly string[], place: Place | undefined): MerklError {
  return new MerklError({
    name: "ArgumentMutatedError",
    code: "argument-mutated",
    message: params.length === 0
      ? `An argument of ${task} was changed between the call and the run`
      : `Argument ${params.join(", ")} of ${task} was changed between the call and the run`,
    hint: "arguments are taken when the task is called: pass a copy, e.g. structuredClone(value)",
    place,
  });
}

/** A pin that stands for different code in one process. */
export function pinConflict(pin: string, tasks: readonly [string, string]): MerklError {
  return new MerklError({
    code: "pin-conflict",
    message: `${pin} stands for different code in ${tasks[0]} and in ${tasks[1]}`,
    hint: "give one of them another version or hashKey",
  });
}

/** A body threw or rejected. */
export function taskFailed(
  task: string,
  request: { args: string; place: Place | undefined; cause: unknown; output?: string | undefined; tries?: number },
): MerklError {
  const { cause, output, tries = 1 } = request;
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : `thrown value ${String(cause)}`;
  return new MerklError({
    name: "TaskError",
    code: "task-failed",
    message: `${task}(${request.args}) failed: ${said}`,
    hint: tries > 1 ? `it was tried ${tries} times, as its retries say` : undefined,
    place: request.place,
    output,
    cause,
  });
}

/** A value that its serialiser can't take, or bytes that it can't read. */
export function cannotSerialize(task: string, request: { serializer: string; cause: unknown; place: Place | undefined }): MerklError {
  const { cause } = request;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new MerklError({
    code: "cannot-serialize",
    message: `The value of ${task} cannot be stored by serialiser ${request.serializer}: ${why}`,
    hint: cause instanceof MerklError && cause.hint !== undefined
      ? cause.hint
      : "return plain data, or give the task a serializer",
    place: request.place,
    cause,
  });
}

/** A body asks for a Future that is waiting for this very body. */
export function evaluationCycle(task: string, place: Place | undefined): MerklError {
  return new MerklError({
    code: "evaluation-cycle",
    message: `${task} evaluates a Future that depends on ${task} itself`,
    hint: "pass what it needs as an argument",
    place,
  });
}

/** An input is no longer what it was when the graph was built. */
export function inputChanged(path: string, task: string): MerklError {
  return new MerklError({
    name: "InputChangedError",
    code: "input-changed",
    message: `${path} changed while ${task} ran: its key was made from the content before`,
    hint: "run it again; nothing was recorded",
  });
}

/** A file's bytes aren't what `readFuture(path, { as })` expects. */
export function unreadableInput(path: string, as: string, cause: unknown): MerklError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new MerklError({
    code: "unreadable-input",
    message: `${path} cannot be read as ${as}: ${why}`,
    hint: as === "json" ? "mend the file" : 'if it is not UTF-8 text, read it with { as: "bytes" }',
    cause,
  });
}

/** `context()` outside a body. */
export function noContext(): MerklError {
  return new MerklError({
    code: "no-context",
    message: "context() can only be called in the body of a task, while it runs",
  });
}
