/** What became of a run, in words. */

import type { Blocked, Summary } from "../run/event.ts";
import { duration, grouped, plural } from "../util/text.ts";

/** How many tasks are named of those that one failure kept from running. */
const NAMED = 5;

/** The counts and, after a failure, what was not reached because of what: a line each. */
export function summaryLines(summary: Summary): string[] {
  const notReached = summary.failed === 0 ? [] : summary.blockedBy;
  return [...notReached.map((blocked) => blockedLine(blocked, summary)), summaryLine(summary)];
}

function blockedLine({ by, tasks }: Blocked, { interrupted }: Summary): string {
  const shown = tasks.slice(0, NAMED).map(({ task, calls }) =>
    calls === 1 ? task : `${task} (${grouped(calls)} calls)`
  );
  const more = tasks.length > NAMED ? `, and ${tasks.length - NAMED} more` : "";
  return by === null
    ? `not begun ${interrupted ? "any more" : "after the failure (-k goes on)"}: ${
      shown.join(", ")
    }${more}`
    : `not reached since ${by} failed: ${shown.join(", ")}${more}`;
}

/** `12 tasks: 9 cached, 3 run, 2.4 s`. */
export function summaryLine(summary: Summary): string {
  const { tasks, cached, run, partial, failed, blocked, unstored } = summary;
  const parts = [`${grouped(cached)} cached`, `${grouped(run)} run`];
  if (partial > 0) parts.push(`${grouped(partial)} partial (not stored)`);
  if (failed > 0) parts.push(`${grouped(failed)} failed`);
  if (unstored > 0) parts.push(`${grouped(unstored)} not stored`);
  if (blocked > 0) parts.push(`${grouped(blocked)} not reached`);
  const idle = tasks - cached - run - partial - failed - blocked - unstored;
  if (idle > 0) parts.push(`${grouped(idle)} not needed`);
  return `${plural(tasks, "task")}: ${parts.join(", ")}, ${duration(summary.duration)}`;
}
