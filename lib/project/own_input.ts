/** Outputs that would overwrite what they are made from. */

import { outputIsInput } from "../error/graph_errors.ts";
import type { StatMemo } from "../file/stat_memo.ts";
import type { Read } from "../run/body_reads.ts";
import type { Job } from "../run/job.ts";
import { type InputFile, rememberedFiles } from "../task/ref_values.ts";
import { displayPath } from "../util/path.ts";
import type { Output } from "./outputs.ts";

/** Watches over the inputs of a run. */
export class OwnInputs {
  readonly #stats: StatMemo;
  readonly #jobs: () => readonly Job[];
  /** How many jobs were looked at. */
  #seen = 0;
  /** Of the files that they read: a file may be read by another path than it is written to. */
  readonly #inodes = new Set<number>();

  /** `jobs`: those of the run, to which others are only added behind. */
  constructor(stats: StatMemo, jobs: () => readonly Job[]) {
    this.#stats = stats;
    this.#jobs = jobs;
  }

  /**
   * Refuses an output in whose place is a file of somebody else's that its value comes from: what was
   * read would be lost, and the next run would start from what this one wrote.
   */
  refuse({ path, place }: Output, job: Job): void {
    const row = this.#stats.row(path);
    // merkl's own: hardly ever is there more to do
    if (row?.written !== undefined) return;
    const there = this.#stats.statOf(path);
    if (there === undefined || (row === undefined && !this.#reads(there.inode))) return;
    const isIt = (file: { readonly path: string; readonly stat: { readonly inode: number } }) =>
      file.path === path || (file.stat.inode !== 0 && file.stat.inode === there.inode);
    const seen = new Set<Job>([job]);
    const key = this.#stats.keyOf(path);
    for (const job of seen) {
      const input = filesOf(job).find(isIt)?.path ?? (wasRead(key, job) ? path : undefined);
      if (input !== undefined) {
        throw outputIsInput(displayPath(path), { input: displayPath(input), place });
      }
      for (const parent of job.parents) seen.add(parent.job);
    }
  }

  /** Whether anything in the run reads a file with this inode. */
  #reads(inode: number): boolean {
    const jobs = this.#jobs();
    for (; this.#seen < jobs.length; this.#seen++) {
      for (const { stat } of filesOf(jobs[this.#seen]!)) this.#inodes.add(stat.inode);
    }
    return this.#inodes.has(inode);
  }
}

function filesOf({ node }: Job): readonly Pick<InputFile, "path" | "stat">[] {
  if (node.kind === "call") return rememberedFiles(node.args);
  // what merkl wrote itself may be written again
  return node.kind === "input" ? [node] : [];
}

/** Whether a body read a file, as the stat memo names it, by itself. */
function wasRead(key: string, { node, outs }: Job): boolean {
  const reads = node.kind === "call" ? outs[0]?.head?.reads : undefined;
  return typeof reads === "string" &&
    (JSON.parse(reads) as readonly Read[]).some(({ path }) => path === key);
}
