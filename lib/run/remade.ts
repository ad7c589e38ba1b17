/** Values that are made again: what was decided from those before is decided anew. */

import { reopen } from "./freshness.ts";
import type { Job } from "./job.ts";
import type { NestedReads } from "./nested_reads.ts";
import { takeBack } from "./provisional.ts";
import type { Plan } from "./plan.ts";

/** Watches over values that got lost in the midst of a run. */
export class Remade {
  readonly #plan: Plan;
  readonly #nested: NestedReads;
  /** What was known of values that are to be made again. */
  readonly #before = new Map<Job, string>();

  constructor(plan: Plan, nested: NestedReads) {
    this.#plan = plan;
    this.#nested = nested;
  }

  /** Jobs whose stored values are gone must run after all. */
  lost(jobs: readonly Job[]): readonly Job[] {
    this.#nested.forget();
    for (const job of jobs) {
      this.#before.set(job, identities(job));
      reopen(job, { kind: job.evicted ? "evicted" : "damaged" });
    }
    return jobs;
  }

  /** The same, where the bodies of `jobs` were about to take them. */
  lostFor(jobs: readonly Job[], lost: readonly Job[]): void {
    this.#plan.awaitAgain(jobs, this.lost(lost));
  }

  /**
   * A job's values are known. If they are others than those which were lost, all that was made from
   * these is asked for again; gives how many jobs that are. So never two data sets in one result.
   */
  settle(job: Job): number {
    this.#plan.settle(job);
    const before = this.#before.get(job);
    if (before === undefined) return 0;
    this.#before.delete(job);
    if (identities(job) === before) return 0;
    const belied = [...this.#plan.jobs()].filter((other) =>
      other.settled && other.parents.some((parent) => parent.job === job)
    );
    if (belied.length > 0) this.#nested.forget();
    for (const other of belied) {
      this.#before.set(other, identities(other));
      takeBack(other);
      this.#plan.want(other);
    }
    return belied.length;
  }
}

function identities({ outs }: Job): string {
  return JSON.stringify(outs.map(({ identity }) => identity));
}
