/** A call in a run, with what is known of its values. */

import type { EntryHead } from "../cache/entry.ts";
import { Future, NODE } from "../graph/future.ts";
import { executionIdentity, valueIdentity } from "../graph/key.ts";
import type { Node, OutKey } from "../graph/node.ts";
import type { RunReason } from "./reason.ts";
import type { Waiter } from "./waiters.ts";

/**
 * - `hit`: its values are known without running it
 * - `run`: its body must run before they are
 * - `unsure`: that depends on values of its parents which aren't known yet
 * - `running`, `done`, `failed`: its body did or does
 */
export type JobState = "hit" | "run" | "unsure" | "running" | "done" | "failed";

/** One value of a job. */
export class JobOut {
  readonly future: Future<unknown>;
  /** Whether somebody asks for it, or it just comes with the others. */
  asked = false;
  /** What the index knows; undefined if nothing. */
  head: EntryHead | undefined = undefined;
  /** The identity of a value that has no entry to tell it. */
  unstored: string | undefined = undefined;
  /** How many bodies and roots still wait for the value. */
  consumers = 0;
  /** The value in memory, while somebody waits for it. */
  held: Held | undefined = undefined;

  constructor(future: Future<unknown>) {
    this.future = future;
  }

  /** What a consumer can see of the value, once its job is settled; made when asked for. */
  get identity(): string | undefined {
    const node = this.future[NODE];
    if (this.unstored !== undefined || this.head === undefined || node.kind !== "call") {
      return this.unstored;
    }
    const { codec, created, contentHash } = this.head;
    return codec.endsWith("!") || !node.info.settings.cutoff
      ? executionIdentity(created)
      : valueIdentity(codec, contentHash);
  }
}

/** A value in memory: as bytes, as all consumers are handed it, or both. */
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

/** Items of one call of a batch: their body starts when all that are wanted can go on. */
export interface BatchGroup {
  /** How many are wanted and can't go on yet. */
  awaited: number;
  /** Those that can. */
  ready: Job[];
  /** Not to wait any longer: nothing else can go on, so what it waits for may never come. */
  impatient: boolean;
}

/** A node of the graph in a run. */
export class Job {
  readonly node: Node;
  /** All values that its body gives; of a task with a single one, that one. */
  readonly outs: readonly JobOut[];
  #byKey: Map<OutKey, JobOut> | undefined;
  /** One for each Future among the arguments, in the order of the slots. */
  parents: readonly Parent[] = NO_PARENTS;
  state: JobState = "unsure";
  reason: RunReason | undefined;
  /** Whether its value may differ from the one that its entry tells of. */
  mayChange = false;
  /** A hit whose values were removed to make room: they are known, but can't be had. */
  evicted = false;
  /** A hit as long as no parent, whose value isn't known or can't be had, is made again. */
  provisional = false;
  /** Was a hit, and isn't any more. */
  takenBack = false;
  wanted = false;
  /** The resolved hashes of its outs, and the parents' entries from which they were made. */
  resolved:
    | { readonly heads: readonly (EntryHead | undefined)[]; readonly hashes: readonly string[] }
    | undefined;
  /** How many evaluations its body waits for. */
  evaluating = 0;
  /** Parents that must be settled before it can go on. */
  waiting = 0;
  /** Jobs that wait for this one. */
  dependents: Job[] | undefined;
  /** Who waits for it to be finished. */
  waiters: readonly Waiter[] | undefined;
  /** Those of the same call of a batch. */
  group: BatchGroup | undefined;
  /** Whether its group waits for it. */
  awaited = false;
  /** If it is made with others of a batch, the one in whose name the body runs. */
  lead: Job | undefined;
  /** Whether all its values are committed, or need not be. */
  finished = false;
  /** Whether it was told to end before its body did: its values are good for this run only. */
  partial = false;

  constructor(future: Future<unknown>) {
    this.node = future[NODE];
    const keys = this.node.kind === "call" ? this.node.outs : ONE;
    this.outs = keys.length === 1
      ? [new JobOut(future)]
      : keys.map((key) => new JobOut(key === future.outKey ? future : new Future(this.node, key)));
  }

  /** Whether its values are known. */
  get settled(): boolean {
    return this.state === "hit" || this.state === "done";
  }

  /** The out that `future` names. */
  out(future: Future<unknown>): JobOut {
    const out = this.outs.length === 1 ? this.outs[0]! : this.#find(future.outKey);
    out.asked = true;
    return out;
  }

  #find(key: OutKey): JobOut {
    this.#byKey ??= new Map(this.outs.map((out) => [out.future.outKey, out]));
    return this.#byKey.get(key)!;
  }
}

const ONE: readonly OutKey[] = [null];
const NO_PARENTS: readonly Parent[] = [];
