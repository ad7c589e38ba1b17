/**
 * The plan: which calls a run knows, which are wanted, which can go on. Pure: it reads and runs
 * nothing. Nodes can be added at any time; nothing here is recursive or quadratic.
 */

import { type Future, NODE } from "../graph/future.ts";
import { type BatchGroup, Job, type Parent } from "./job.ts";
import { following } from "./following.ts";
import { JobTable } from "./job_table.ts";
import type { BatchCall } from "../graph/node.ts";
import { Provisional } from "./provisional.ts";
import { ReadyQueue } from "./ready_queue.ts";
import { parentsFirst, Twins } from "./twins.ts";

/** The jobs of a run and the order in which they can go on. */
export class Plan {
  readonly #jobs = new JobTable();
  readonly #ready = new ReadyQueue();
  readonly twins: Twins = new Twins();
  readonly #provisional = new Provisional();
  readonly #groups = new Map<BatchCall, BatchGroup>();
  /** Jobs whose parents are all known now, so that it can be told whether they must run. */
  #undecided: Job[] = [];
  /** Jobs that were asked for and had no value; the scheduler takes off those that needn't run. */
  wanted = 0;

  /** All jobs, in the order of their discovery. */
  jobs(): readonly Job[] {
    return this.#jobs.all;
  }

  /** The job and out of a Future that was added. */
  lookup(future: Future<unknown>): Parent {
    const maker = this.twins.makerOf(future);
    const job = this.#jobs.find(maker[NODE])!;
    return { job, out: job.out(maker) };
  }

  /** The job of a Future; undefined if it wasn't added. */
  find(future: Future<unknown>): Job | undefined {
    return this.#jobs.find(this.twins.makerOf(future)[NODE]);
  }

  /** Adds Futures with all that they depend on; gives the new jobs, parents before children. */
  add(futures: readonly Future<unknown>[]): Job[] {
    const added: Job[] = [];
    for (const future of futures) this.#discover(future, added);
    // what jobs depend on is added behind them
    for (let i = 0; i < added.length; i++) this.#link(added[i]!, added);
    // parents are made before their children, so the order of creation is a topological one
    added.sort((a, b) => a.node.seq - b.node.seq);
    if (!this.twins.meet(added, () => this.jobs())) return added;
    for (const job of added) this.#link(job, []);
    return parentsFirst(added);
  }

  /** Finds what a job depends on; puts the new jobs of that into `added`. */
  #link(job: Job, added: Job[]): void {
    const { node } = job;
    if (node.kind !== "call" || node.parents.length === 0) return;
    job.parents = node.parents.map((future) => this.#discover(future, added));
  }

