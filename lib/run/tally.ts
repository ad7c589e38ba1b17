/** How far a run is. */

import type { Reporter } from "./event.ts";
import type { Plan } from "./plan.ts";

/** Counts what stands, and tells the reporter. */
export class Tally {
  /** Calls whose stored values stand. */
  cached = 0;
  readonly #plan: Pick<Plan, "wanted">;
  readonly #reporter: Reporter | undefined;
  /** What was told last. */
  #told = { cached: -1, wanted: -1 };

  constructor(plan: Pick<Plan, "wanted">, reporter: Reporter | undefined) {
    this.#plan = plan;
    this.#reporter = reporter;
  }

  /** Says how much there is to do, unless that was said before. */
  tell(): void {
    const { cached } = this;
    const { wanted } = this.#plan;
    if (cached === this.#told.cached && wanted === this.#told.wanted) return;
    this.#told = { cached, wanted };
    this.#reporter?.event({ kind: "plan", cached, wanted });
  }
}
