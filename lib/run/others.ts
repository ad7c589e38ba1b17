/** What other processes make is waited for and taken as a hit, not made twice. */

import type { EntryHead } from "../cache/entry.ts";
import type { Holder, Leases } from "../cache/lease.ts";
import type { CallNode } from "../graph/node.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { Ahead } from "./ahead.ts";
import type { Reporter } from "./event.ts";
import { settleFrom } from "./freshness.ts";
import type { RunHost, RunOptions } from "./host.ts";
import type { Job } from "./job.ts";
import type { Lookup } from "./lookup.ts";
import type { Plan } from "./plan.ts";
import { subjectOf } from "./subject.ts";

/** What waiting needs of a scheduler. */
export interface OthersRequest {
  readonly lookup: Lookup;
  readonly plan: Plan;
  /** Whether no body may start any more. */
  readonly stopped: () => boolean;
  /** Whether nothing runs here but bodies that wait for others. */
  readonly idle: () => boolean;
  /** A job's values are known, since it was made elsewhere. */
  readonly settled: (job: Job) => void;
  /** Something has changed, or there is time to look whether the run is to end. */
  readonly wake: () => void;
}

/** A job that another process makes. */
interface Awaited {
  readonly since: number;
  /** Since when its body has ended. */
  ended: number | undefined;
}

const FIRST_LOOK = 2;
const LONGEST_LOOK = 100;
/** Milliseconds of waiting after which it is said. */
const SAY_AFTER = 1000;
/**
 * Milliseconds that the commit of a short body is waited for: the next body may keep its process from
 * it for hours. A long one is committed at once.
 */
const COMMIT_AFTER = 3000;

/** Waits for what other processes make. */
export class Others {
  readonly #request: OthersRequest;
  readonly #leases: Leases | undefined;
  readonly #reporter: Reporter | undefined;
  readonly #options: RunOptions;
  readonly #awaited = new Map<Job, Awaited>();
  /** Jobs to be made here whoever has them. */
  readonly #anyway = new Set<Job>();
  readonly #said = new Set<number>();
  readonly #ahead: Ahead;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delay = FIRST_LOOK;

  constructor(
    { cache, reporter }: Pick<RunHost, "cache" | "reporter">,
    options: RunOptions,
    request: OthersRequest,
  ) {
    this.#request = request;
    this.#reporter = reporter;
    this.#options = options;
    this.#leases = options.cache ? cache.leases?.() : undefined;
    this.#ahead = new Ahead(request.plan);
  }

  /** Whether something is made elsewhere that is waited for. */
  get waiting(): boolean {
    return this.#awaited.size > 0 && !this.#request.stopped();
  }

