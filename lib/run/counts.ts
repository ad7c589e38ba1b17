/** What became of the calls of a run, counted: the one source of what is told in different places. */

import type { Job } from "./job.ts";

/** Calls of a run; each is in at most one of the others than `tasks`. */
export interface Counts {
  /** Calls in the graph. */
  readonly tasks: number;
  /** Those whose values were there. */
  readonly cached: number;
  /** Bodies that ran to their end. */
  readonly run: number;
  /** Bodies that ended early, since the run was told to end. */
  readonly partial: number;
  /** Bodies that threw. */
  readonly failed: number;
  /** Calls that were needed but not reached. */
  readonly blocked: number;
}

/** Counts the calls among the jobs of a plan. */
export function countsOf(jobs: Iterable<Job>): Counts {
  const counts = { tasks: 0, cached: 0, run: 0, partial: 0, failed: 0, blocked: 0 };
  for (const job of jobs) {
    if (job.node.kind !== "call") continue;
    counts.tasks++;
    if (job.state === "hit") counts.cached++;
    else if (job.state === "done") counts[job.partial ? "partial" : "run"]++;
    else if (job.state === "failed") counts.failed++;
    else if (job.wanted) counts.blocked++;
  }
  return counts;
}
