/** Things that must not go on at the same time. */

/** Does one piece of work after the other. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** What `work` gives; it begins when all that came before is over, however that ended. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  /** Resolves when all is over that was asked for until now; the same one until more is. */
  get last(): Promise<unknown> {
    return this.#last;
  }
}