  /** Of jobs that are about to start, those that are to. */
  begin(jobs: readonly Job[] | undefined): readonly Job[] | undefined | Promise<readonly Job[]> {
    const leases = this.#leases;
    if (leases === undefined || jobs === undefined || this.#ahead.starts(jobs[0]!)) return jobs;
    this.rest();
    if (!isStored(jobs[0]!)) return jobs;
    const anyway = this.#options.force ||
      (this.#anyway.size > 0 && jobs.some((job) => this.#anyway.has(job)));
    const ahead = anyway || leases.shared ? [] : this.#ahead.worthClaiming(jobs[0]!);
    const holders = leases.claim([...jobs, ...ahead].map(hashOf), anyway);
    if (holders === undefined && (!leases.shared || this.#options.force)) {
      this.#ahead.claimed(ahead);
      return jobs;
    }
    leases.release(ahead.map(hashOf), false);
    return this.#choose(leases, jobs, holders);
  }

  async #choose(
    leases: Leases,
    jobs: readonly Job[],
    holders: readonly (Holder | undefined)[] | undefined,
  ): Promise<readonly Job[]> {
    const granted: Job[] = [];
    jobs.forEach((job, i) => {
      const holder = holders?.[i];
      if (holder === undefined) granted.push(job);
      else this.#await(job, holder);
    });
    const found = await this.#request.lookup.madeMeanwhile(granted);
    const stopped = this.#request.stopped();
    const left = granted.filter((_, i) => found[i] === undefined);
    const given = granted.filter((_, i) => stopped || found[i] !== undefined);
    leases.release(given.map(hashOf), false);
    granted.forEach((job, i) => {
      const heads = found[i];
      if (heads !== undefined) this.#found(job, heads);
      else if (stopped) this.#request.plan.startLater(job);
    });
    return stopped ? [] : left;
  }

  /** Nothing can start now, or not as it was foreseen: what was claimed ahead is given back. */
  rest(): void {
    const jobs = this.#ahead.drop();
    if (jobs.length > 0) this.over(jobs, false);
  }

  /**
   * A body was started, and has kept everything else waiting for `ms`; `Infinity` if it isn't over.
   */
  started(job: Job, ms: number): void {
    if (this.#ahead.took(job, ms)) this.rest();
  }

  /** The bodies of jobs have ended; `done` if what they gave is about to be committed. */
  ended(jobs: readonly Job[], done: boolean): void {
    if (!done) this.over(jobs, false);
    else if (this.#leases !== undefined) {
      for (const job of jobs) {
        this.#leases.ended(hashOf(job));
      }
    }
  }

  /** What jobs gave is committed, or won't be. */
  over(jobs: readonly Job[], committed: boolean): void {
    this.#leases?.release(jobs.map(hashOf), committed);
  }

  /** Nothing runs any more. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#awaited.clear();
    this.#ahead.drop();
    this.#leases?.leave();
  }

  #await(job: Job, holder: Holder): void {
    const since = performance.now();
    // a signal ends the waiting, too
    if (this.#awaited.size === 0) this.#options.onFirstBody?.();
    this.#awaited.set(job, { since, ended: holder.ended ? since : undefined });
    this.#delay = FIRST_LOOK;
    this.#lookLater();
  }

  #lookLater(): void {
    this.#timer ??= setTimeout(() => void this.#look(), this.#delay);
    this.#delay = Math.min(LONGEST_LOOK, this.#delay * 1.5);
  }

  async #look(): Promise<void> {
    const { stopped, lookup, wake } = this.#request;
    try {
      if (!stopped()) {
        const jobs = [...this.#awaited.keys()];
        const found = await lookup.madeMeanwhile(jobs);
        this.#settle(jobs, found);
      }
    } catch {
      // the cache can't be read: those who start bodies come upon it as well, and tell
      for (const job of this.#awaited.keys()) this.#free(job, true);
    }
    this.#timer = undefined;
    if (this.#awaited.size > 0) this.#lookLater();
    wake();
  }

  #settle(jobs: readonly Job[], found: readonly (readonly EntryHead[] | undefined)[]): void {
    const open: Job[] = [];
    jobs.forEach((job, i) => {
      const heads = found[i];
      if (heads === undefined) open.push(job);
      else this.#found(job, heads);
    });
    const leases = this.#leases!;
    if (open.length < jobs.length) this.#delay = FIRST_LOOK;
    const holders = leases.holders(open.map(hashOf));
    open.forEach((job, i) => this.#holdOn(job, holders[i]));
    const left = [...this.#awaited.keys()];
    if (left.length === 0 || !this.#request.idle() || !leases.deadlocked(left.map(hashOf))) return;
    for (const job of left) this.#free(job, true);
  }

  /** Waits on, unless there is nobody any more to wait for. */
  #holdOn(job: Job, holder: Holder | undefined): void {
    const awaited = this.#awaited.get(job)!;
    const now = performance.now();
    if (holder === undefined) return this.#free(job, false);
    awaited.ended = holder.ended ? awaited.ended ?? now : undefined;
    if (awaited.ended !== undefined && now - awaited.ended > COMMIT_AFTER) this.#free(job, true);
    else if (!holder.ended && now - awaited.since > SAY_AFTER && !this.#said.has(holder.pid)) {
      this.#said.add(holder.pid);
      this.#reporter?.event({ kind: "waiting", subject: subjectOf(job), pid: holder.pid });
    }
  }

  #free(job: Job, anyway: boolean): void {
    this.#awaited.delete(job);
    if (anyway) this.#anyway.add(job);
    this.#request.plan.startLater(job);
  }

  #found(job: Job, heads: readonly EntryHead[]): void {
    this.#awaited.delete(job);
    settleFrom(job, heads);
    this.#request.settled(job);
  }
}

function isStored({ node }: Job): boolean {
  return (node as CallNode).info.settings.cache;
}

/** One hash for all outs of a call. */
function hashOf({ outs }: Job): MerkleHash {
  return outs[0]!.future.hash;
}
