/** `merkl cache ls|stats|top`: how much is stored, of what. */

import { printLine } from "../util/print_line.ts";
import type { TaskUsage } from "../cache/care.ts";
import { statsText, tasksText, topText } from "../report/usage_text.ts";
import { byCodeUnit } from "../util/order.ts";
import type { AbsPath } from "../util/path.ts";
import { roundMs } from "../util/text.ts";
import { careOf } from "./care_of.ts";
import { openStored } from "./stored_session.ts";

/** What these commands have in common. */
export interface UsageRequest {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Where the user stands. */
  readonly cwd: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
}

/** A column of `merkl cache ls`. */
export type UsageSort = "size" | "task" | "values" | "shared" | "took" | "saved";

/** Version of what `--json` prints. */
const FORMAT = 1;

const BY: Readonly<Record<Exclude<UsageSort, "task">, keyof Omit<TaskUsage, "task">>> = {
  size: "bytes",
  values: "entries",
  shared: "shared",
  took: "work",
  saved: "saved",
};

/** Lists tasks; gives the exit code. */
export async function listCommand(request: UsageRequest & { sort: UsageSort }): Promise<number> {
  await using session = openStored(request);
  const { sort, json, quiet } = request;
  const tasks = await careOf(session.cache).tasks();
  const sorted = tasks.sort((a, b) =>
    (sort === "task" ? 0 : b[BY[sort]] - a[BY[sort]]) || byCodeUnit(a.task, b.task)
  );
  if (json) print({ tasks: sorted.map(named) });
  else if (sorted.length > 0) printLine(tasksText(sorted).trimEnd());
  else if (!quiet) console.error("nothing is stored");
  return 0;
}

/** Says how much is stored; gives the exit code. */
export async function statsCommand(request: UsageRequest): Promise<number> {
  await using session = openStored(request);
  const usage = await careOf(session.cache).usage();
  if (request.json) print(named(usage));
  else printLine(statsText(usage));
  return 0;
}

/** Lists the largest values; gives the exit code. */
export async function topCommand(request: UsageRequest & { limit: number }): Promise<number> {
  await using session = openStored(request);
  const values = await careOf(session.cache).largest(request.limit);
  if (request.json) print({ values: values.map(named) });
  else if (values.length > 0) printLine(topText(values, Deno.stdout.isTerminal()).trimEnd());
  else if (!request.quiet) console.error("nothing is stored");
  return 0;
}

/** As it is called for programs: times are in milliseconds. */
function named<T extends { readonly work: number; readonly saved?: number }>(
  { work, saved, ...rest }: T,
) {
  const savedMs = saved === undefined ? {} : { saved_ms: roundMs(saved) };
  return { ...rest, work_ms: roundMs(work), ...savedMs };
}

function print(value: object): void {
  printLine(JSON.stringify({ version: FORMAT, ...value }, null, 2));
}
