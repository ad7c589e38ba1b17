/** A run of the command line, from its first call to what is printed, said and recorded at its end. */

import { isInterrupted } from "../error/run_errors.ts";
import { clearedText } from "../report/cleared_text.ts";
import { wantsColor } from "../report/color.ts";
import { jsonValue, MOST_READ, readableValue } from "../report/print_value.ts";
import { reportError } from "../report/report_error.ts";
import { reportOtherFailures } from "../report/report_failures.ts";
import type { Summary } from "../run/event.ts";
import { nowMicros } from "../run/record.ts";
import { clearUnused } from "./clear_unused.ts";
import { RunCommit } from "./run_commit.ts";
import type { RunRequest } from "./run_pipeline.ts";
import type { RunScope } from "./run_scope.ts";
import type { RunSettings } from "./run_settings.ts";
import type { RunTerminal } from "./run_terminal.ts";
import type { Session } from "./session.ts";
import { catchStrays } from "./stray_errors.ts";
import type { WatchReporter } from "./watch_report.ts";

/** All that a run needs. */
export interface Drive {
  readonly request: RunRequest;
  readonly settings: RunSettings;
  readonly terminal: RunTerminal;
  readonly session: Session;
  readonly watched: WatchReporter | undefined;
  /** `file#export`. */
  readonly target: string;
  readonly call: () => unknown;
}

/** Runs; gives the exit code. */
export async function drive(parts: Drive): Promise<number> {
  const { request, settings, terminal, session, watched } = parts;
  const { jobs, keepGoing, explain, verbose } = settings;
  const commit = new RunCommit(session.root);
  const scope = session.openRun({
    force: request.force,
    jobs,
    keepGoing,
    verify: request.verify,
    explain: explain || verbose,
    ...terminal.options,
    onFirstBody: () => {
      terminal.options.onFirstBody?.();
      commit.start();
    },
  });
  if (watched) watched.scope = scope;
  const started = nowMicros();
  let exitCode = 1;
  let failure: unknown;
  try {
    const most = request.json ? Infinity : MOST_READ;
    const { value } = await catchStrays(scope, () => session.runIn(scope, parts.call, most))
      .finally(terminal.clear);
    exitCode = terminal.exitCode() ?? 0;
    const summary = scope.summary();
    // what is printed is finished; a body that was told to end may say that its value is, by
    // keepPartial()
    if (summary.partial === 0) print(value, { json: request.json, summary });
  } catch (error) {
    exitCode = terminal.exitCode() ?? 1;
    failure = error;
    if (exitCode === 1 || !isInterrupted(error)) throw error;
    reportError(error);
  } finally {
    await conclude(parts, { scope, started, exitCode, failure, commit });
  }
  return exitCode;
}

/** Says what became of the run, and keeps a record of it. */
async function conclude(
  { request, settings, terminal, session, target }: Drive,
  end: {
    scope: RunScope;
    started: number;
    exitCode: number;
    failure: unknown;
    commit: RunCommit;
  },
): Promise<void> {
  const { scope, started, exitCode, failure, commit } = end;
  const summary = scope.summary();
  // before the first task there is nothing to sum up
  if (failure === undefined || summary.tasks > 0) {
    terminal.reporter.end(summary);
    if (exitCode === 1 && !settings.quiet) console.error("");
  }
  reportOtherFailures(summary.failures, failure, settings);
  await session.recordRun(scope, {
    ...{ command: "run", target, started, exitCode, summary },
    argv: Deno.args,
    ...await commit.known(),
  });
  if (!request.clear || exitCode !== 0) return;
  const cleared = await clearUnused(session.cache, target, scope.hashes());
  if (!settings.quiet) console.error(clearedText(cleared));
}

function print(value: unknown, how: { json: boolean; summary: Summary }): void {
  if (how.json) {
    const { failures: _, ...summary } = how.summary;
    return console.log(JSON.stringify({ version: 1, value: jsonValue(value), summary }, null, 2));
  }
  if (value !== undefined) console.log(readableValue(value, wantsColor(Deno.stdout)));
}
