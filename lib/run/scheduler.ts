/**
 * The scheduler drives a run: it adds Futures to the plan, asks freshness what stands, starts bodies,
 * and waits for what they give to be committed.
 */

import type { Future } from "../graph/future.ts";
import { invariant } from "../error/merkl_error.ts";
import { loadScopes, withScope } from "../graph/ambient.ts";
import { Asking, type Evaluation } from "./asking.ts";
import { Decisions } from "./decisions.ts";
import type { Event } from "./event.ts";
import { begin, unbegin } from "./freshness.ts";
import type { EvaluateOptions, RunHost, RunOptions } from "./host.ts";
import type { Job, Parent } from "./job.ts";
import { Explainer } from "./explain.ts";
import { Lookup } from "./lookup.ts";
import { NestedReads } from "./nested_reads.ts";
import { Others } from "./others.ts";
import { Pending } from "./pending.ts";
import { Plan } from "./plan.ts";
import { Remade } from "./remade.ts";
import { type Outcome, Runner } from "./runner.ts";
import { isStopping, whyEnded } from "./stop.ts";
import { endEvent, failEvent, startEvent } from "./subject.ts";
import { Tally } from "./tally.ts";
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
  readonly #others: Others;
  readonly #waiters = new Waiters();
  readonly #nested = new NestedReads();
  readonly #remade = new Remade(this.plan, this.#nested);
  #running = 0;
  #looping = false;
  #wake: (() => void) | undefined;
  readonly #tally: Tally;
  readonly #decisions: Decisions;
  readonly #asking: Asking;
  /** Commits, aliases and outputs; if one fails, the run does. */
  readonly #pending = new Pending((error) => this.#breakDown(error));
  /** A failure of merkl's own bookkeeping, such as a full disk: nothing can go on. */
  #fatal: { readonly error: unknown } | undefined;

  constructor(host: RunHost, options: RunOptions) {
    this.#host = host;
    this.#options = options;
    this.#values = new Values(host, options.cache);
    this.#runner = new Runner({ host, options, values: this.#values, nested: this.#nested });
    this.#lookup = new Lookup(host, options);
    this.#tally = new Tally(this.plan, host.reporter);
    this.#others = new Others(host, options, {
      lookup: this.#lookup,
      plan: this.plan,
      stopped: () => this.#stopped,
      idle: () => this.#running === 0,
      settled: (job) => {
        this.#settled(job);
        this.#tally.tell();
      },
      wake: () => this.#wake?.(),
    });
    const explainer = options.explain === true ? new Explainer(host.cache.history) : undefined;
    const parts = {
      host,
      plan: this.plan,
      lookup: this.#lookup,
      explainer,
      tally: this.#tally,
      pending: this.#pending,
      nested: this.#nested,
    };
    this.#decisions = new Decisions({ ...parts, settled: (job) => this.#settled(job) });
    this.#asking = new Asking({ ...parts, decisions: this.#decisions });
  }

  /** Evaluates Futures; resolves when all their values are finished. */
  async evaluate(
    futures: readonly Future<unknown>[],
    { caller, also = [], forOutput = false }: EvaluateOptions,
  ): Promise<unknown[]> {
    const outer = caller === undefined && !forOutput;
    const needed = futures.length;
    const begun = this.#asking.begin({ futures: [...futures, ...also], needed, caller });
    const known = await begun.known;
    try {
      return await this.#valuesOf(known, { needed, caller, outer, turn: begun.turn });
    } finally {
      this.#asking.given(known);
    }
  }

  async #valuesOf(
    known: readonly Parent[],
    { needed, caller, outer, turn }: Evaluation,
  ): Promise<unknown[]> {
    const parents = known.slice(0, needed);
    for (let attempt = 1;;) {
      await this.#finish(known, caller);
      if (outer) await this.#settleAll();
      const others = this.#asking.allBegun(turn);
      if (others !== undefined) await others;
      if (known.some(({ job }) => !job.finished)) continue;
      const lost = await this.#values.load(parents);
      const open = known.filter(({ job }) => !job.finished);
      if (lost.length + open.length === 0) break;
      // taken back while it was loaded
      for (const { out } of open) out.held = undefined;
      if (lost.length === 0) continue;
      invariant(attempt++ < ATTEMPTS, "stored values are lost again and again");
      this.#remade.lost(lost);
    }
    if (caller !== undefined && parents.some(({ job }) => job.partial)) caller.partial = true;
    return parents.map((parent) => this.#values.take(parent));
  }

  /** What was read (JSON) for the values of Futures that were evaluated, or for their failing. */
  readsBehind(futures: readonly Future<unknown>[]): Iterable<string> {
    return this.#nested.of(futures.flatMap((future) => this.plan.find(future) ?? []));
  }

  async #finish(parents: readonly Parent[], caller: Job | undefined): Promise<void> {
    if (parents.some(({ job }) => !job.finished)) await loadScopes(); // bodies have their own
    const jobs = [...new Set(parents.map(({ job }) => job))].filter((job) => !job.finished);
    if (jobs.length > 0) {
      // they may have been lost
      for (const job of jobs) this.plan.want(job);
      this.#tally.tell();
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
        if (this.failures.length > 0) throw this.failures[0]!.error;
        throw whyEnded(this.#options, caller, this.plan.jobs());
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
      else {
        this.#others.leave();
        this.#waiters.releaseAll();
      }
    });
  }

  /** Whether something could not be stored, or written: nothing can go on. */
  get broken(): boolean {
    return this.#fatal !== undefined;
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
        if (!this.plan.hasUndecided) {
          const jobs = this.#others.begin(this.plan.next());
          this.#start(jobs instanceof Promise ? await jobs : jobs);
        } else {
          const deciding = this.#decisions.decide(this.plan.takeUndecided());
          if (deciding !== undefined) await deciding;
        }
        if (turn.over) await turn.pass();
      }
      this.#others.rest();
      if (this.#running > 0 || this.#others.waiting) {
        await new Promise<void>((resolve) => this.#wake = resolve);
      } else if (!await this.#idle()) return;
      if (turn.over) await turn.pass();
    }
  }

  /** Nothing runs and nothing can start; whether something can once all is committed. */
  async #idle(): Promise<boolean> {
    // an output that is being written may have to be made again
    const woken = new Promise<"woken">((resolve) => this.#wake = () => resolve("woken"));
    const how = await Promise.race([this.#pending.settle(this.#host.cache), woken]);
    if (how === "woken" || this.#canGoOn() || this.#running > 0) return true;
    if (!this.#stopped && this.plan.releaseBatch()) return true;
    // bodies that wait for what can't be had are told so, and end
    return this.#waiters.releaseNested();
  }

  /** A job that was undecided is a hit. */
  #settled(job: Job): void {
    this.#tally.cached++;
    this.plan.wanted--;
    for (const parent of job.parents) this.#values.release(parent);
    this.#tally.cached -= this.#remade.settle(job);
    this.#waiters.finished(job);
    this.#pending.add(this.#host.onFinished(job));
  }

  /** Starts the body of a call, or of items of a batch. */
  #start(jobs: readonly Job[] | undefined): void {
    if (jobs === undefined || jobs.length === 0) return;
    const work = new Work(jobs);
    this.#running++;
    for (const job of jobs) begin(job);
    this.#emit(startEvent(work, work.lead.reason!));
    const outcome = this.#runner.run(work);
    if (outcome instanceof Promise) void outcome.then((ended) => this.#ran(work, ended));
    else this.#ran(work, outcome);
    this.#others.started(work.lead, "duration" in outcome ? outcome.duration : Infinity);
  }

  #ran(work: Work, outcome: Outcome): void {
    if (work.lead.evaluating === 0) this.#running--;
    this.#host.reporter?.ended?.(work.lead.outs[0]!.future.hash);
    this.#end(work, outcome);
    this.#wake?.();
  }

  #end(work: Work, outcome: Outcome): void {
    const { jobs } = work;
    this.#others.ended(jobs, outcome.kind === "done");
    if (outcome.kind === "lost") return this.#remade.lostFor(jobs, outcome.jobs);
    if (outcome.kind === "failed") return this.#failed(work, outcome.error);
    if (outcome.kind === "interrupted") return unbegin(jobs);
    for (const job of jobs) {
      this.#lookup.made(job);
      this.#tally.cached -= this.#remade.settle(job);
    }
    this.#pending.after(outcome.committed, () => this.#committed(work, outcome.duration));
  }

  #committed(work: Work, duration: number): Promise<unknown> | undefined {
    for (const job of work.jobs) job.finished = true;
    this.#others.over(work.jobs, !work.lead.partial);
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

  #emit(event: Event): void {
    this.#host.reporter?.event(event);
  }
}
