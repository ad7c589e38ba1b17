/** A run as plain lines on standard error. */

import { uncaptured } from "../run/capture.ts";
import type { Event, Reporter, Subject, Summary } from "../run/event.ts";
import { duration, plural } from "../util/text.ts";
import { unreachable } from "../util/unreachable.ts";
import { reasonText } from "./reason_text.ts";
import { RunProgress } from "./run_progress.ts";
import { STOP_NOTICE } from "./stop_notice.ts";
import { summaryLines } from "./summary_text.ts";

/** How much is said. */
export interface PlainOptions {
  /** Only warnings and errors. */
  readonly quiet: boolean;
  /** Every body that starts, and why; what bodies print; every output. */
  readonly verbose: boolean;
  /** Every body that starts, and why; all that needn't although its hash is new. */
  readonly explain?: boolean;
  /** Bodies at once: if several, what they print has their names in front. */
  readonly jobs: number;
  /** Where lines go. */
  readonly write: (line: string) => void;
}

/** A line on how far it is, each so many milliseconds. */
const STATUS_EVERY = 10_000;

/**
 * Says what happens in a run, a line at a time; in a long one also how far it is. `now` is the clock,
 * in milliseconds.
 */
export function plainReporter(options: PlainOptions, now = () => performance.now()): Reporter {
  const lines = lineReporter(options);
  if (options.quiet) return lines;
  const progress = new RunProgress(now);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let said = 0;
  const status = () => {
    if (timer === undefined || now() - said < STATUS_EVERY) return;
    said = now();
    options.write(progress.line());
  };
  return {
    takesOutput: true,
    event(event: Event): void {
      progress.event(event);
      if (event.kind === "start" && timer === undefined) {
        said = now();
        // never the reason that a process lives on
        timer = setInterval(() => uncaptured(status), STATUS_EVERY);
        Deno.unrefTimer(timer);
      }
      lines.event(event);
      // bodies without a pause keep the timer from its turn, but may tell how far they are
      if (event.kind === "progress" || event.kind === "done") status();
    },
    ended: (hash) => progress.ended(hash),
    end(summary: Summary): void {
      if (timer !== undefined) clearInterval(timer); // to name it loads Deno's timers, 4 ms
      timer = undefined;
      lines.end(summary);
    },
  };
}

/** The lines of events and of the summary, and nothing in between. */
export function lineReporter(
  { quiet, verbose, explain = false, jobs, write }: PlainOptions,
): Reporter {
  return {
    takesOutput: true,
    event(event: Event): void {
      if (event.kind === "warning") return write(`warning: ${event.message}`);
      if (quiet) return;
      if (event.kind === "stopping") return write(STOP_NOTICE);
      if (event.kind === "waiting") return write(waitingLine(event));
      if (event.kind === "log" && event.how === "said") return write(prefixed(event, jobs));
      const explains = explain && (event.kind === "start" || event.kind === "kept");
      if (!verbose && !explains) return;
      const line = event.kind !== "log"
        ? lineOf(event)
        : jobs === 1
        ? event.line
        : prefixed(event, jobs);
      if (line !== undefined) write(line);
    },
    end(summary: Summary): void {
      if (quiet) return;
      for (const line of summaryLines(summary)) write(line);
    },
  };
}

/** Several calls of a task may run at once: their hashes, as in other lines, tell them apart. */
function prefixed({ subject, line }: { subject: Subject; line: string }, jobs: number): string {
  return `${jobs === 1 ? subject.task : named(subject)} │ ${line}`;
}

/** `train 5f0c9a21`, as `merkl debug` takes it. */
function named({ task, hash }: Subject): string {
  return `${task} ${hash.slice(0, 8)}`;
}

function waitingLine({ subject, pid }: { subject: Subject; pid: number }): string {
  return `waiting for process ${pid}, which runs ${subject.task}`;
}

function lineOf(
  event: Exclude<Event, { kind: "log" | "warning" | "stopping" | "waiting" }>,
): string | undefined {
  switch (event.kind) {
    case "start":
      return `run ${named(event.subject)} (${
        event.calls === undefined ? "" : `${plural(event.calls, "item")}, `
      }${reasonText(event.reason)})`;
    case "done":
      return `done ${named(event.subject)} in ${duration(event.duration)}`;
    case "retry":
      return `retry ${named(event.subject)} (${event.number} of ${event.retries}) in ${
        duration(event.wait)
      }: ${firstCause(event.error)}`;
    case "partial":
      return `partial ${named(event.subject)} (not stored)`;
    case "plan":
    case "progress":
      return undefined;
    case "kept":
      return `kept ${named(event.subject)} (same input values)`;
    case "failed":
      return `failed ${named(event.subject)}`;
    case "output":
      return event.how === "unchanged" ? undefined : `${event.how} ${event.path}`;
    default:
      return unreachable(event);
  }
}

/** Why a body failed, in one line. */
function firstCause(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return String(cause).split("\n")[0]!;
}
