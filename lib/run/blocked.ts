/** After failures: which calls were not reached, and because of what. Pure. */

import type { Blocked } from "./event.ts";
import type { Job } from "./job.ts";

/**
 * The calls of a run that were wanted but not reached, by the task whose failure they wait for; those
 * that wait for none come last, they just were not begun any more.
 */
export function blockedOf(jobs: Iterable<Job>): Blocked[] {
  const names = new Map<string | undefined, Map<string, number>>();
  const failed = new Map<Job, string | undefined>();
  // parents are made before their children
  for (const job of [...jobs].sort((a, b) => a.node.seq - b.node.seq)) {
    if (job.node.kind !== "call" || job.settled) continue;
    const { name } = job.node.info;
    if (job.state === "failed") {
      failed.set(job, name);
      continue;
    }
    const by = job.parents.map((parent) => failed.get(parent.job)).find((one) => one !== undefined);
    failed.set(job, by);
    if (!job.wanted) continue;
    const group = names.get(by) ?? new Map<string, number>();
    names.set(by, group.set(name, (group.get(name) ?? 0) + 1));
  }
  return [...names]
    .sort(([a], [b]) => Number(a === undefined) - Number(b === undefined))
    .map(([by, tasks]) => ({
      by: by ?? null,
      tasks: [...tasks].map(([task, calls]) => ({ task, calls })),
    }));
}
