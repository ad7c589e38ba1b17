/** Who waits for which jobs to be finished. */

import type { Job } from "./job.ts";

interface Waiter {
  left: number;
  readonly nested: boolean;
  readonly release: () => void;
}

/** Promises of finished jobs. */
export class Waiters {
  readonly #byJob = new Map<Job, Waiter[]>();
  readonly #all = new Set<Waiter>();

  /** Resolves when all of `jobs` are finished, or when it is released; `caller` waits in its body. */
  add(jobs: readonly Job[], caller: Job | undefined): Promise<void> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        left: jobs.length,
        nested: caller !== undefined,
        release: () => {
          this.#all.delete(waiter);
          resolve();
        },
      };
      this.#all.add(waiter);
      for (const job of jobs) {
        const list = this.#byJob.get(job);
        if (list === undefined) this.#byJob.set(job, [waiter]);
        else list.push(waiter);
      }
    });
  }

  /** A job's values are committed. */
  finished(job: Job): void {
    const list = this.#byJob.get(job);
    if (list === undefined) return;
    this.#byJob.delete(job);
    for (const waiter of list) {
      if (--waiter.left === 0) waiter.release();
    }
  }

  /** Lets bodies go on that wait for what can't be had; whether there were any. */
  releaseNested(): boolean {
    const nested = [...this.#all].filter((waiter) => waiter.nested);
    for (const waiter of nested) waiter.release();
    return nested.length > 0;
  }

  /** Lets everybody go on. */
  releaseAll(): void {
    for (const waiter of [...this.#all]) waiter.release();
  }
}
