/** What became of tracked files, for people and for programs. */

import { printLine } from "../util/print_line.ts";
import type { FileState, FileStatus } from "../project/status.ts";
import { byCodeUnit } from "../util/order.ts";
import { grouped, listed, plural } from "../util/text.ts";
import { type Painter, painter, wantsColor } from "./color.ts";
import { bindingOf, targetOf } from "../util/task_id.ts";

/** Version of what `--json` prints. */
const FORMAT = 1;

const STATES: readonly FileState[] = [
  ...["changed", "edited", "missing", "stale", "unreadable", "unchanged"] as const,
];

/** How many tasks are named beside a file. */
const MOST_TASKS = 4;

/** How it is printed. */
export interface StatusPrint {
  /** How many files were looked at. */
  readonly total: number;
  /** All that were found not to be as they were, whether or not they are listed. */
  readonly found: readonly FileStatus[];
  readonly json: boolean;
  readonly quiet: boolean;
  /** A path as people read it. */
  readonly shown: (path: string) => string;
}

/** Prints files and how many of each state there are. */
export function printStatus(files: readonly FileStatus[], how: StatusPrint): void {
  const counts = countsOf(how);
  if (how.json) {
    const all = files.map((file) => ({ ...file }));
    return printLine(JSON.stringify({ version: FORMAT, counts, files: all }, null, 2));
  }
  const paint = painter(wantsColor(Deno.stdout));
  if (files.length > 0) printLine(files.map((file) => line(file, how, paint)).join("\n"));
  if (!how.quiet) console.error(summary(counts, how.total));
}

type Counts = Readonly<Record<FileState, number>>;

function countsOf({ total, found }: StatusPrint): Counts {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<FileState, number>;
  for (const { state } of found) if (state !== "unchanged") counts[state]++;
  const others = found.filter(({ state }) => state !== "unchanged").length;
  return { ...counts, unchanged: Math.max(0, total - others) };
}

function line(
  { path, state, reason, uses = [] }: FileStatus,
  { shown }: StatusPrint,
  paint: Painter,
): string {
  const colors: Readonly<Record<FileState, (text: string) => string>> = {
    ...{ changed: paint.yellow, edited: paint.yellow, stale: paint.cyan },
    ...{ missing: paint.red, unreadable: paint.red, unchanged: paint.dim },
  };
  const more = reason ?? (uses.length === 0 ? "" : `used by ${usesText(uses)}`);
  const label = colors[state](state.padEnd(more === "" && state.length > 9 ? 0 : 9));
  return `${label}  ${shown(path)}${more === "" ? "" : paint.dim(`  ${more}`)}`;
}

/** `parse, train (train.ts:trainEval)`. */
function usesText(uses: NonNullable<FileStatus["uses"]>): string {
  const byPipeline = new Map<string, string[]>();
  for (const { task, pipeline } of uses) {
    const name = bindingOf(task);
    const tasks = byPipeline.get(pipeline);
    if (tasks === undefined) byPipeline.set(pipeline, [name]);
    else tasks.push(name);
  }
  return [...byPipeline].sort(([a], [b]) => byCodeUnit(a, b)).map(([pipeline, tasks]) => {
    const more = tasks.length - MOST_TASKS;
    const named = more > 0 ? [...tasks.slice(0, MOST_TASKS), `${more} more`] : tasks;
    return `${named.join(", ")} (${targetOf(pipeline)})`;
  }).join("; ");
}

function summary(counts: Counts, total: number): string {
  if (total === 0) return "no tracked files there";
  const files = plural(total, "tracked file");
  if (counts.unchanged === total) return `${files}, all unchanged`;
  return `${files}: ${
    listed(
      STATES.filter((state) => counts[state] > 0).map((state) =>
        `${grouped(counts[state])} ${state}`
      ),
    )
  }`;
}
