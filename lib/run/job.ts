/** A call in a run, with what is known of its values. */

import type { EntryHead } from "../cache/entry.ts";
import type { Future } from "../graph/future.ts";
import type { Node, OutKey } from "../graph/node.ts";
import type { RunReason } from "./reason.ts";

/**
 * - `hit`: its values are known without running it
 * - `run`: its body must run before they are
 * - `unsure`: that depends on values of its parents which aren't known yet
 * - `running`, `done`, `failed`: its body did or does
 */
export type JobState = "hit" | "run" | "unsure" | "running" | "done" | "failed";

/** One value of a job that somebody asks for. */
export interface JobOut {
  readonly future: Future<unknown>;
  /** What the index knows; undefined if nothing. */
  head: EntryHead | undefined;
  /** What a consumer can see of the value, once known. */
  identity: string | undefined;
  /** How many bodies and roots still wait for the value. */
  consumers: number;
  /** The value in memory, while somebody waits for it. */
  held: Held | undefined;
}

/** A value in memory: as the body gave it, as bytes, or both. */
export interface Held {
  readonly bytes: Uint8Array | undefined;
  readonly value: unknown;
  readonly hasValue: boolean;
}

/** An argument's Future: which job makes it and which of its values it is. */
export interface Parent {
  readonly job: Job;
  readonly out: JobOut;
}

/** A node of the graph in a run. */
export class Job {
  readonly node: Node;
  /** The outs that somebody asks for, in the order in which they were first named. */
  readonly outs: JobOut[] = [];
  #byKey: Map<OutKey, JobOut> | undefined;
  /** One for each Future among the arguments, in the order of the slots. */
  parents: readonly Parent[] = NO_PARENTS;
  state: JobState = "unsure";
  reason: RunReason | undefined;
  /** Whether its value may differ from the one that its entry tells of. */
  mayChange = false;
  wanted = false;
  /** Parents that must be settled before it can go on. */
  waiting = 0;
  /** Jobs that wait for this one. */
  dependents: Job[] | undefined;
  /** Whether all its values are committed, or need not be. */
  finished = false;
  /** Whether it was told to end before its body did: its values are good for this run only. */
  partial = false;

  constructor(node: Node) {
    this.node = node;
  }

  /** Whether its values are known. */
  get settled(): boolean {
    return this.state === "hit" || this.state === "done";
  }

  /** The out that `future` names; made when it is first asked for. */
  out(future: Future<unknown>): JobOut {
    const known = this.#find(future.outKey);
    if (known !== undefined) return known;
    const out = { future, head: undefined, identity: undefined, consumers: 0, held: undefined };
    this.outs.push(out);
    this.#byKey?.set(future.outKey, out);
    return out;
  }

  #find(key: OutKey): JobOut | undefined {
    const first = this.outs[0];
    if (first === undefined || first.future.outKey === key) return first;
    this.#byKey ??= new Map(this.outs.map((out) => [out.future.outKey, out]));
    return this.#byKey.get(key);
  }
}

const NO_PARENTS: readonly Parent[] = [];
