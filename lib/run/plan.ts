/**
 * The plan: which calls a run knows, which are wanted, which can go on. Pure: it reads and runs
 * nothing. Nodes can be added at any time; nothing here is recursive or quadratic.
 */

import { type Future, NODE } from "../graph/future.ts";
import { Job, type Parent } from "./job.ts";
import type { Node } from "../graph/node.ts";
import { ReadyQueue } from "./ready_queue.ts";

/** The jobs of a run and the order in which they can go on. */
export class Plan {
  /** deps hash -> args hash -> job: equal calls are one job. */
  readonly #calls = new Map<string, Map<string, Job>>();
  readonly #byNode = new Map<Node, Job>();
  readonly #ready = new ReadyQueue();
  /** Jobs whose parents are all known now, so that it can be told whether they must run. */
  #undecided: Job[] = [];
  /** Jobs that were asked for and had no value; the scheduler takes off those that needn't run. */
  wanted = 0;

  /** All jobs, in the order of their discovery. */
  *jobs(): Iterable<Job> {
    for (const calls of this.#calls.values()) yield* calls.values();
  }

  /** The job and out of a Future that was added. */
  lookup(future: Future<unknown>): Parent {
    const job = this.#jobOf(future[NODE]);
    return { job, out: job.out(future) };
  }

  /** Adds Futures with all that they depend on; gives the new jobs, parents before children. */
  add(futures: readonly Future<unknown>[]): Job[] {
    const added: Job[] = [];
    const stack: Node[] = [];
    const discover = (future: Future<unknown>): void => {
      const node = future[NODE];
      if (this.#byNode.has(node)) {
        this.#byNode.get(node)!.out(future);
        return;
      }
      const known = this.#known(node);
      const job = known ?? new Job(future);
      this.#byNode.set(node, job);
      job.out(future);
      if (known !== undefined) return;
      this.#remember(job);
      added.push(job);
      stack.push(node);
    };
    futures.forEach(discover);
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (node.kind === "call") node.parents.forEach(discover);
    }
    // parents are made before their children, so the order of creation is a topological one
    added.sort((a, b) => a.node.seq - b.node.seq);
    for (const job of added) this.#link(job);
    return added;
  }

  #link(job: Job): void {
    const { node } = job;
    if (node.kind !== "call" || node.parents.length === 0) return;
    job.parents = node.parents.map((future) => this.lookup(future));
  }

  #jobOf(node: Node): Job {
    return this.#byNode.get(node)!;
  }

  #known(node: Node): Job | undefined {
    const [deps, args] = keyOf(node);
    return this.#calls.get(deps)?.get(args);
  }

  #remember(job: Job): void {
    const [deps, args] = keyOf(job.node);
    let calls = this.#calls.get(deps);
    if (calls === undefined) this.#calls.set(deps, calls = new Map());
    calls.set(args, job);
  }

  /** Asks for a job's values: it and all that it waits for will go on. */
  want(root: Job): void {
    const stack = [root];
    while (stack.length > 0) {
      const job = stack.pop()!;
      if (job.wanted || job.settled) continue;
      job.wanted = true;
      this.wanted++;
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
   * Takes back hits that a run of `roots` would belie: of jobs whose parents are made again, perhaps
   * with other values. `added` are the new jobs, parents first.
   */
  demote(roots: readonly Parent[], added: readonly Job[]): void {
    const jobs = added.filter((job) => job.provisional);
    if (jobs.length === 0) return;
    for (let before = -1, now = 0; before !== now;) {
      before = now;
      const running = runningFor(roots.map(({ job }) => job));
      for (const job of jobs) {
        if (job.state !== "hit") continue;
        const belied = job.parents.some((parent) =>
          running.has(parent.job) || (parent.job.provisional && parent.job.state === "unsure")
        );
        if (!belied) continue;
        job.state = "unsure";
        job.mayChange = true;
        job.finished = false;
        now++;
      }
    }
  }

  #await(job: Job, parent: Job): void {
    job.waiting++;
    (parent.dependents ??= []).push(job);
  }

  #goOn(job: Job): void {
    if (job.state === "unsure") this.#undecided.push(job);
    else this.#ready.push(job);
  }

  /** A job's values are known: those that waited for nothing else go on. */
  settle(job: Job): void {
    const { dependents } = job;
    if (dependents === undefined) return;
    job.dependents = undefined;
    for (const dependent of dependents) {
      if (--dependent.waiting === 0) this.#goOn(dependent);
    }
  }

  /** A job that was undecided must run. */
  mustRun(job: Job): void {
    job.state = "run";
    this.#ready.push(job);
  }

  /** Values of settled parents turned out to be lost: `job` waits until they are made again. */
  awaitAgain(job: Job, lost: readonly Job[]): void {
    job.state = "run";
    for (const parent of new Set(lost)) {
      this.#await(job, parent);
      parent.wanted = false;
      this.want(parent);
    }
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

  /** The job to start next: of those that can, the one that the code called first. */
  next(): Job | undefined {
    return this.#ready.pop();
  }

  get hasReady(): boolean {
    return this.#ready.size > 0;
  }
}

/** All that must be settled before `roots` are. */
function runningFor(roots: readonly Job[]): Set<Job> {
  const running = new Set<Job>();
  const stack = [...roots];
  while (stack.length > 0) {
    const job = stack.pop()!;
    if (job.settled || running.has(job)) continue;
    running.add(job);
    for (const parent of job.parents) stack.push(parent.job);
  }
  return running;
}

/** Equal calls have equal pairs. */
function keyOf(node: Node): readonly [string, string] {
  return node.kind === "call"
    ? [node.info.depsHash, node.argsHash]
    : [`input ${node.as} ${node.path}`, node.content];
}
