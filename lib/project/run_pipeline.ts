/** `merkl run`: loads a pipeline, runs it, prints what it gives and what became of it. */

import { isInterrupted } from "../error/run_errors.ts";
import { wantsColor } from "../report/color.ts";
import { jsonValue, MOST_READ, readableValue } from "../report/print_value.ts";
import { reportError } from "../report/report_error.ts";
import { clearedText } from "../report/cleared_text.ts";
import { reportOtherFailures } from "../report/report_failures.ts";
import type { Summary } from "../run/event.ts";
import { nowMicros } from "../run/record.ts";
import { type AbsPath, absPath, dirname, displayPath, relPath } from "../util/path.ts";
import { clearUnused } from "./clear_unused.ts";
import { readConfig } from "./config.ts";
import { dryRunCache, printForecast } from "./dry_run.ts";
import { installHooks } from "./hooks.ts";
import { loadPipeline } from "./load.ts";
import { pipelineCall } from "./pipeline_call.ts";
import { findRoot } from "./root.ts";
import { runSettings } from "./run_settings.ts";
import { openTerminal } from "./run_terminal.ts";
import { Session } from "./session.ts";
import { watchReporter } from "./watch_report.ts";

/** A command line of `merkl run`, taken apart. */
export interface RunRequest {
  readonly file: string;
  readonly export?: string;
  /** The function's own. */
  readonly args: readonly string[];
  readonly force: boolean;
  readonly noCache: boolean;
  /** Say what would be done, instead of doing it. */
  readonly dryRun: boolean;
  /** Say for each call why it runs. */
  readonly explain: boolean;
  /** Undefined: as the settings say, like all that follows and is false. */
  readonly jobs: number | undefined;
  readonly keepGoing: boolean;
  /** After success, drop what earlier runs made and this one doesn't use. */
  readonly clear: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly json: boolean;
  /** Where the user stands. */
  readonly cwd: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
  /** What `@merkl/merkl` and `@merkl/merkl/testing` are to the pipeline: the running library. */
  readonly library: LibraryModules;
}

/** The library's modules, as `import * as` gives them. */
export interface LibraryModules {
  readonly library: Readonly<Record<string, unknown>>;
  readonly testing: Readonly<Record<string, unknown>>;
}

/** Runs a pipeline; gives the exit code. */
export async function runPipeline(request: RunRequest): Promise<number> {
  const file = absPath(request.file, request.cwd);
  const root = request.root ?? findRoot(dirname(file) as AbsPath);
  using watched = watchReporter({ root, file });
  const settings = runSettings(request, readConfig({ root, cwd: request.cwd }));
  const { cacheFolder } = settings;
  Deno.chdir(root);
  using terminal = await openTerminal(settings);
  const { reporter } = terminal;
  if (!request.dryRun && cacheFolder !== null && !exists(cacheFolder) && !settings.quiet) {
    console.error(`made ${displayPath(cacheFolder, request.cwd)}, which holds the cache`);
  }
  installHooks(request.library);
  const module = await loadPipeline(file);
  await using session = new Session({
    root,
    reporter,
    ...(watched && { onFile: watched.add }),
    ...(request.dryRun ? dryRunCache(cacheFolder) : { cacheFolder }),
  });
  const picked = pipelineCall(request, { path: file, module, sources: session.sources });
  if (picked.kind === "help") {
    console.log(picked.text);
    return 0;
  }
  const { name, call } = picked;
  const { force } = request;
  const { jobs, keepGoing, explain } = settings;
  if (request.dryRun) {
    printForecast(await session.foresee(call, { force, jobs }), request);
    return 0;
  }
  const scope = session.openRun({
    force,
    jobs,
    keepGoing,
    explain: explain || settings.verbose,
    ...terminal.options,
  });
  if (watched) watched.scope = scope;
  const started = nowMicros();
  let exitCode = 1;
  let summary: Summary | undefined;
  let failure: unknown;
  try {
    const { value } = await session.runIn(scope, call, request.json ? Infinity : MOST_READ)
      .finally(terminal.clear);
    summary = scope.summary();
    exitCode = terminal.exitCode() ?? 0;
    // what is printed is finished; a body that was told to end may say that its value is, by
    // keepPartial()
    if (summary.partial === 0) print(value, { json: request.json, summary });
  } catch (error) {
    exitCode = terminal.exitCode() ?? 1;
    failure = error;
    if (exitCode === 1 || !isInterrupted(error)) throw error;
    reportError(error);
  } finally {
    summary ??= scope.summary();
    reporter.end(summary);
    reportOtherFailures(summary.failures, failure, settings);
    const target = `${relPath(file, root) ?? file}#${name}`;
    await session.recordRun(scope, { command: "run", target, started, exitCode, summary });
    if (request.clear && exitCode === 0) {
      const cleared = await clearUnused(session.cache, target, scope.hashes());
      if (!settings.quiet) console.error(clearedText(cleared));
    }
  }
  return exitCode;
}

function print(value: unknown, how: { json: boolean; summary: Summary }): void {
  if (how.json) {
    const { failures: _, ...summary } = how.summary;
    return console.log(JSON.stringify({ version: 1, value: jsonValue(value), summary }, null, 2));
  }
  if (value !== undefined) console.log(readableValue(value, wantsColor(Deno.stdout)));
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
