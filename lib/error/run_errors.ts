/** What ends a run before its time. Pure constructors. */

import { grouped, plural } from "../util/text.ts";
import { isMerklError, MerklError } from "./merkl_error.ts";

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
    hint: "run it again: it goes on where it stopped",
  });
}

/** Whether `error` says that a run was asked to end. */
export function isInterrupted(error: unknown): boolean {
  return isMerklError(error) && error.code === "interrupted";
}
