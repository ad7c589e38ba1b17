/** A run as plain lines on standard error. */

import type { Event, Reporter, Summary } from "../run/event.ts";
import { duration, grouped, plural } from "../util/text.ts";
import { unreachable } from "../util/unreachable.ts";
import { reasonText } from "./reason_text.ts";

/** How much is said. */
export interface PlainOptions {
  /** Only warnings and errors. */
  readonly quiet: boolean;
  /** Every body that starts, and why; every output. */
  readonly verbose: boolean;
  /** Where lines go. */
  readonly write: (line: string) => void;
}

/** Says what happens in a run, a line at a time. */
export function plainReporter(options: PlainOptions): Reporter {
  const { quiet, verbose, write } = options;
  return {
    event(event: Event): void {
      if (event.kind === "warning") return write(`warning: ${event.message}`);
      if (quiet || !verbose) return;
      const line = lineOf(event);
      if (line !== undefined) write(line);
    },
    end(summary: Summary): void {
      if (!quiet) write(summaryLine(summary));
    },
  };
}

function lineOf(event: Exclude<Event, { kind: "warning" }>): string | undefined {
  switch (event.kind) {
    case "start":
      return `run ${event.subject.task} ${event.subject.hash.slice(0, 8)} (${reasonText(event.reason)})`;
    case "done":
      return `done ${event.subject.task} ${event.subject.hash.slice(0, 8)} in ${duration(event.duration)}`;
    case "kept":
      return `kept ${event.subject.task} ${event.subject.hash.slice(0, 8)} (same input values)`;
    case "failed":
      return `failed ${event.subject.task} ${event.subject.hash.slice(0, 8)}`;
    case "output":
      return event.how === "unchanged" ? undefined : `${event.how} ${event.path}`;
    default:
      return unreachable(event);
  }
}

/** `12 tasks: 9 cached, 3 run, 2.4 s`. */
export function summaryLine(summary: Summary): string {
  const { tasks, cached, run, failed, blocked } = summary;
  const parts = [`${grouped(cached)} cached`, `${grouped(run)} run`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (blocked > 0) parts.push(`${blocked} not reached`);
  const idle = tasks - cached - run - failed - blocked;
  if (idle > 0) parts.push(`${idle} not needed`);
  return `${plural(tasks, "task")}: ${parts.join(", ")}, ${duration(summary.duration)}`;
}
