/** How a job is named in what is told of it. */

import type { Event, Subject } from "./event.ts";
import type { Job } from "./job.ts";
import type { RunReason } from "./reason.ts";

/** How events name a job. */
export function subjectOf(job: Job): Subject {
  const { node } = job;
  return {
    task: node.kind === "call" ? node.info.name : node.name,
    hash: job.outs[0]!.future.hash,
  };
}

/** A body starts. */
export function startEvent(job: Job, reason: RunReason): Event {
  return { kind: "start", subject: subjectOf(job), reason, expected: job.outs[0]!.head?.duration };
}

/** A body ended after `duration` milliseconds. */
export function endEvent(job: Job, duration: number): Event {
  return { kind: job.partial ? "partial" : "done", subject: subjectOf(job), duration };
}
