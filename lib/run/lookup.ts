/** What the cache knows of the calls of a run, asked for in bulk. */

import type { EntryHead } from "../cache/entry.ts";
import type { CallNode } from "../graph/node.ts";
import { judge, resolvedFor } from "./freshness.ts";
import type { RunHost, RunOptions } from "./host.ts";
import type { Job } from "./job.ts";

/** What a lookup needs of a run's surroundings. */
export type LookupHost = Pick<RunHost, "cache" | "changedRead" | "elsewhere" | "memory">;

/** Asks the index for a run. */
export class Lookup {
  readonly #host: LookupHost;
  readonly #options: Pick<RunOptions, "cache" | "force">;

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
    await this.#fetchHeads(jobs);
    const rules = {
      force: this.#options.force,
      cache: this.#options.cache,
      changedRead: (reads: string) => this.#host.changedRead(reads),
    };
    return jobs.filter((job) => judge(job, rules) === "resolve");
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
   * parents have now; undefined if its body must run.
   */
  async resolved(jobs: readonly Job[]): Promise<(readonly EntryHead[] | undefined)[]> {
    if (jobs.length === 0) return [];
    const { cache, force } = this.#options;
    if (!cache || force) return jobs.map(() => undefined);
    const questions = jobs.map((job) => {
      const resolve = resolvedFor(job, job.node as CallNode);
      return job.outs.map((out) => resolve(out.future.outKey));
    });
    const found = await this.#host.cache.index.byResolved(questions.flat());
    let at = 0;
    return questions.map((question, i) => {
      const { node } = jobs[i]!;
      const heads = question.flatMap(() => found[at++] ?? []);
      // what isn't stored has no entries that it could stand for
      const stored = node.kind === "call" && node.info.settings.cache;
      return stored && heads.length === question.length ? heads : undefined;
    });
  }
}
