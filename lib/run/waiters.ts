/** Who waits for which jobs to be finished. */

import type { Job } from "./job.ts";

/** Somebody who waits. */
export interface Waiter {
  left: number;
  readonly nested: boolean;
  readonly release: () => void;
}

/** Promises of finished jobs. */
export class Waiters {
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
      const alone = [waiter];
      for (const job of jobs) {
        job.waiters = job.waiters === undefined ? alone : [...job.waiters, waiter];
      }
    });
  }

  /** A job's values are committed. */
  finished(job: Job): void {
    const { waiters } = job;
    if (waiters === undefined) return;
    job.waiters = undefined;
    for (const waiter of waiters) {
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
