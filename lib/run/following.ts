/** Foresees in which order calls start. */

import type { Job } from "./job.ts";
import { ReadyQueue } from "./ready_queue.ts";

/**
 * The calls that start after `first`, if each is over when the next one starts and gives a value that
 * is new; up to the first that isn't accepted.
 *
 * @param ready Those that can start already, in order
 */
export function following(
  first: Job,
  ready: Iterator<Job>,
  accepts: (job: Job) => boolean,
): Job[] {
  const found: Job[] = [];
  const coming = new ReadyQueue();
  /** For how many parents jobs wait yet. */
  const waiting = new Map<Job, number>();
  let next = ready.next();
  for (let job: Job | undefined = first; job !== undefined;) {
    for (const dependent of job.dependents ?? []) {
      const left = (waiting.get(dependent) ?? dependent.waiting) - 1;
      if (left === 0) coming.push(dependent);
      else waiting.set(dependent, left);
    }
    const fresh = coming.first;
    if (!next.done && (fresh === undefined || next.value.node.seq < fresh.node.seq)) {
      job = next.value;
      next = ready.next();
    } else job = coming.pop();
    if (job === undefined || job.group !== undefined || !accepts(job)) return found;
    found.push(job);
  }
  return found;
}
