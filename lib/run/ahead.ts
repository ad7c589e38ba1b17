/**
 * What starts next is claimed together with what starts now: a write and a read for many short bodies
 * in place of two for each. What was claimed stands until it is given back, so that nobody has to be
 * looked for before its body starts.
 */

import type { CallNode } from "../graph/node.ts";
import type { Job } from "./job.ts";
import type { Plan } from "./plan.ts";

/** How many calls are claimed ahead at most. */
const MOST = 32;
/** Milliseconds that their bodies may take in all, by what the last ones of their tasks took. */
const MOST_TIME = 1;

/** The calls that are claimed and have not started. */
export class Ahead {
  readonly #plan: Pick<Plan, "following">;
  /** The next one last. */
  #jobs: Job[] = [];
  /** How many may be claimed; doubled by each claim. Where it is foreseen wrongly, few are in vain. */
  #most = MOST;
  /** Tasks, and for how many milliseconds the last body kept everything else waiting. */
  readonly #took = new Map<string, number>();

  constructor(plan: Pick<Plan, "following">) {
    this.#plan = plan;
  }

  /** Whether a call is the next of those that are claimed; then it no longer counts as ahead. */
  starts(job: Job): boolean {
    if (this.#jobs.length === 0 || this.#jobs.at(-1) !== job) return false;
    this.#jobs.pop();
    return true;
  }

  /** What is to be claimed together with `job`, in the order of its starts. */
  worthClaiming(job: Job): readonly Job[] {
    if (this.#most < 1 || !this.#took.has(taskOf(job))) return NONE;
    let time = 0;
    let count = 0;
    return this.#plan.following(job, (next) => {
      time += this.#took.get(taskOf(next)) ?? Infinity;
      return ++count <= this.#most && time <= MOST_TIME &&
        (next.node as CallNode).info.settings.cache;
    });
  }

  /** They are claimed. */
  claimed(jobs: readonly Job[]): void {
    this.#jobs = jobs.toReversed();
    this.#most = Math.min(MOST, 2 * this.#most);
  }

  /** None is any longer; gives those that were. */
  drop(): readonly Job[] {
    const jobs = this.#jobs;
    if (jobs.length === 0) return jobs;
    this.#jobs = [];
    this.#most = 1 / 8;
    return jobs;
  }

  /**
   * A body has been started, and has kept everything else waiting for `ms`; `Infinity` if it isn't
   * over. Whether what is claimed would have to wait for too long.
   */
  took(job: Job, ms: number): boolean {
    this.#took.set(taskOf(job), ms);
    return ms > MOST_TIME;
  }
}

function taskOf({ node }: Job): string {
  return (node as CallNode).info.taskId;
}

const NONE: readonly Job[] = [];
