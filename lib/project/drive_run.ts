/** A run of the command line, from its first call to what is printed, said and recorded at its end. */

import { printLine } from "../util/print_line.ts";
import { interrupted, interruptedEarly, isInterrupted } from "../error/run_errors.ts";
import { wantsColor } from "../report/color.ts";
import type { FailureDetails } from "../report/failed_run.ts";
import { jsonValue, MOST_READ, readableValue } from "../report/print_value.ts";
import { say } from "../report/say.ts";
import type { Summary } from "../run/event.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { type AbsPath, displayPath } from "../util/path.ts";
import { unlessStopped } from "./early_end.ts";
import { findRoot } from "./root.ts";
import { RecordedRun } from "./recorded_run.ts";
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

/** How the pipeline's function ended. */
type Ending = { readonly value: unknown } | { readonly error: unknown };

/**
 * Runs; gives the exit code.
 * @throws {FailedRun}
 */
export async function drive(parts: Drive): Promise<number> {
  const { request, settings, terminal, session, watched } = parts;
  const { jobs, keepGoing, explain, verbose } = settings;
  const commit = new RunCommit(session.root);
  const record = new RecordedRun(session, {
    ...{ command: "run", target: parts.target, argv: Deno.args },
    commit: commit.commit,
  });
  const scope = session.openRun({
    force: request.force,
    jobs,
    keepGoing,
    verify: request.verify,
    explain: explain || verbose,
    ...terminal.options,
    ...(settings.cacheFolder !== null &&
      { debugCommand: debugCommand(session.root, request.here) }),
    onFirstBody: () => {
      terminal.options.onFirstBody?.();
      commit.start();
      record.begin();
    },
  });
  if (watched) watched.scope = scope;
  const ending = await evaluate(parts, scope);
  const signalled = terminal.interrupts.exitCode();
  const summary = scope.summary();
  const failed = "error" in ending;
  const exitCode = signalled ?? (failed ? 1 : 0);
  const told = failed && signalled !== undefined && isInterrupted(ending.error);
  try {
    if (told) await reportError(ending.error);
    // what is printed is finished; a body that was told to end may say that its value is, by
    // keepPartial()
    if (!failed && summary.partial === 0) {
      await print(ending.value, { json: request.json, summary });
    }
  } finally {
    const failure = failed ? { error: ending.error, told } : undefined;
    await conclude(parts, { scope, summary, record, exitCode, failure, commit });
  }
  if (failed) throw await failedRun(ending.error, { summary, exitCode: signalled, told });
  if (summary.partial > 0 && request.json) {
    const error = interrupted({ done: summary.run, left: summary.partial + summary.blocked });
    throw await failedRun(error, { summary, exitCode, told: true });
  }
  return exitCode;
}

/** How `merkl debug` is asked for a call of a run that has ended, from where the user stands. */
function debugCommand(root: AbsPath, here: AbsPath): (hash: MerkleHash) => string {
  const folder = findRoot(here) === root ? "" : `-C ${displayPath(root, here)} `;
  return (hash) => `merkl ${folder}debug --exec ${hash.slice(0, 8)}`;
}

async function evaluate(
  { request, session, terminal, call }: Drive,
  scope: RunScope,
): Promise<Ending> {
  const shown = request.json ? Infinity : MOST_READ;
  const { interrupts } = terminal;
  const begun = () => scope.summary().tasks > 0;
  const wire = async () => {
    const error = () => interruptedEarly(request.file, "wired", begun());
    const busy = () => scope.bodies.any;
    const returned = await unlessStopped(call, {
      file: request.file,
      interrupts,
      error,
      begun,
      busy,
    });
    terminal.wired();
    return returned;
  };
  try {
    return await catchStrays(scope, () => session.runIn(scope, wire, { shown, alone: true }));
  } catch (error) {
    return { error };
  } finally {
    terminal.clear();
  }
}

/** Says what became of the run, and keeps a record of it. */
async function conclude(
  { request, settings, terminal, session, target }: Drive,
  end: {
    readonly scope: RunScope;
    readonly summary: Summary;
    readonly record: RecordedRun;
    readonly exitCode: number;
    readonly failure: { readonly error: unknown; readonly told: boolean } | undefined;
    readonly commit: RunCommit;
  },
): Promise<void> {
  const { scope, summary, record, exitCode, failure, commit } = end;
  // before the first task there is nothing to sum up
  if (failure === undefined || summary.tasks > 0) {
    terminal.reporter.end(summary);
    if (failure !== undefined && !failure.told && !settings.quiet) say("");
  }
  if (summary.failures.length > 0) {
    const { reportOtherFailures } = await import("../report/report_failures.ts");
    reportOtherFailures(summary.failures, failure?.error, {
      verbose: settings.verbose,
      cwd: request.here,
    });
  }
  const recorded = record.end(scope, { exitCode, summary, dirty: await commit.dirty() });
  // why the run failed is what is to be told, and not that this can't be noted either
  await (failure === undefined ? recorded : recorded.catch(() => {}));
  if (request.clear && exitCode === 0) {
    const { clearUnused } = await import("./clear_unused.ts");
    const { clearedText } = await import("../report/cleared_text.ts");
    const cleared = await clearUnused(session.cache, target, scope.hashes());
    if (!settings.quiet) say(clearedText(cleared));
  }
  if (settings.gc !== null && settings.cacheFolder !== null) {
    await makeRoom(session, scope, settings);
  }
}

/** Keeps the cache within its limits; if that can't be done, the run is none the worse. */
async function makeRoom(
  { cache }: Session,
  scope: RunScope,
  { gc, quiet }: RunSettings,
): Promise<void> {
  try {
    const { collectAfterRun } = await import("./gc_command.ts");
    const said = await collectAfterRun(cache, gc!, scope.hashes());
    if (said !== undefined && !quiet) say(said);
  } catch (error) {
    await reportError(error);
  }
}

/** Loaded when it is needed, as below. */
async function reportError(error: unknown): Promise<void> {
  (await import("../report/report_error.ts")).reportError(error);
}

/** Loaded when it is needed: most runs are short and go well. */
async function failedRun(error: unknown, details: FailureDetails): Promise<Error> {
  const { FailedRun } = await import("../report/failed_run.ts");
  return new FailedRun(error, details);
}

async function print(
  value: unknown,
  { json, summary }: { json: boolean; summary: Summary },
): Promise<void> {
  const text = json
    ? await valueJson(value, summary)
    : value === undefined
    ? undefined
    : readableValue(value, wantsColor(Deno.stdout));
  if (text !== undefined) printLine(text);
}

async function valueJson(value: unknown, summary: Summary): Promise<string> {
  const { summaryJson } = await import("../report/failure_json.ts");
  try {
    const document = { version: 1, value: jsonValue(value), summary: summaryJson(summary) };
    return JSON.stringify(document, null, 2);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { notJson } = await import("../error/codec_errors.ts");
    const failure = notJson("the run's value", "nested too deeply or too large");
    throw await failedRun(failure, { summary, exitCode: undefined });
  }
}
