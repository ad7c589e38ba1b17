/** What a dry run found, for people: a line for each task, folded where calls have much in common. */

import type { ProjectForecast } from "../project/dry_scope.ts";
import type { ForeseenState, ForeseenTask } from "../run/forecast.ts";
import { grouped, plural } from "../util/text.ts";
import type { Painter } from "./color.ts";
import { partsText, reasonGroups } from "./reason_text.ts";

/** How a forecast is told. */
export interface ForecastTextOptions {
  /** A line for each call that isn't cached, instead of one for those of a task that are alike. */
  readonly detailed: boolean;
  readonly paint: Painter;
}

const ONE: Record<ForeseenState, string> = {
  "cached": "cached",
  "runs": "runs",
  "may-run": "may run",
  "not-needed": "not needed",
};
const MANY: Record<ForeseenState, string> = { ...ONE, runs: "run" };

/** How many outputs are named if not all of them are. */
const MOST_OUTPUTS = 10;

/** The whole forecast, in lines. */
export function forecastText(forecast: ProjectForecast, options: ForecastTextOptions): string {
  const { waitsFor } = forecast;
  const parts = [
    table(forecast.tasks, options),
    outputLines(forecast, options.detailed),
    waitsFor === undefined
      ? []
      : [`The pipeline needs the value of ${waitsFor} to go on: what follows can't be told.`],
    [totalsLine(forecast)],
  ];
  return parts.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n");
}

function table(tasks: readonly ForeseenTask[], { detailed, paint }: ForecastTextOptions): string[] {
  const byTask = Map.groupBy(
    tasks,
    ({ task, hash, state }) =>
      detailed && state !== "cached" ? `${task} ${hash.slice(0, 8)}` : task,
  );
  const rows = [...byTask].flatMap(([name, calls]) => taskRows(name, calls));
  const width = (column: number) => Math.max(...rows.map((row) => row[column]!.length));
  const [names, states, times] = [width(0), width(1), width(2)];
  return rows.map(([name, state, time, reason]) => {
    const painted = paintState(state!.padEnd(states), paint);
    return `${name!.padEnd(names)}  ${painted}  ${time!.padEnd(times)}  ${reason}`.trimEnd();
  });
}

function paintState(state: string, paint: Painter): string {
  if (state.includes("cached") || state.includes("not needed")) return paint.dim(state);
  return state.includes("may") ? paint.cyan(state) : paint.yellow(state);
}

/** Name, state, time and reason of each group of a task's calls. */
function taskRows(name: string, calls: readonly ForeseenTask[]): string[][] {
  const groups = reasonGroups(calls);
  const shown = calls.length === 1 ? name : `${name} ×${grouped(calls.length)}`;
  return groups.map(({ parts, calls: some }, i) => {
    const { state } = some[0]!;
    return [
      i === 0 ? shown : "",
      groups.length === 1 ? ONE[state] : `${grouped(some.length)} ${MANY[state]}`,
      timeOf(some),
      partsText(parts),
    ];
  });
}

function timeOf(calls: readonly ForeseenTask[]): string {
  const known = calls.flatMap(({ expected }) => expected ?? []);
  return known.length === 0 ? "" : roughly(known.reduce((sum, time) => sum + time, 0));
}

function outputLines({ outputs }: ProjectForecast, detailed: boolean): string[] {
  return (["write", "may-write"] as const).flatMap((wanted) => {
    const paths = outputs.filter(({ state }) => state === wanted).map(({ path }) => path);
    const shown = detailed ? paths : paths.slice(0, MOST_OUTPUTS);
    const verb = wanted === "write" ? "would write" : "may write";
    const lines = shown.map((path) => `${verb} ${path}`);
    const more = paths.length - shown.length;
    return more === 0 ? lines : [...lines, `${verb} ${plural(more, "more file")}`];
  });
}

/** `6 tasks: 3 cached, 1 to run, 2 may run; about 2 s, with all that may run about 2 min`. */
function totalsLine({ tasks, sure, most }: ProjectForecast): string {
  const count = (state: ForeseenState) => tasks.filter((task) => task.state === state).length;
  const [runs, mayRun, idle] = [count("runs"), count("may-run"), count("not-needed")];
  const parts = [`${grouped(count("cached"))} cached`, `${grouped(runs)} to run`];
  if (mayRun > 0) parts.push(`${grouped(mayRun)} may run`);
  if (idle > 0) parts.push(`${grouped(idle)} not needed`);
  const times = [];
  const [least, longest] = [roughly(sure.expected), roughly(most.expected)];
  if (runs > sure.unknown) times.push(least);
  if (mayRun > 0 && runs + mayRun > most.unknown && (runs === 0 || least !== longest)) {
    times.push(`${runs > 0 ? "with all that may run" : "at most"} ${longest}`);
  }
  if (most.unknown > 0) times.push(`${grouped(most.unknown)} never ran before`);
  const total = `${plural(tasks.length, "task")}: ${parts.join(", ")}`;
  return times.length === 0 ? total : `${total}; ${times.join(", ")}`;
}

/** A time as a guess: `under 1 s`, `about 2 min`. */
function roughly(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 1) return "under 1 s";
  if (seconds < 90) return `about ${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `about ${Math.round(seconds / 3600)} h`;
  return `about ${Math.round(seconds / 86_400)} days`;
}
