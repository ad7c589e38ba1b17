/** A process of one thread: bodies that follow each other would keep timers and signals waiting. */

/** Bodies start for so long, in milliseconds, before timers and signals get their turn. */
const TURN = 15;

/** Says when it is the others' turn. */
export class Turn {
  #since = performance.now();

  /** Resolves when the others had their turn; to be called only if it is {@linkcode Turn.over over}. */
  async pass(): Promise<void> {
    const { setImmediate } = await import("node:timers"); // not needed in short runs
    await new Promise((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }

  get over(): boolean {
    return performance.now() - this.#since > TURN;
  }
}
