/** How long bodies will take together, from what each took the last time. */

import type { Estimate } from "./forecast.ts";
import type { Job } from "./job.ts";

/**
 * The time of the bodies in `expected` (milliseconds, undefined if unknown; parents before children),
 * `atOnce` of them at a time: no less than their sum divided, nor than the longest chain.
 */
export function estimate(
  expected: ReadonlyMap<Job, number | undefined>,
  atOnce: number,
): Estimate {
  const ends = new Map<Job, number>();
  let [sum, longest, unknown] = [0, 0, 0];
  for (const [job, time] of expected) {
    if (time === undefined) unknown++;
    else sum += time;
    const begin = job.parents.reduce((latest, one) => Math.max(latest, ends.get(one.job) ?? 0), 0);
    const end = begin + (time ?? 0);
    ends.set(job, end);
    longest = Math.max(longest, end);
  }
  return { expected: Math.max(sum / atOnce, longest), unknown };
}
