/** `merkl log`: past runs, or one of them. */

import { printLine } from "../util/print_line.ts";
import type { Cache, Run } from "../cache/interfaces.ts";
import { recordUnended } from "../cache/run_marks.ts";
import { runUnknown } from "../error/inspect_errors.ts";
import { logJson, logText, runDetailsJson, runText } from "../report/log_text.ts";
import type { StoredRequest } from "./stored_database.ts";
import { openStored } from "./stored_session.ts";

/** A command line of `merkl log`, taken apart. */
export interface LogRequest extends StoredRequest {
  /** Which run; undefined for the latest ones. */
  readonly id: number | undefined;
  /** How many runs, at most. */
  readonly limit: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** How many runs that started before others, but were recorded after them, the list allows for. */
const OVERTAKEN = 100;

/** Prints runs; gives the exit code. */
export async function logCommand(request: LogRequest): Promise<number> {
  const { id, limit, json, quiet } = request;
  await using session = openStored(request);
  const { cache, folder } = session;
  if (folder !== undefined) await recordUnended(folder, cache);
  if (id === undefined) {
    const runs = await latestRuns(cache, limit);
    if (json) printLine(logJson(runs));
    else if (runs.length > 0) {
      printLine(logText(runs, { cut: Deno.stdout.isTerminal() }).trimEnd());
    } else if (!quiet) console.error("no run was recorded yet");
    return 0;
  }
  const run = await cache.run(id);
  if (run === undefined) throw runUnknown(id, (await cache.runs(1))[0]?.id);
  printLine(json ? runDetailsJson(run) : runText(run).trimEnd());
  return 0;
}

/**
 * The runs that started last, newest first. The cache has them in the order in which they were
 * recorded: at their end, and those that were killed when somebody looks.
 */
async function latestRuns(cache: Cache, limit: number): Promise<Run[]> {
  const recorded = await cache.runs(Math.min(limit + OVERTAKEN, Number.MAX_SAFE_INTEGER));
  return recorded.toSorted((a, b) => b.started - a.started || b.id - a.id).slice(0, limit);
}
