/** What a dry run found, for programs. */

import type { ProjectForecast } from "../project/dry_scope.ts";
import type { Estimate, ForeseenState } from "../run/forecast.ts";
import { roundMs } from "../util/text.ts";
import { reasonText } from "./reason_text.ts";

/** Version of the format; fields may be added without a new one. */
const VERSION = 1;

/** The JSON of a forecast; times are in milliseconds. */
export function forecastJson(forecast: ProjectForecast): string {
  const { tasks, outputs, sure, most, waitsFor } = forecast;
  const pathsOf = Map.groupBy(outputs, (output) => output.hash);
  const count = (state: ForeseenState) => tasks.filter((task) => task.state === state).length;
  const json = {
    version: VERSION,
    tasks: tasks.map(({ task, hash, state, reason, expected }) => ({
      task,
      hash,
      state,
      reason: reason === undefined ? null : { ...reason, text: reasonText(reason) },
      expected_ms: expected === undefined ? null : roundMs(expected),
      outputs: (pathsOf.get(hash) ?? []).map(({ path }) => path),
    })),
    outputs: outputs.map(({ path, hash, state }) => ({ path, hash, state })),
    waits_for: waitsFor ?? null,
    totals: {
      tasks: tasks.length,
      cached: count("cached"),
      runs: count("runs"),
      may_run: count("may-run"),
      not_needed: count("not-needed"),
      runs_expected: estimateJson(sure),
      most_expected: estimateJson(most),
    },
  };
  return JSON.stringify(json, null, 2);
}

function estimateJson({ expected, unknown }: Estimate): { ms: number; unknown_tasks: number } {
  return { ms: roundMs(expected), unknown_tasks: unknown };
}
