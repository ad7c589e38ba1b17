/** Whether a run is to end, and whether a body failed only because it is. */

import { interrupted, isInterrupted } from "../error/run_errors.ts";
import { evaluationCycle } from "../error/task_errors.ts";
import type { CallNode } from "../graph/node.ts";
import { countsOf } from "./counts.ts";
import type { RunOptions } from "./host.ts";
import type { Job } from "./job.ts";

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

/**
 * Why values can't be had though nothing failed, for the body of `caller` or whoever runs all this. A
 * body whose evaluation can't go on waits for one that waits for it.
 */
export function whyEnded(
  stop: Stop,
  caller: Job | undefined,
  jobs: Iterable<Job>,
): Error {
  if (!isStopping(stop)) {
    if (caller === undefined) return new Error("Internal error: a run ended before its roots did");
    const { info } = caller.node as CallNode;
    return evaluationCycle(info.name, info.place);
  }
  // whatever the body makes of this, it is not what it would have given else
  if (caller !== undefined) caller.partial = true;
  const { run, partial, blocked } = countsOf(jobs);
  return interrupted({ done: run, left: partial + blocked });
}
