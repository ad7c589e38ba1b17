/** Work under way that must be over before anything is reported. */

import type { Cache } from "../cache/interfaces.ts";

/** Promises that nobody waits for one by one. */
export class Pending {
  readonly #all = new Set<Promise<void>>();
  readonly #onError: (error: unknown) => void;
  #latest: { work: Promise<void>; nexts: (() => Promise<unknown> | undefined)[] } | undefined;

  /** `onError` is told of what fails. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Takes note of some work, if it is any. */
  add(work: Promise<void> | undefined): void {
    if (work === undefined) return;
    const tracked: Promise<void> = work.catch(this.#onError).finally(() => {
      this.#all.delete(tracked);
    });
    this.#all.add(tracked);
  }

  /**
   * Takes note of some work and of what is to be done after it. What follows the same promise is done
   * in one go: many results are in one commit.
   */
  after(work: Promise<void>, next: () => Promise<unknown> | undefined): void {
    if (this.#latest?.work === work) return void this.#latest.nexts.push(next);
    const nexts = [next];
    this.#latest = { work, nexts };
    this.add(work.then(async () => {
      if (this.#latest?.nexts === nexts) this.#latest = undefined;
      await Promise.all(nexts.flatMap((one) => one() ?? []));
    }));
  }

  /** Resolves when nothing is left; commits of `cache` need not wait for others to join them. */
  async settle(cache: Pick<Cache, "flush">): Promise<void> {
    if (this.#all.size > 0) await cache.flush();
    while (this.#all.size > 0) await Promise.all(this.#all);
  }
}
