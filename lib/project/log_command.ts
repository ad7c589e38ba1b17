/** `merkl log`: past runs, or one of them. */

import { printLine } from "../util/print_line.ts";
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

/** Prints runs; gives the exit code. */
export async function logCommand(request: LogRequest): Promise<number> {
  const { id, limit, json, quiet } = request;
  await using session = openStored(request);
  const { cache, folder } = session;
  if (folder !== undefined) await recordUnended(folder, cache);
  if (id === undefined) {
    const runs = await cache.runs(limit);
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