  #discover(asked: Future<unknown>, added: Job[]): Parent {
    const future = this.twins.makerOf(asked);
    let job = this.#jobs.find(future[NODE]);
    if (job === undefined) {
      job = new Job(future);
      this.#jobs.add(job);
      added.push(job);
    }
    return { job, out: job.out(future) };
  }

  /** Asks for a job's values: it and all that it waits for will go on. */
  want(root: Job): void {
    const stack = [root];
    while (stack.length > 0) {
      const job = stack.pop()!;
      if (job.wanted || job.settled) continue;
      job.wanted = true;
      this.wanted++;
      this.#joinGroup(job);
      for (const parent of job.parents) {
        parent.out.consumers++;
        if (parent.job.settled) continue;
        this.#await(job, parent.job);
        stack.push(parent.job);
      }
      if (job.waiting === 0) this.#goOn(job);
    }
  }

  /**
   * Asks for the values of `roots`. Hits that this belies are taken back, and asked for again where
   * `others` needs them: what is evaluated at the same time is of one data set.
   *
   * @param added The new jobs, parents first.
   * @param others Roots of evaluations that have given nobody their values yet.
   * @returns the hits that were taken back
   */
  ask(
    roots: readonly Parent[],
    { added, others }: { added: readonly Job[]; others: Iterable<readonly Parent[]> },
  ): readonly Job[] {
    const all = [...roots];
    const demoted: Job[] = [];
    const running = this.#provisional.add(added);
    while (this.#provisional.any) {
      const more = this.#provisional.demote([...running, ...runningFor(all)]);
      if (more.length === 0) break;
      if (demoted.length === 0) {
        for (const some of others) for (const one of some) all.push(one);
      }
      demoted.push(...more);
    }
    for (const { job } of all) this.want(job);
    return demoted;
  }

  #await(job: Job, parent: Job): void {
    job.waiting++;
    // most have one, and an array that begins empty has room for 17
    if (parent.dependents === undefined) parent.dependents = [job];
    else parent.dependents.push(job);
  }

  #goOn(job: Job): void {
    if (job.state === "unsure") this.#undecided.push(job);
    else this.#canStart(job);
  }

  /** The items of a call of a batch start together. */
  #joinGroup(job: Job): void {
    const batch = job.node.kind === "call" ? job.node.batch : undefined;
    if (batch === undefined || job.awaited) return;
    if (job.group === undefined) {
      let group = this.#groups.get(batch);
      if (group === undefined) {
        this.#groups.set(batch, group = { awaited: 0, ready: [], impatient: false });
      }
      job.group = group;
    }
    job.group.awaited++;
    job.awaited = true;
  }

  #canStart(job: Job): void {
    if (job.group === undefined) return this.#ready.push(job);
    job.group.ready.push(job);
    this.#leaveGroup(job);
  }

  /** The others need no longer wait for an item. */
  #leaveGroup(job: Job): void {
    const { group } = job;
    if (group === undefined || !job.awaited) return;
    job.awaited = false;
    group.awaited--;
    if (group.awaited === 0 && group.ready.length > 0) this.#ready.push(group.ready[0]!);
  }

  /**
   * Nothing can go on: lets a batch start without the items that it waits for. They wait for a call
   * that failed, or, if two batches need items of each other, for this one.
   */
  releaseBatch(): boolean {
    for (const group of this.#groups.values()) {
      if (group.ready.length === 0) continue;
      group.impatient = true;
      this.#ready.push(group.ready[0]!);
      return true;
    }
    return false;
  }

  /** A job's values are known: those that waited for nothing else go on. */
  settle(job: Job): void {
    this.#leaveGroup(job);
    const { dependents } = job;
    if (dependents === undefined) return;
    job.dependents = undefined;
    for (const dependent of dependents) {
      if (--dependent.waiting === 0) this.#goOn(dependent);
    }
  }

  /** A job that was about to start, and could not, can start now. */
  startLater(job: Job): void {
    this.#joinGroup(job);
    this.#canStart(job);
  }

  /** A job that was undecided must run. */
  mustRun(job: Job): void {
    job.state = "run";
    this.#canStart(job);
  }

  /** Values of settled parents turned out to be lost: `jobs` wait until they are made again. */
  awaitAgain(jobs: readonly Job[], lost: readonly Job[]): void {
    const gone = new Set(lost);
    for (const job of jobs) {
      job.state = "run";
      this.#joinGroup(job);
      for (const parent of new Set(job.parents.map((one) => one.job))) {
        if (gone.has(parent)) this.#await(job, parent);
      }
    }
    for (const parent of gone) {
      parent.wanted = false;
      this.want(parent);
    }
    for (const job of jobs) if (job.waiting === 0) this.#canStart(job);
  }

  /** Jobs that can be decided now. */
  takeUndecided(): Job[] {
    const taken = this.#undecided;
    this.#undecided = [];
    return taken;
  }

  get hasUndecided(): boolean {
    return this.#undecided.length > 0;
  }

  /**
   * What to start next: of the jobs that can, the one that the code called first; if it is of a batch,
   * with all the others that can, in the order of the items.
   */
  next(): readonly Job[] | undefined {
    for (let job = this.#ready.pop(); job !== undefined; job = this.#ready.pop()) {
      const { group } = job;
      if (group === undefined) return [job];
      // more items were asked for meanwhile, or it was begun already
      if (group.ready.length === 0 || (group.awaited > 0 && !group.impatient)) continue;
      const jobs = group.ready;
      group.ready = [];
      group.impatient = false;
      return jobs.sort((a, b) => a.node.seq - b.node.seq);
    }
    return undefined;
  }

  /** What is foreseen to start after `job`, which was to start next; see {@linkcode following}. */
  following(job: Job, accepts: (job: Job) => boolean): readonly Job[] {
    return following(job, this.#ready.inOrder(), accepts);
  }

  get hasReady(): boolean {
    return this.#ready.size > 0;
  }
}

/** All that must be settled before `roots` are. */
function runningFor(roots: readonly Parent[]): Set<Job> {
  const running = new Set<Job>();
  const stack = roots.map(({ job }) => job);
  while (stack.length > 0) {
    const job = stack.pop()!;
    if (job.settled || running.has(job)) continue;
    running.add(job);
    for (const parent of job.parents) stack.push(parent.job);
  }
  return running;
}
