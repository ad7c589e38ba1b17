/** Decides, in the midst of a run, which calls stand now that their parents' values are known. */

import type { EntryHead } from "../cache/entry.ts";
import type { CallNode } from "../graph/node.ts";
import { recordAlias } from "./alias.ts";
import type { Event } from "./event.ts";
import type { Explainer } from "./explain.ts";
import { agrees, settleFrom } from "./freshness.ts";
import type { RunHost } from "./host.ts";
import type { Job } from "./job.ts";
import type { Lookup, Resolved } from "./lookup.ts";
import type { Pending } from "./pending.ts";
import type { Plan } from "./plan.ts";
import { subjectOf } from "./subject.ts";
import type { Tally } from "./tally.ts";

/** The scheduler's parts that decide. */
interface Parts {
  readonly host: RunHost;
  readonly plan: Plan;
  readonly lookup: Lookup;
  readonly explainer: Explainer | undefined;
  readonly tally: Tally;
  readonly pending: Pending;
  /** Called for a job that need not run after all. */
  settled(job: Job): void;
}

/** Decides for a scheduler. */
export class Decisions {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Decides `jobs`, whose parents' values are all known now; gives a promise only if it must wait. */
  decide(jobs: readonly Job[]): Promise<void> | undefined {
    const open = jobs.filter((job) => !this.#stands(job));
    const found = this.#parts.lookup.resolved(open);
    if (found !== undefined || this.#parts.explainer !== undefined) {
      return this.#decideOn(open, found);
    }
    this.resolve(open, found);
    this.#decided(open);
    return undefined;
  }

  async #decideOn(open: readonly Job[], found: Promise<Resolved> | undefined): Promise<void> {
    this.resolve(open, await found);
    await this.#parts.explainer?.explainNew(open, this.#parts.plan);
    this.#decided(open);
  }

  #decided(jobs: readonly Job[]): void {
    for (const job of jobs) {
      if (job.state === "run") this.#parts.plan.mustRun(job);
      else this.#parts.settled(job);
    }
    this.#parts.tally.tell();
  }

  /** Whether the stored values of a job are those that it would have now: then it is settled. */
  #stands(job: Job): boolean {
    if (job.reason !== undefined || !agrees(job, job.node as CallNode)) return false;
    settleFrom(job, job.outs.map((out) => out.head!));
    this.#tell({ kind: "kept", subject: subjectOf(job) });
    this.#parts.settled(job);
    return true;
  }

  /** `found`: for each job the entries that were made from the values which its parents have now. */
  resolve(jobs: readonly Job[], found: Resolved | undefined): void {
    jobs.forEach((job, i) => {
      const heads = found?.[i];
      if (heads === undefined) job.state = "run";
      else this.#keep(job, heads);
    });
  }

  /** Early cutoff: the job stands for entries that were made from the same values. */
  #keep(job: Job, heads: readonly EntryHead[]): void {
    this.#parts.pending.add(recordAlias(this.#parts.host.cache, job, heads));
    job.mayChange = false;
    settleFrom(job, heads);
    this.#tell({ kind: "kept", subject: subjectOf(job) });
  }

  #tell(event: Event): void {
    this.#parts.host.reporter?.event(event);
  }
}
