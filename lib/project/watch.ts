/**
 * `--watch`: runs a pipeline again whenever a file changes that it depends on. Each round is a process
 * of its own, since modules that were loaded once can't be loaded anew.
 */

import { type AbsPath, displayPath, join } from "../util/path.ts";
import { listed, plural } from "../util/text.ts";
import { nextChanges } from "./changes.ts";
import { selfCommand } from "./self_command.ts";
import { REPORT_VARIABLE, type WatchReport } from "./watch_report.ts";

/** What is watched, and how a round is run. */
export interface WatchRequest {
  /** The command line of a round, without the program. */
  readonly args: readonly string[];
  /** The pipeline's file. */
  readonly file: AbsPath;
  /** Say nothing of changes. */
  readonly quiet: boolean;
}

/** Changed files that are named. */
const NAMED = 5;
/** The exit code of a round whose pipeline could not be loaded. */
const NOT_LOADED = 3;

/** Runs rounds until a signal comes; gives its exit code. A round that fails is no reason to end. */
export async function watchPipeline(request: WatchRequest): Promise<number> {
  const say = (line: string) => request.quiet ? undefined : console.error(line);
  const folder = Deno.makeTempDirSync({ prefix: "merkl-watch-" });
  using signals = new Signals();
  try {
    let report: WatchReport = { files: [request.file], outputs: [] };
    for (;;) {
      const since = Date.now();
      const path = join(folder, "report.json");
      const exitCode = await round(request, { path, signals });
      if (signals.exitCode !== undefined) return signals.exitCode;
      const ended = Date.now();
      report = takeReport(path) ?? report;
      const outputs = new Set(report.outputs);
      const files = report.files.filter((file) => !outputs.has(file));
      const changed = await nextChanges({
        files,
        anySource: exitCode === NOT_LOADED,
        since,
        sinceInFolders: ended,
        ready: () => say(`watching ${plural(files.filter(exists).length, "file")}; Ctrl-C ends`),
        signal: signals.signal,
      });
      if (signals.exitCode !== undefined) return signals.exitCode;
      say(`changed: ${shown(changed)}`);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function round(
  { args }: WatchRequest,
  { path, signals }: { path: string; signals: Signals },
): Promise<number> {
  const [program, ...first] = selfCommand();
  const child = new Deno.Command(program, {
    args: [...first, ...args],
    env: { [REPORT_VARIABLE]: path },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  signals.child = child;
  const { code } = await child.status;
  signals.child = undefined;
  return code;
}

/** A round that was killed, or ended by the pipeline itself, left none. */
function takeReport(path: string): WatchReport | undefined {
  try {
    const report = JSON.parse(Deno.readTextFileSync(path)) as WatchReport;
    Deno.removeSync(path);
    return report;
  } catch {
    return undefined;
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function shown(changed: readonly string[]): string {
  const names = changed.slice(0, NAMED).map((path) => displayPath(path));
  if (changed.length > NAMED) names.push(`${changed.length - NAMED} more`);
  return listed(names);
}

/** Ctrl-C and SIGTERM end the watching; a round under way hears of them and ends first. */
class Signals implements Disposable {
  readonly #abort = new AbortController();
  readonly #listeners: readonly [Deno.Signal, () => void][];
  child: Deno.ChildProcess | undefined;
  exitCode: number | undefined;

  constructor() {
    const names: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
    this.#listeners = names.map((name) => [name, () => this.#received(name)]);
    for (const [name, listener] of this.#listeners) Deno.addSignalListener(name, listener);
  }

  /** Aborted when a signal came. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  #received(name: Deno.Signal): void {
    this.exitCode ??= name === "SIGINT" ? 130 : 143;
    this.#abort.abort();
    // Ctrl-C at a terminal reaches the round as well, and twice would end it at once
    if (name === "SIGINT" && Deno.stdin.isTerminal()) return;
    try {
      this.child?.kill(name);
    } catch {
      // it has just ended
    }
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) Deno.removeSignalListener(name, listener);
  }
}
