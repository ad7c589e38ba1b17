/** Values that are kept only until all that need them are done, as `cacheTemporarily` asks for. */

import type { MerkleHash } from "../hash/digest.ts";
import type { Job } from "./job.ts";

/**
 * The hashes of temporary values that no call of a run waits for any more: what still waits for one,
 * since the run failed or was interrupted, will want it in the next run.
 */
export function droppable(jobs: Iterable<Job>): MerkleHash[] {
  const temporary: Job[] = [];
  const needed = new Set<Job>();
  for (const job of jobs) {
    const { node } = job;
    if (node.kind !== "call") continue;
    if (node.info.settings.cacheTemporarily) temporary.push(job);
    if (job.wanted && !job.finished) { for (const parent of job.parents) needed.add(parent.job); }
  }
  return temporary.filter((job) => !needed.has(job))
    .flatMap((job) => job.outs.map(({ future }) => future.hash));
}
