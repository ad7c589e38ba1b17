/** Who waits for which values to be finished. */

import type { Future } from "../graph/future.ts";
import type { Job } from "../run/job.ts";

/** Somebody who waits for a value to be finished. */
export interface Listener {
  readonly future: Future<unknown>;
  readonly fn: (value: unknown) => void;
}

const NONE: readonly Listener[] = [];

/** The listeners of a session, each called once. */
export class Listeners {
  readonly #byHash = new Map<string, Listener[]>();

  add(future: Future<unknown>, fn: (value: unknown) => void): void {
    const listeners = this.#byHash.get(future.hash);
    if (listeners === undefined) this.#byHash.set(future.hash, [{ future, fn }]);
    else listeners.push({ future, fn });
  }

  /** Those who wait for a value of `job`; they are forgotten. */
  take(job: Job): readonly Listener[] {
    if (this.#byHash.size === 0) return NONE;
    return job.outs.flatMap(({ future }) => {
      const listeners = this.#byHash.get(future.hash) ?? [];
      this.#byHash.delete(future.hash);
      return listeners;
    });
  }
}
