/** Things that must not go on at the same time. */

/** Does one piece of work after the other. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();
  #open = 0;

  /** What `work` gives; it begins when all that came before is over, however that ended. */
  run<T>(work: () => Promise<T>): Promise<T> {
    this.#open++;
    const done = this.#last.then(work).finally(() => this.#open--);
    this.#last = done.catch(() => {});
    return done;
  }

  /** Whether something is under way. */
  get busy(): boolean {
    return this.#open > 0;
  }

  /** Resolves when all that was begun until now is over. */
  async over(): Promise<void> {
    await this.#last;
  }
}
