/**
 * The scheduler drives a run: it adds Futures to the plan, asks freshness what stands, starts bodies,
 * and waits for what they give to be committed.
 */

import type { EntryHead } from "../cache/entry.ts";
import type { Future } from "../graph/future.ts";
import type { CallNode } from "../graph/node.ts";
import { invariant } from "../error/merkl_error.ts";
import { interrupted } from "../error/run_errors.ts";
import { withScope } from "../graph/ambient.ts";
import { recordAlias } from "./alias.ts";
import { countsOf } from "./counts.ts";
import type { Event } from "./event.ts";
import { agrees, reopenEvicted, reopenMissing, runReason, settleFrom } from "./freshness.ts";
import type { EvaluateOptions, RunHost, RunOptions } from "./host.ts";
import type { Job, Parent } from "./job.ts";
import { Explainer } from "./explain.ts";
import { Lookup } from "./lookup.ts";
import { Pending } from "./pending.ts";
import { Plan } from "./plan.ts";
import { Remade } from "./remade.ts";
import { type Outcome, Runner } from "./runner.ts";
import { isStopping } from "./stop.ts";
import { endEvent, failEvent, startEvent, subjectOf } from "./subject.ts";
import { Turn } from "./turn.ts";
import { Values } from "./values.ts";
import { Waiters } from "./waiters.ts";
import { Work } from "./work.ts";

/** How often a value may get lost between being made and being read. */
const ATTEMPTS = 3;

/** Evaluates Futures; they can be added while it runs. */
export class Scheduler {
  readonly plan = new Plan();
  readonly failures: { readonly job: Job; readonly error: unknown }[] = [];
  readonly #host: RunHost;
  readonly #options: RunOptions;
  readonly #values: Values;
  readonly #runner: Runner;
  readonly #lookup: Lookup;
  readonly #explainer: Explainer | undefined;
  readonly #waiters = new Waiters();
  readonly #remade = new Remade(this.plan);
  #running = 0;
  #looping = false;
  #wake: (() => void) | undefined;
  #cached = 0;
  /** Commits, aliases and outputs; if one fails, the run does. */
  readonly #pending = new Pending((error) => this.#breakDown(error));
  /** A failure of merkl's own bookkeeping, such as a full disk: nothing can go on. */
  #fatal: { readonly error: unknown } | undefined;

  constructor(host: RunHost, options: RunOptions) {
    this.#host = host;
    this.#options = options;
    this.#values = new Values(host, options.cache);
    this.#runner = new Runner({ host, options, values: this.#values });
    this.#lookup = new Lookup(host, options);
    if (options.explain === true) this.#explainer = new Explainer(host.cache.history);
  }

  /** Evaluates Futures; resolves when all their values are finished. */
  async evaluate(
    futures: readonly Future<unknown>[],
    { caller, also = [], forOutput = false }: EvaluateOptions,
  ): Promise<unknown[]> {
    const outer = caller === undefined && !forOutput;
    const known = await this.#know([...futures, ...also], futures.length, caller);
    const parents = known.slice(0, futures.length);
    for (const { out } of parents) out.consumers++;
    await this.#finish(known, caller);
    if (outer) await this.#settleAll();
    for (let attempt = 1;; attempt++) {
      const lost = await this.#values.load(parents);
      if (lost.length === 0 && known.every(({ job }) => job.finished)) break;
      invariant(attempt < ATTEMPTS, "stored values are lost again and again");
      this.#remade.lost(lost);
      await this.#finish(known, caller);
      if (outer) await this.#settleAll();
    }
    if (caller !== undefined && parents.some(({ job }) => job.partial)) caller.partial = true;
    return parents.map((parent) => this.#values.take(parent));
  }

  /** Adds Futures to the plan and decides what can be decided without running anything. */
  async #know(all: readonly Future<unknown>[], needed: number, caller?: Job): Promise<Parent[]> {
    const added = this.plan.add(all);
    await this.#resolve(await this.#lookup.judge(added));
    await this.#explainer?.explainNew(added, this.plan);
    const parents = all.map((future) => this.plan.lookup(future));
    reopenMissing(parents);
    reopenEvicted(parents.slice(0, needed));
    this.plan.demote(parents, added);
    for (const job of added) {
      if (job.state !== "hit" || job.node.kind !== "call") continue;
      this.#cached++;
      this.#pending.add(this.#host.onFinished(job));
    }
    if (caller !== undefined) Runner.refuseCycle(parents.map(({ job }) => job), caller);
    return parents;
  }

