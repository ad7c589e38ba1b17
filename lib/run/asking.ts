/** The beginning of an evaluation: what is asked for is added to the plan and looked up. */

import type { Future } from "../graph/future.ts";
import { InTurn } from "../util/in_turn.ts";
import type { Decisions } from "./decisions.ts";
import type { Explainer } from "./explain.ts";
import { reopenEvicted, reopenMissing } from "./freshness.ts";
import type { RunHost } from "./host.ts";
import type { Job, Parent } from "./job.ts";
import type { Lookup } from "./lookup.ts";
import type { NestedReads } from "./nested_reads.ts";
import type { Pending } from "./pending.ts";
import type { Plan } from "./plan.ts";
import { Runner } from "./runner.ts";
import type { Tally } from "./tally.ts";

/** The scheduler's parts that take part. */
interface Parts {
  readonly host: RunHost;
  readonly plan: Plan;
  readonly lookup: Lookup;
  readonly decisions: Decisions;
  readonly explainer: Explainer | undefined;
  readonly tally: Tally;
  readonly pending: Pending;
  readonly nested: NestedReads;
}

/** What is asked for: the values of the first `needed`, for the body of `caller`. */
interface Asked {
  readonly futures: readonly Future<unknown>[];
  readonly needed: number;
  readonly caller: Job | undefined;
}

/** Of how many of what was asked for the values are given, and to whom. */
export interface Evaluation {
  readonly needed: number;
  readonly caller: Job | undefined;
  /** Whether it is asked for outside of bodies and outputs. */
  readonly outer: boolean;
  /** Of {@linkcode Asking.begin}. */
  readonly turn: unknown;
}

/** Begins evaluations for a scheduler. */
export class Asking {
  readonly #parts: Parts;
  /** One after the other: an entry can't be judged while its parents are looked up. */
  readonly #inTurn = new InTurn();
  /** Evaluations whose values nobody was given yet. */
  readonly #open = new Set<readonly Parent[]>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Decides what can be decided without running anything; {@linkcode Asking.given} ends it. `turn` is
   * for {@linkcode Asking.allBegun}.
   */
  begin(asked: Asked): { readonly known: Promise<readonly Parent[]>; readonly turn: unknown } {
    const known = this.#inTurn.run(() => this.#begin(asked));
    return { known, turn: this.#inTurn.last };
  }

  /** The values were given away, or won't be. */
  given(known: readonly Parent[]): void {
    this.#open.delete(known);
  }

  /**
   * Resolves when all that was asked for after `turn`, and until now, has begun: it may be of another
   * data set. Undefined if that is nothing.
   */
  allBegun(turn: unknown): Promise<unknown> | undefined {
    const { last } = this.#inTurn;
    return last === turn ? undefined : last;
  }

  async #begin({ futures, needed, caller }: Asked): Promise<readonly Parent[]> {
    const { plan, lookup, decisions, explainer } = this.#parts;
    const added = plan.add(futures);
    const undecided = await lookup.judge(added);
    decisions.resolve(undecided, await lookup.resolved(undecided));
    await explainer?.explainNew(added, plan);
    const parents = futures.map((future) => plan.lookup(future));
    reopenMissing(parents);
    reopenEvicted(parents.slice(0, needed));
    for (const { out } of parents.slice(0, needed)) out.consumers++;
    this.#count(added, plan.ask(parents, { added, others: this.#open }));
    if (caller !== undefined) Runner.refuseCycle(parents.map(({ job }) => job), caller);
    this.#open.add(parents);
    return parents;
  }

  #count(added: readonly Job[], demoted: readonly Job[]): void {
    const { host, tally, pending, nested } = this.#parts;
    if (demoted.length > 0) {
      nested.forget();
      const fresh = new Set(added);
      for (const job of demoted) if (!fresh.has(job)) tally.cached--;
    }
    for (const job of added) {
      if (job.state !== "hit" || job.node.kind !== "call") continue;
      tally.cached++;
      pending.add(host.onFinished(job));
    }
  }
}
