/** How a job is named in what is told of it. */

import type { Event, Subject } from "./event.ts";
import type { Job } from "./job.ts";
import type { RunReason } from "./reason.ts";
import type { Work } from "./work.ts";

/** How events name a job; one that runs with others of a batch by the batch's name. */
export function subjectOf(job: Job): Subject {
  const { node } = job;
  const task = node.kind !== "call"
    ? node.name
    : job.lead === undefined
    ? node.info.name
    : node.batch!.name;
  return { task, hash: job.outs[0]!.future.hash };
}

/** How many calls a body makes, if they are items of a batch. */
function callsOf({ lead, jobs }: Work): { calls?: number } {
  return lead.lead === undefined ? {} : { calls: jobs.length };
}

/** A body starts. */
export function startEvent(work: Work, reason: RunReason): Event {
  const { lead } = work;
  const took = work.jobs.map((job) => job.outs[0]!.head?.duration);
  const expected = took.includes(undefined) ? undefined : took.reduce((sum, ms) => sum! + ms!, 0);
  return { kind: "start", subject: subjectOf(lead), reason, expected, ...callsOf(work) };
}

/** A body ended after `duration` milliseconds. */
export function endEvent(work: Work, duration: number): Event {
  const { lead } = work;
  const kind = lead.partial ? "partial" : "done";
  return { kind, subject: subjectOf(lead), duration, ...callsOf(work) };
}

/** A body failed. */
export function failEvent(work: Work, error: unknown): Event {
  return { kind: "failed", subject: subjectOf(work.lead), error, ...callsOf(work) };
}