  /** Looks for entries that were made from the values which these jobs' parents have now. */
  async #resolve(jobs: readonly Job[]): Promise<void> {
    const found = await this.#lookup.resolved(jobs);
    jobs.forEach((job, i) => {
      const heads = found[i];
      if (heads === undefined) job.state = "run";
      else this.#keep(job, heads);
    });
  }

  /** Early cutoff: the job stands for entries that were made from the same values. */
  #keep(job: Job, heads: readonly EntryHead[]): void {
    this.#pending.add(recordAlias(this.#host.cache, job, heads));
    job.mayChange = false;
    settleFrom(job, heads);
    this.#emit({ kind: "kept", subject: subjectOf(job) });
  }

  async #finish(parents: readonly Parent[], caller: Job | undefined): Promise<void> {
    const jobs = [...new Set(parents.map(({ job }) => job))].filter((job) => !job.finished);
    if (jobs.length > 0) {
      for (const job of jobs) this.plan.want(job);
      this.#tellPlan();
      const wait = this.#waiters.add(jobs, caller);
      // a body that waits for others takes up no slot
      if (caller !== undefined && caller.evaluating++ === 0) this.#running--;
      this.#go();
      await wait;
      // unless it was left behind meanwhile
      if (caller !== undefined && --caller.evaluating === 0 && caller.state === "running") {
        this.#running++;
      }
      if (this.#fatal === undefined && jobs.some((job) => !job.finished)) {
        throw this.#whyNot(caller);
      }
    }
    if (this.#fatal !== undefined) throw this.#fatal.error;
  }

  /** All that was made is committed and written, and nothing has failed. */
  async #settleAll(): Promise<void> {
    await this.#pending.settle(this.#host.cache);
    if (this.#fatal !== undefined) throw this.#fatal.error;
    if (this.failures.length > 0 && !this.#options.keepGoing) throw this.failures[0]!.error;
  }

  /** Why values can't be had, for the body of `caller` or whoever runs all this. */
  #whyNot(caller: Job | undefined): unknown {
    const failure = this.failures[0];
    if (failure !== undefined) return failure.error;
    if (!isStopping(this.#options)) {
      return new Error("Internal error: a run ended before its roots did");
    }
    // whatever the body makes of this, it is not what it would have given else
    if (caller !== undefined) caller.partial = true;
    const { run, partial, blocked } = countsOf(this.plan.jobs());
    return interrupted({ done: run, left: partial + blocked });
  }

  /** Starts the loop, or wakes it up. */
  #go(): void {
    this.#wake?.();
    if (this.#looping) return;
    this.#looping = true;
    // the loop may be started from inside a body, but isn't part of it
    const { runtime, run } = this.#host;
    const looped = withScope({ runtime, run, body: undefined }, () => this.#loop());
    looped.catch((error) => this.#breakDown(error)).finally(() => {
      this.#looping = false;
      // something may have been added while the last commit was waited for
      if (this.#fatal === undefined && this.#canGoOn()) this.#go();
      else this.#waiters.releaseAll();
    });
  }

  get #stopped(): boolean {
    return this.#fatal !== undefined || (this.failures.length > 0 && !this.#options.keepGoing) ||
      isStopping(this.#options);
  }

  #canGoOn(): boolean {
    return !this.#stopped && (this.plan.hasReady || this.plan.hasUndecided);
  }

  async #loop(): Promise<void> {
    const turn = new Turn();
    for (;;) {
      while (this.#canGoOn() && (this.plan.hasUndecided || this.#running < this.#options.jobs)) {
        if (this.plan.hasUndecided) await this.#decide();
        else this.#start(this.plan.next());
      }
      if (this.#running > 0) await new Promise<void>((resolve) => this.#wake = resolve);
      else if (!await this.#idle()) return;
      if (turn.over) await turn.pass();
    }
  }

  /** Nothing runs and nothing can start; whether something can once all is committed. */
  async #idle(): Promise<boolean> {
    await this.#pending.settle(this.#host.cache);
    if (this.#canGoOn() || this.#running > 0) return true;
    if (!this.#stopped && this.plan.releaseBatch()) return true;
    // bodies that wait for what can't be had are told so, and end
    return this.#waiters.releaseNested();
  }

  /** Decides jobs whose parents' values are all known now. */
  async #decide(): Promise<void> {
    const open: Job[] = [];
    for (const job of this.plan.takeUndecided()) {
      if (job.reason === undefined && agrees(job, job.node as CallNode)) {
        settleFrom(job, job.outs.map((out) => out.head!));
        this.#emit({ kind: "kept", subject: subjectOf(job) });
        this.#settled(job);
      } else open.push(job);
    }
    await this.#resolve(open);
    if (this.#explainer !== undefined) await this.#explainer.explainNew(open, this.plan);
    for (const job of open) {
      if (job.state === "run") this.plan.mustRun(job);
      else this.#settled(job);
    }
    this.#tellPlan();
  }

  /** A job that was undecided is a hit. */
  #settled(job: Job): void {
    this.#cached++;
    this.plan.wanted--;
    for (const parent of job.parents) this.#values.release(parent);
    this.#cached -= this.#remade.settle(job);
    this.#waiters.finished(job);
    this.#pending.add(this.#host.onFinished(job));
  }

  /** Starts the body of a call, or of items of a batch. */
  #start(jobs: readonly Job[] | undefined): void {
    if (jobs === undefined) return;
    const work = new Work(jobs);
    this.#running++;
    for (const job of jobs) {
      job.state = "running";
      job.reason = runReason(job);
    }
    this.#emit(startEvent(work, work.lead.reason!));
    void this.#runner.run(work).then((outcome) => {
      if (work.lead.evaluating === 0) this.#running--;
      this.#end(work, outcome);
      this.#wake?.();
    });
  }

  #end(work: Work, outcome: Outcome): void {
    const { jobs } = work;
    if (outcome.kind === "lost") return this.#remade.lostFor(jobs, outcome.jobs);
    if (outcome.kind === "failed") return this.#failed(work, outcome.error);
    // told to end, it gave nothing: as if it hadn't begun
    if (outcome.kind === "interrupted") {
      for (const job of jobs) job.state = "run";
      return;
    }
    for (const job of jobs) {
      this.#lookup.made(job);
      this.#cached -= this.#remade.settle(job);
    }
    this.#pending.after(outcome.committed, () => this.#committed(work, outcome.duration));
  }

  #committed(work: Work, duration: number): Promise<unknown> | undefined {
    for (const job of work.jobs) job.finished = true;
    this.#emit(endEvent(work, duration));
    for (const job of work.jobs) this.#waiters.finished(job);
    if (work.lead.partial) return undefined;
    const writes = work.jobs.flatMap((job) => this.#host.onFinished(job) ?? []);
    return writes.length === 0 ? undefined : Promise.all(writes);
  }

  #failed(work: Work, error: unknown): void {
    for (const job of work.jobs) job.state = "failed";
    this.failures.push({ job: work.lead, error });
    this.#emit(failEvent(work, error));
  }

  #breakDown(error: unknown): void {
    this.#fatal ??= { error };
    this.#wake?.();
  }

  #tellPlan(): void {
    this.#emit({ kind: "plan", cached: this.#cached, wanted: this.plan.wanted });
  }

  #emit(event: Event): void {
    this.#host.reporter?.event(event);
  }
}
