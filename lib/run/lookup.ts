/** What the cache knows of the calls of a run, asked for in bulk. */

import type { EntryHead } from "../cache/entry.ts";
import type { CallNode } from "../graph/node.ts";
import { HashSet } from "../hash/hash_set.ts";
import { judge, resolvedHashes } from "./freshness.ts";
import type { RunHost, RunOptions } from "./host.ts";
import type { Job } from "./job.ts";

/** What a lookup needs of a run's surroundings. */
export type LookupHost = Pick<RunHost, "cache" | "changedRead" | "elsewhere" | "memory">;

/** For each of some jobs the entries that it stands for, if any. */
export type Resolved = readonly (readonly EntryHead[] | undefined)[];

/**
 * How many jobs are asked for and judged at once. Of what the index tells of 100,000, the first would
 * be out of the processor's caches again when the last has come.
 */
const CHUNK = 1000;

/** Asks the index for a run. */
export class Lookup {
  readonly #host: LookupHost;
  readonly #options: Pick<RunOptions, "cache" | "force">;
  /** deps hash of calls that may run -> whether the index might have entries of it before. */
  readonly #stored = new Map<string, boolean>();
  /** Resolved hashes of what this run made. */
  readonly #made = new HashSet();

  constructor(
    host: LookupHost,
    options: Pick<RunOptions, "cache" | "force">,
  ) {
    this.#host = host;
    this.#options = options;
  }

  /**
   * Decides what can be decided of new jobs, parents before children; gives those for which
   * {@linkcode Lookup.resolved} decides.
   */
  async judge(jobs: readonly Job[]): Promise<Job[]> {
    const rules = {
      force: this.#options.force,
      cache: this.#options.cache,
      changedRead: (reads: string) => this.#host.changedRead(reads),
    };
    const open: Job[] = [];
    const unsure: Job[] = [];
    for (let start = 0; start < jobs.length; start += CHUNK) {
      const chunk = jobs.slice(start, start + CHUNK);
      await this.#fetchHeads(chunk);
      for (const job of chunk) {
        if (judge(job, rules) === "resolve") open.push(job);
        if (job.state === "unsure") unsure.push(job);
      }
    }
    await this.#askForDeps(unsure);
    return open;
  }

  /** Asked before anything runs: then no entry is this run's own. */
  async #askForDeps(jobs: readonly Job[]): Promise<void> {
    const { cache, force } = this.#options;
    if (!cache || force) return;
    const unknown = new Set<string>();
    for (const { node } of jobs) {
      if (node.kind !== "call") continue;
      if (!this.#stored.has(node.info.depsHash)) unknown.add(node.info.depsHash);
    }
    if (unknown.size === 0) return;
    const hashes = [...unknown];
    const stored = await this.#host.cache.index.mayHaveDeps(hashes);
    hashes.forEach((hash, i) => this.#stored.set(hash, stored[i]!));
  }

  async #fetchHeads(jobs: readonly Job[]): Promise<void> {
    if (!this.#options.cache) return;
    const outs = [];
    for (const { node, outs: asked } of jobs) {
      if (node.kind !== "call") continue;
      if (node.info.settings.cache) outs.push(...asked);
      else if (node.info.settings.cacheInMemory) {
        for (const out of asked) out.head = this.#host.memory?.head(out.future.hash);
      }
    }
    if (outs.length === 0) return;
    const heads = await this.#host.cache.index.heads(outs.map((out) => out.future.hash));
    const { elsewhere } = this.#host;
    outs.forEach((out, i) => {
      const head = heads[i];
      const gone = elsewhere !== undefined && head?.state !== "present";
      out.head = gone ? elsewhere.head(out.future) ?? head : head;
    });
  }

  /**
   * For each job the entries, one for each of its outs, that were made from the values which its
   * parents have now; undefined if its body must run. If that is known of all, no promise is given.
   */
  resolved(jobs: readonly Job[]): Promise<Resolved> | undefined {
    const { cache, force } = this.#options;
    if (!cache || force) return undefined;
    const questions = jobs.map((job) => this.#question(job));
    if (questions.every((question) => question.length === 0)) return undefined;
    return this.#host.cache.index.byResolved(questions.flat()).then((found) => {
      let at = 0;
      return questions.map((question, i) => {
        const heads = question.flatMap(() => found[at++] ?? []);
        return heads.length === jobs[i]!.outs.length ? this.#standing(jobs[i]!, heads) : undefined;
      });
    });
  }

  /** The entries, if what their body said it reads is as it was. */
  #standing(job: Job, heads: readonly EntryHead[]): readonly EntryHead[] | undefined {
    for (const { reads } of heads) {
      const what = reads === null ? undefined : this.#host.changedRead(reads);
      if (what === undefined) continue;
      job.reason = { kind: "reads-changed", what };
      return undefined;
    }
    return heads;
  }

  /**
   * For each job that was to run the entries that somebody else has made since it was looked for, from
   * the values which its parents have; undefined if nobody has.
   */
  async madeMeanwhile(jobs: readonly Job[]): Promise<(readonly EntryHead[] | undefined)[]> {
    if (jobs.length === 0) return [];
    const hashes = jobs.flatMap(({ outs }) => outs.map(({ future }) => future.hash));
    const found = await this.#host.cache.index.heads(hashes);
    let at = 0;
    return jobs.map((job) => {
      const hashes = resolvedHashes(job, job.node as CallNode);
      const heads = job.outs.flatMap(({ head: before }, i) => {
        const head = found[at++];
        const stands = head?.state === "present" && head.created !== before?.created &&
          head.resolvedHash === hashes[i] &&
          (head.reads === null || this.#host.changedRead(head.reads) === undefined);
        return stands ? [head] : [];
      });
      return heads.length === job.outs.length ? heads : undefined;
    });
  }

  /** The resolved hashes of a job's outs; none if there can't be entries of them. */
  #question(job: Job): readonly string[] {
    const node = job.node as CallNode;
    // what isn't stored has no entries that it could stand for
    if (!node.info.settings.cache) return NONE;
    const hashes = resolvedHashes(job, node);
    // a call that was a hit until its parents were made again was not asked for
    const stored = this.#stored.get(node.info.depsHash) !== false;
    return stored || hashes.every((hash) => this.#made.has(hash)) ? hashes : NONE;
  }

  /** Takes note of what a body of this run gave: other calls may stand for the same. */
  made(job: Job): void {
    const node = job.node as CallNode;
    // a task without Futures among its arguments is found by its hash
    if (node.counted.length === 0 || this.#stored.get(node.info.depsHash) !== false) return;
    for (const { head } of job.outs) if (head !== undefined) this.#made.add(head.resolvedHash);
  }
}

const NONE: readonly string[] = [];
