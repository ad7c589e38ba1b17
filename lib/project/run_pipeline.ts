/** `merkl run`: loads a pipeline, runs it, prints what it gives and what became of it. */

import { exists } from "../util/exists.ts";
import { printLine } from "../util/print_line.ts";
import { say } from "../report/say.ts";
import { type AbsPath, displayPath, relPath } from "../util/path.ts";
import { drive } from "./drive_run.ts";
import { orSignal } from "./early_end.ts";
import { projectLayer } from "./layer.ts";
import { refuseYoungerLoaded } from "./loaded_sources.ts";
import { pipelineCall } from "./pipeline_call.ts";
import { enterProject, loadUserCode, placeOfPipeline } from "./pipeline_file.ts";
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
  /** How many of them stood before `--`. */
  readonly open: number;
  /** Long names of merkl's own options. */
  readonly reserved: readonly string[];
  /** Those that were given where the function's stand. */
  readonly claimed: readonly string[];
  readonly force: boolean;
  readonly noCache: boolean;
  /** As the setting `cache`; undefined: as that is. */
  readonly cache: string | null | undefined;
  /** Say what would be done, instead of doing it. */
  readonly dryRun: boolean;
  /** Read each new value back and compare. */
  readonly verify: boolean;
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
  /** Where the user stands, or `-C`. */
  readonly cwd: AbsPath;
  /** Where the user stands. */
  readonly here: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
  /** What `@merkl/merkl` and `@merkl/merkl/testing` are to the pipeline: the running library. */
  readonly library: LibraryModules;
}

/** The library's modules, as `import * as` gives them. */
export interface LibraryModules {
  /** Its version: `0.1.0`. */
  readonly version: string;
  readonly library: Readonly<Record<string, unknown>>;
  readonly testing: Readonly<Record<string, unknown>>;
  /** Others, by their names in `deno.json`. */
  readonly others: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;
}

/** Runs a pipeline; gives the exit code. */
export async function runPipeline(request: RunRequest): Promise<number> {
  const place = placeOfPipeline(request);
  const { file, root } = place;
  using watched = watchReporter(place);
  const config = enterProject(place, { cwd: request.cwd, asked: request.cache });
  const settings = runSettings(request, config);
  const { cacheFolder } = settings;
  using terminal = await openTerminal({ ...settings, file: request.file, json: request.json });
  const isNew = !request.dryRun && cacheFolder !== null && !exists(cacheFolder);
  const loadedAt = Date.now();
  const load = () => loadUserCode(file, request.library);
  const early = { file: request.file, doing: "loaded" };
  const module = await orSignal(terminal.interrupts, early, load);
  refuseYoungerLoaded(loadedAt);
  const layer = await projectLayer(settings, {
    onProblem: (message) => terminal.reporter.event({ kind: "warning", message }),
    onWait: (message) => settings.quiet || say(message),
    stop: terminal.options.signal,
    lookOnly: request.dryRun,
  });
  const dry = request.dryRun ? await import("./dry_run.ts") : undefined;
  await using session = new Session({
    root,
    loadedAt,
    reporter: terminal.reporter,
    ...(watched && { onFile: watched.add }),
    ...(dry ? dry.dryRunCache(cacheFolder, layer) : { cacheFolder, layer }),
  });
  const picked = pipelineCall(request, { path: file, module, sources: session.sources });
  if (picked.kind === "help") {
    printLine(picked.text);
    return 0;
  }
  for (const name of picked.shadowed) {
    const message = `--${name} was taken for merkl's own option, and not for the function's: ` +
      "write the function's behind --";
    terminal.reporter.event({ kind: "warning", message });
  }
  if (dry) {
    const { force } = request;
    const foresee = () => session.foresee(picked.call, { force, jobs: settings.jobs });
    const wiring = { ...early, doing: "wired" };
    dry.printForecast(await orSignal(terminal.interrupts, wiring, foresee), request);
    return 0;
  }
  if (isNew && !settings.quiet && exists(cacheFolder)) {
    say(`made ${displayPath(cacheFolder, request.cwd)}, which holds the cache`);
  }
  const target = `${relPath(file, root) ?? file}#${picked.name}`;
  return await drive({ request, settings, terminal, session, watched, target, call: picked.call });
}
