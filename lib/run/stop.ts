/** Whether a run is to end, and whether a body failed only because it is. */

import { isInterrupted } from "../error/run_errors.ts";
import type { RunOptions } from "./host.ts";

/** What can ask a run to end. */
export type Stop = Pick<RunOptions, "signal" | "stopping">;

/** How deep a body may have wrapped the error that told it to end. */
const DEPTH = 5;

/** Whether the run is to end. */
export function isStopping({ signal, stopping }: Stop): boolean {
  return stopping?.() === true || signal?.aborted === true;
}

/**
 * Whether `error` is how a body that was told to end ended: the signal's reason, what APIs throw when
 * theirs is aborted, or the error of a nested evaluation; also as the cause of another error.
 */
export function isInterruption(error: unknown, stop: Stop): boolean {
  if (!isStopping(stop)) return false;
  let at: unknown = error;
  for (let depth = 0; depth < DEPTH && at !== undefined && at !== null; depth++) {
    if (at === stop.signal?.reason || isInterrupted(at)) return true;
    if (!(at instanceof Error)) return false;
    if (at.name === "AbortError") return true;
    at = at.cause;
  }
  return false;
}
