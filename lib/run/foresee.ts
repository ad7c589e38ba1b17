/** The dry run: decides all that can be decided without running anything, and changes nothing. */

import { valueUnknown } from "../error/run_errors.ts";
import type { Future } from "../graph/future.ts";
import type { CallNode } from "../graph/node.ts";
import { estimate } from "./estimate.ts";
import { Explainer } from "./explain.ts";
import type { Forecast, ForeseenState, ForeseenTask } from "./forecast.ts";
import { agrees, reopenEvicted, reopenMissing, runReason, settleFrom } from "./freshness.ts";
import type { RunOptions } from "./host.ts";
import type { Job, Parent } from "./job.ts";
import { Lookup, type LookupHost } from "./lookup.ts";
import { Plan } from "./plan.ts";
import { subjectOf } from "./subject.ts";
import { InTurn } from "../util/in_turn.ts";
import { Values } from "./values.ts";

/** What a dry run needs of its surroundings. */
export type ForesightHost = LookupHost;

/** Foresees what a run would do with the Futures that it is given. */
export class Foresight {
  readonly plan = new Plan();
  readonly #options: Pick<RunOptions, "cache" | "force" | "jobs">;
  readonly #lookup: Lookup;
  readonly #explainer: Explainer;
  readonly #values: Values;
  /** Calls with a new hash that stand for earlier ones. */
  readonly #kept = new Set<Job>();
  #waitsFor: string | undefined;
  /** As in a run. */
  readonly #adding = new InTurn();

  constructor(host: ForesightHost, options: Pick<RunOptions, "cache" | "force" | "jobs">) {
    this.#options = options;
    this.#lookup = new Lookup(host, options);
    this.#explainer = new Explainer(options.cache ? host.cache.history : undefined);
    this.#values = new Values(host, options.cache);
  }

  /** Whether the pipeline asked for a value that only a run can give. */
  get stuck(): boolean {
    return this.#waitsFor !== undefined;
  }

  /** Adds Futures that a run would evaluate, the first `needed` for their values; each with its job. */
  add(futures: readonly Future<unknown>[], needed = futures.length): Promise<Parent[]> {
    return this.#adding.run(() => this.#add(futures, needed));
  }

  async #add(futures: readonly Future<unknown>[], needed: number): Promise<Parent[]> {
    const added = this.plan.add(futures);
    await this.#resolve(await this.#lookup.judge(added));
    const parents = futures.map((future) => this.plan.lookup(future));
    reopenMissing(parents);
    reopenEvicted(parents.slice(0, needed));
    this.plan.ask(parents, { added, others: [] });
    while (this.plan.hasUndecided) await this.#decide();
    return parents;
  }

  async #decide(): Promise<void> {
    const [known, open] = [[] as Job[], [] as Job[]];
    for (const job of this.plan.takeUndecided()) {
      const stands = job.reason === undefined && agrees(job, job.node as CallNode);
      (stands ? known : open).push(job);
    }
    for (const job of known) settleFrom(job, job.outs.map((out) => out.head!));
    await this.#resolve(open);
    for (const job of [...known, ...open]) if (job.settled) this.plan.settle(job);
  }

  /** As a run does it, but no alias is stored. */
  async #resolve(jobs: readonly Job[]): Promise<void> {
    const found = await this.#lookup.resolved(jobs);
    jobs.forEach((job, i) => {
      const heads = found?.[i];
      if (heads === undefined) return void (job.state = "run");
      job.mayChange = false;
      settleFrom(job, heads);
      this.#kept.add(job);
    });
  }

  /**
   * The values of Futures that the pipeline itself asks for.
   *
   * @throws {MerklError} `value-unknown` if a body would have to run for them
   */
  async values(futures: readonly Future<unknown>[]): Promise<unknown[]> {
    const parents = await this.add(futures);
    for (const { out } of parents) out.consumers++;
    const unknown = parents.find(({ job }) => !job.settled)?.job ??
      (await this.#values.load(parents))[0];
    if (unknown === undefined) return parents.map((parent) => this.#values.take(parent));
    const { task } = subjectOf(unknown);
    this.#waitsFor ??= task;
    throw valueUnknown(task);
  }

  /** What a run would do with all that was added. */
  async forecast(): Promise<Forecast> {
    const calls = [...this.plan.jobs()].filter(({ node }) => node.kind === "call")
      .sort((a, b) => a.node.seq - b.node.seq);
    const open = calls.filter((job) => !job.settled && job.wanted);
    const fresh = open.filter((job) => job.reason?.kind === "new");
    await this.#explainer.prepare(fresh, this.plan);
    await this.#explainer.prepareCode(fresh.filter((job) => job.state === "unsure"));
    const tasks = calls.map((job) => this.#task(job));
    const timesOf = (states: readonly ForeseenState[]) =>
      new Map(calls.flatMap((job, i) => {
        const { state, expected } = tasks[i]!;
        return states.includes(state) ? [[job, expected] as const] : [];
      }));
    const { jobs } = this.#options;
    return {
      tasks,
      sure: estimate(timesOf(["runs"]), jobs),
      most: estimate(timesOf(["runs", "may-run"]), jobs),
      waitsFor: this.#waitsFor,
    };
  }

  #task(job: Job): ForeseenTask {
    const subject = subjectOf(job);
    if (job.settled) {
      const reason = this.#kept.has(job) ? { kind: "kept" } as const : undefined;
      return { ...subject, state: "cached", reason, expected: undefined };
    }
    if (!job.wanted) {
      return { ...subject, state: "not-needed", reason: job.reason, expected: undefined };
    }
    const expected = this.#explainer.expected(job);
    const fresh = job.reason?.kind === "new";
    if (job.state === "unsure" && (!fresh || this.#explainer.knowsCode(job))) {
      const parents = job.parents.filter((parent) => !parent.job.settled)
        .map((parent) => subjectOf(parent.job).task);
      const reason = { kind: "depends-on", parents: [...new Set(parents)] } as const;
      return { ...subject, state: "may-run", reason, expected };
    }
    const reason = fresh ? this.#explainer.reason(job) : runReason(job);
    return { ...subject, state: "runs", reason, expected };
  }
}
