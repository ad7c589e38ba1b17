/** What went wrong, for programs: the same document for every command. */

import { isMerklError } from "../error/merkl_error.ts";
import type { Place } from "../error/place.ts";
import { userFrames } from "../error/user_frames.ts";
import type { Summary } from "../run/event.ts";
import { roundMs } from "../util/text.ts";

/** Version of the format; fields may be added without a new one. */
const VERSION = 1;

/** Causes of causes. */
const DEPTH = 5;

/** The document of an error; `summary` if a run had begun. Times are in milliseconds. */
export function failureJson(error: unknown, summary: Summary | undefined): string {
  const json = {
    version: VERSION,
    error: errorJson(error, 0),
    summary: summary === undefined ? null : summaryJson(summary),
    failures: (summary?.failures ?? []).map((failure) => ({
      task: failure.task,
      hash: failure.hash,
      error: errorJson(failure.error, 0),
    })),
    blocked: summary?.blockedBy ?? [],
  };
  return JSON.stringify(json, null, 2);
}

/** The counts of a run. */
export function summaryJson(summary: Summary): Record<string, number | boolean> {
  const { tasks, cached, run, partial, failed, blocked, unstored, interrupted, duration } = summary;
  const counts = { tasks, cached, run, partial, failed, blocked, unstored, interrupted };
  return { ...counts, duration: roundMs(duration) };
}

function errorJson(error: unknown, depth: number): Record<string, unknown> {
  const cause = error instanceof Error && error.cause !== undefined && depth < DEPTH
    ? errorJson(error.cause, depth + 1)
    : null;
  if (isMerklError(error)) {
    return {
      code: error.code,
      message: error.message,
      hint: error.hint ?? null,
      place: placeJson(error.place),
      related: error.related.map(placeJson),
      output: error.output ?? null,
      cause,
    };
  }
  const [message, stack] = error instanceof Error
    ? [error.message === "" ? error.name : `${error.name}: ${error.message}`, error.stack ?? ""]
    : [`A value was thrown: ${Deno.inspect(error)}`, ""];
  const place = placeJson(userFrames(stack)[0]);
  return { code: null, message, hint: null, place, related: [], output: null, cause };
}

function placeJson(place: Place | undefined): Record<string, unknown> | null {
  if (place === undefined) return null;
  const { file, line, column, label } = place;
  return { file, line, column, ...(label && { label }) };
}
