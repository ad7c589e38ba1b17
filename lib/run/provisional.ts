/**
 * Hits that stand only as long as no parent, whose value isn't known or can't be had, is made again:
 * it may come out as another one, and then there would be two data sets in one run.
 */

import type { Job } from "./job.ts";

/** The provisional hits of a run. */
export class Provisional {
  /** What stands as long as a job isn't made again. */
  readonly #above = new Map<Job, Job[]>();

  /** Takes note of new jobs, parents first; gives those that an earlier evaluation makes again. */
  add(added: readonly Job[]): Job[] {
    const running: Job[] = [];
    for (const job of added) {
      if (!job.provisional || job.state !== "hit") continue;
      for (const { job: parent } of job.parents) {
        if (parent.settled && !parent.evicted && !parent.provisional) continue;
        const above = this.#above.get(parent);
        if (above === undefined) this.#above.set(parent, [job]);
        else above.push(job);
        if (parent.wanted && !parent.settled) running.push(parent);
      }
    }
    return running;
  }

  /** Whether there may be any. */
  get any(): boolean {
    return this.#above.size > 0;
  }

  /** Takes back the hits that the running of `jobs` belies; gives them. */
  demote(jobs: Iterable<Job>): Job[] {
    const demoted: Job[] = [];
    const stack = [...jobs];
    for (let job = stack.pop(); job !== undefined; job = stack.pop()) {
      for (const hit of this.#above.get(job) ?? []) {
        if (hit.state !== "hit" || !hit.provisional) continue;
        takeBack(hit);
        demoted.push(hit);
        stack.push(hit);
      }
    }
    return demoted;
  }
}

/** A job whose values were known is to be decided anew. */
export function takeBack(job: Job): void {
  job.takenBack = true;
  job.state = "unsure";
  job.reason = undefined;
  job.mayChange = true;
  job.finished = false;
  job.wanted = false;
  for (const out of job.outs) out.held = undefined;
}
