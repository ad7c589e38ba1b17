/** What ends a run before its time. Pure constructors. */

import { duration, grouped, listed, plural } from "../util/text.ts";
import { isMerklError, MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";
import { reasonOf } from "./reason.ts";

/** The run was asked to end. `done` and `left` count the calls that it had to make. */
export function interrupted(counts: { done: number; left: number }): MerklError {
  const { done, left } = counts;
  const tasks = plural(left, "task");
  return new MerklError({
    name: "InterruptedError",
    code: "interrupted",
    message: done === 0
      ? `The run was interrupted with ${tasks} left to do`
      : `The run was interrupted: ${grouped(done)} done, ${tasks} left`,
    hint: "Run it again: it goes on where it stopped",
  });
}

/**
 * A signal came while a pipeline's own code ran. `doing`: `loaded` or `wired`; `begun`: whether that
 * has evaluated tasks already.
 */
export function interruptedEarly(file: string, doing: string, begun = false): MerklError {
  return new MerklError({
    name: "InterruptedError",
    code: "interrupted",
    message: `Interrupted while ${file} was being ${doing}`,
    hint: begun
      ? "Run it again: it goes on where it stopped"
      : "No task had begun: if that takes long, do in a task what takes so long, and it is cached",
  });
}

/** A pipeline awaits something, and nothing in the process is left that could bring it about. */
export function neverSettles(file: string): MerklError {
  return new MerklError({
    code: "never-settles",
    message: `${file} waits for a promise that nothing will ever settle`,
    hint: "Look at what the function, or the top level of a module, awaits: a resolve() that is " +
      "never called, an event that doesn't come",
  });
}

/** Whether `error` says that a run was asked to end. */
export function isInterrupted(error: unknown): boolean {
  return isMerklError(error) && error.code === "interrupted";
}

/** A body took longer than its task allows. */
export function taskTimeout(
  task: string,
  request: {
    readonly args: string;
    /** Milliseconds. */
    readonly timeout: number;
    /** How often it was tried. */
    readonly tries: number;
    readonly place: Place | undefined;
    readonly cause: unknown;
    readonly output: string | undefined;
  },
): MerklError {
  const { tries, timeout, place, cause, output } = request;
  return new MerklError({
    name: "TimeoutError",
    code: "task-timeout",
    message: `${task}(${request.args}) took longer than its timeout of ${duration(timeout)}` +
      (tries > 1 ? ` in the last of ${tries} tries` : ""),
    hint: "Give the task a longer timeout, or retries if it only sometimes takes so long",
    place,
    cause,
    output,
  });
}

/** What a run gives can't be printed: standard output is a file on a full disk, for example. */
export function stdoutFailed(cause: unknown): MerklError {
  return new MerklError({
    code: "stdout-failed",
    message: `Standard output can't be written to: ${reasonOf(cause)}`,
    hint: "Send it elsewhere and run again: all that was made is in the cache",
    cause,
  });
}

/** The system can't watch so many folders. */
export function watchFailed(folders: number, cause: unknown): MerklError {
  return new MerklError({
    code: "watch-failed",
    message: `${plural(folders, "folder")} can't be watched for changes: ${
      cause instanceof Error ? cause.message : String(cause)
    }`,
    hint: "Linux allows as many as fs.inotify.max_user_watches says; sysctl can raise it",
    cause,
  });
}

/** Said when a body goes on after its timeout. `waited` in milliseconds. */
export function leftBehind(task: string, waited: number): string {
  return `${task} ignores the signal that told it to end: it was left behind ${duration(waited)} ` +
    "after its timeout, and what it does from now on doesn't count";
}

/** Said when user code ends the process. `tasks`: whose bodies ran then. */
export function processEnded(tasks: readonly string[]): string {
  const where = tasks.length === 0 ? "by the pipeline" : `while ${listed(tasks)} ran`;
  return `Deno.exit() or the like was called ${where}: the run ends here, without a value. Throw an ` +
    "error instead; what is done is kept";
}

/** In a dry run the pipeline asked for a value that only running the body of `task` can give. */
export function valueUnknown(task: string): MerklError {
  return new MerklError({
    name: "ValueUnknownError",
    code: "value-unknown",
    message: `The pipeline needs the value of ${task} to go on, which a dry run doesn't make`,
    hint: "Hand the Future on to a task instead of evaluating it, or run the pipeline",
  });
}
