/** Files that a run reads before it writes another value there: its result would be of two runs. */

import { inputWritten } from "../error/graph_errors.ts";
import { sameStat, type StatMemo } from "../file/stat_memo.ts";
import type { FileStat } from "../file/types.ts";
import type { Job } from "../run/job.ts";
import type { Plan } from "../run/plan.ts";
import { rememberedFiles } from "../task/ref_values.ts";
import { dirname, displayPath } from "../util/path.ts";
import { describeCall, type Output } from "./outputs.ts";

/**
 * Refuses the result of a run if something in it was made from a file as it was before the run wrote
 * there. What is written may be made from that itself: then nothing else is meant.
 *
 * @param written Outputs whose files the run changed, each with the job of its value.
 */
export function refuseFormerInputs(
  written: ReadonlyMap<Output, Job>,
  { plan, stats }: { readonly plan: Plan; readonly stats: StatMemo },
): void {
  if (written.size === 0) return;
  const byPath = new Map([...written.keys()].map((output) => [output.path as string, output]));
  for (const job of plan.jobs()) {
    // a call gives its value
    if (job.node.kind === "file" && plan.find(job.outs[0]!.future) !== job) continue;
    for (const { path, stat } of inputsOf(job)) {
      const output = outputAt(path, byPath);
      if (output === undefined || isAsRead(stats, path, stat)) continue;
      if (isMadeFrom(written.get(output)!, job)) continue;
      throw inputWritten(displayPath(path), {
        call: describeCall(output.future),
        place: output.place,
      });
    }
  }
}

function inputsOf({ node }: Job): readonly { readonly path: string; readonly stat: FileStat }[] {
  if (node.kind === "call") return rememberedFiles(node.args);
  return node.kind === "file" ? [node, ...node.files ?? []] : [node];
}

/** The output that a file is, or the folder in which it lies. */
function outputAt(path: string, outputs: ReadonlyMap<string, Output>): Output | undefined {
  for (let at = path; dirname(at) !== at; at = dirname(at)) {
    const output = outputs.get(at);
    if (output !== undefined) return output;
  }
  return undefined;
}

function isAsRead(stats: StatMemo, path: string, stat: FileStat): boolean {
  const now = stats.statOf(path);
  return now !== undefined && sameStat(now, stat);
}

function isMadeFrom(job: Job, input: Job): boolean {
  const seen = new Set([job]);
  for (const one of seen) {
    if (one === input) return true;
    for (const parent of one.parents) seen.add(parent.job);
  }
  return false;
}
