/** What the calls read that bodies evaluate: it is read by these bodies as well. */

import type { Job } from "./job.ts";
import { parentsFirst } from "./twins.ts";

type Reads = ReadonlySet<string>;

const NONE: Reads = new Set();

/** The reads (JSON) of calls and of all that they are made from; each call is looked at once. */
export class NestedReads {
  #known = new Map<Job, Reads>();
  /** Behind which nothing was read: nearly all. */
  readonly #clean = new Set<Job>();
  /** Of bodies that failed, and so have no entry. */
  readonly #failed = new Map<Job, string>();

  /** A body failed that had read something. */
  failed(job: Job, reads: string): void {
    this.#failed.set(job, reads);
  }

  /** Something is made again, and may read something else. */
  forget(): void {
    this.#known.clear();
    this.#clean.clear();
  }

  /** The reads behind the values of `jobs`, or behind their failing. */
  of(jobs: readonly Job[]): Reads {
    return this.#areClean(jobs) ? NONE : this.#gather(jobs);
  }

  #areClean(jobs: readonly Job[]): boolean {
    const seen: Job[] = [];
    const stack = [...jobs];
    for (let job = stack.pop(); job !== undefined; job = stack.pop()) {
      const known = this.#known.get(job);
      if (this.#clean.has(job) || known?.size === 0) continue;
      // what has not come to an end may still read
      const isClean = known === undefined && job.settled &&
        !job.outs.some(({ head }) => typeof head?.reads === "string");
      if (!isClean) {
        for (const one of seen) this.#clean.delete(one);
        return false;
      }
      this.#clean.add(job);
      seen.push(job);
      for (const parent of job.parents) stack.push(parent.job);
    }
    return true;
  }

  #gather(jobs: readonly Job[]): Reads {
    const unknown = this.#unknown(jobs);
    for (const job of unknown) {
      const above = job.parents.map((parent) => this.#known.get(parent.job)!);
      this.#known.set(job, union(above, this.#own(job)));
    }
    const all = union(jobs.map((job) => this.#known.get(job)!), []);
    // what has not come to an end may still read
    if (unknown.some((job) => !job.settled)) this.forget();
    return all;
  }

  #own(job: Job): string[] {
    const failed = job.state === "failed" ? this.#failed.get(job) : undefined;
    if (failed !== undefined) return [failed];
    return job.outs.flatMap(({ head }) => head?.reads ?? []);
  }

  /** Jobs that were not looked at yet, parents first. */
  #unknown(jobs: readonly Job[]): Job[] {
    const found = new Set<Job>();
    const stack = [...jobs];
    for (let job = stack.pop(); job !== undefined; job = stack.pop()) {
      if (found.has(job) || this.#known.has(job)) continue;
      found.add(job);
      for (const parent of job.parents) stack.push(parent.job);
    }
    return parentsFirst([...found]);
  }
}

function union(all: readonly Reads[], more: readonly string[]): Reads {
  const some = all.filter((reads) => reads.size > 0);
  if (more.length === 0 && some.length <= 1) return some[0] ?? NONE;
  const first = some[0];
  // a fan of calls behind the same reads
  if (more.length === 0 && some.every((reads) => reads === first)) return first!;
  return new Set([...some.flatMap((reads) => [...reads]), ...more]);
}
