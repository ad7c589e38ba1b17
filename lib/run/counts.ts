/** What became of the calls of a run, counted: the one source of what is told in different places. */

import type { Job } from "./job.ts";

/** Calls of a run; each is in at most one of the others than `tasks`. */
export interface Counts {
  /** Calls in the graph. */
  readonly tasks: number;
  /** Those whose values were there. */
  readonly cached: number;
  /** Bodies that ran to their end, and whose values are committed if they are to be. */
  readonly run: number;
  /** Bodies that ended early, since the run was told to end. */
  readonly partial: number;
  /** Bodies that threw. */
  readonly failed: number;
  /** Calls that were needed but not reached. */
  readonly blocked: number;
  /** Bodies that ran to their end for nothing: their values could not be stored. */
  readonly unstored: number;
}

/**
 * Counts the calls among the jobs of a plan.
 * @param broken Whether the run ended since something could not be stored
 */
export function countsOf(jobs: Iterable<Job>, broken = false): Counts {
  const counts = { tasks: 0, cached: 0, run: 0, partial: 0, failed: 0, blocked: 0, unstored: 0 };
  for (const job of jobs) {
    if (job.node.kind !== "call") continue;
    counts.tasks++;
    if (job.state === "hit") counts.cached++;
    else if (isUnstored(job, broken)) counts.unstored++;
    else if (job.state === "done") counts[job.partial ? "partial" : "run"]++;
    else if (job.state === "failed") counts.failed++;
    else if (job.wanted) counts.blocked++;
    // what it was found for has been given away
    else if (job.takenBack) counts.cached++;
  }
  return counts;
}

/**
 * Whether the values of a body that ran could not be stored. While nothing has gone wrong they may
 * still be on their way into the cache.
 */
export function isUnstored({ state, finished }: Job, broken: boolean): boolean {
  return broken && state === "done" && !finished;
}
