/** Outputs that would overwrite what they are made from. */

import { outputIsInput } from "../error/graph_errors.ts";
import type { StatMemo } from "../file/stat_memo.ts";
import type { Job } from "../run/job.ts";
import { rememberedFiles } from "../task/ref_values.ts";
import { displayPath } from "../util/path.ts";
import type { Output } from "./outputs.ts";

/**
 * Refuses an output in whose place is a file of somebody else's that its value comes from: what was
 * read would be lost, and the next run would start from what this one wrote.
 */
export function refuseOwnInput({ path, place }: Output, job: Job, stats: StatMemo): void {
  const row = stats.row(path);
  // neither was it read nor is it anybody else's: hardly ever is there more to do
  if (row === undefined || row.written !== undefined) return;
  const seen = new Set<Job>([job]);
  for (const { node, parents } of seen) {
    const reads = node.kind === "call"
      ? rememberedFiles(node.args).some((file) => file.path === path)
      : node.kind === "input" && node.path === path;
    if (reads) throw outputIsInput(displayPath(path), place);
    for (const parent of parents) seen.add(parent.job);
  }
}
