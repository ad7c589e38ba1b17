/** What `merkl why` found, for people and for programs. */

import type { Cause, Step } from "../project/inspect/causes.ts";
import type { Change as GitChange } from "../project/inspect/commits.ts";
import type { KnownCall } from "../project/inspect/known_calls.ts";
import type { Why } from "../project/inspect/why.ts";
import type { Change } from "../run/reason.ts";
import { grouped, plural, shorten } from "../util/text.ts";
import type { Painter } from "./color.ts";
import { localTime } from "./local_time.ts";
import { reasonText } from "./reason_text.ts";

/** Version of what `--json` prints; fields may be added without a new one. */
const VERSION = 1;

/** Digits of hashes and commits that tell them apart. */
const DIGITS = 12;
const COMMIT_DIGITS = 9;

/** Characters of a value that are shown. */
const LONGEST = 60;

const STATES = {
  "cached": "is cached",
  "runs": "would run",
  "may-run": "may run",
  "not-needed": "is not needed",
} as const;

/** All that was found. `followed`: whether what stands above is told, too. */
export function whyText(
  whys: readonly Why[],
  { paint, followed }: { readonly paint: Painter; readonly followed: boolean },
): string {
  const told = new Set<string>();
  return whys.map((why) => {
    const alike = Map.groupBy(
      followed ? why.steps : why.steps.slice(0, 1),
      ({ call, causes }) => `${call.taskId} ${changesText(causes)}`,
    );
    const lines = [
      paint.bold(headline(why)),
      ...[...alike.values()].flatMap(([first, ...more]) => [
        ...stepLines(first!, { paint, told }),
        ...(more.length === 0 ? [] : [`    and ${plural(more.length, "more call")} of it alike`]),
      ]),
    ];
    if (followed && why.steps.length > 1 && why.roots.length > 0) {
      lines.push(`${paint.bold("root cause:")} ${changesText(why.roots)}`);
    }
    return lines.join("\n");
  }).join("\n\n");
}

function headline({ call, count, state, reason }: Why): string {
  const name = count === 1 ? callName(call) : `${call.task} ×${grouped(count)}`;
  const why = reason === undefined ? "" : `: ${reasonText(reason)}`;
  if (state !== undefined && state !== "cached") return `${name} ${STATES[state]}${why}`;
  const when = call.entry === undefined ? "" : `, made ${localTime(call.entry.created)}`;
  return state === "cached" ? `${name} is cached${when}${why}` : `${name}${when}${why}`;
}

/** How lines are made; `told` are the diffs that need not be told again. */
interface Telling {
  readonly paint: Painter;
  readonly told: Set<string>;
}

function stepLines({ call, past, causes }: Step, telling: Telling): string[] {
  const from = call.entry?.migratedFrom;
  const lines = from
    ? [`  ${callName(call)} was taken over from ${from.slice(0, DIGITS)} by merkl migrate`]
    : [];
  if (past === undefined) {
    return [...lines, `  ${callName(call)} replaces no stored call of ${call.task}`];
  }
  const when = past.entry === undefined ? "" : ` of ${localTime(past.entry.created)}`;
  lines.push(`  ${callName(call)} instead of ${past.hash.slice(0, DIGITS)}${when}`);
  if (causes.length === 0) lines.push("    nothing differs that is kept of them");
  return [...lines, ...causes.flatMap((cause) => causeLines(cause, telling))];
}

function causeLines(cause: Cause, { paint, told }: Telling): string[] {
  const { place, diff, now, parts = [], commit } = cause;
  const isNew = diff !== undefined && !told.has(diff);
  if (isNew) told.add(diff);
  const lines = diff === undefined ? [] : isNew ? diff.split("\n") : ["(its diff is above)"];
  const at = place === undefined
    ? ""
    : ` at ${place.file}${place.line === undefined ? "" : `:${place.line}`}`;
  const by = commit === undefined ? "" : `, ${commitText(commit)}`;
  return [
    `    ${changesText([cause])}${at}${by}`,
    ...(now === undefined
      ? []
      : [`      now ${shorten(now, LONGEST)}; what it was is kept with cacheArgs only`]),
    ...parts.map(({ path, from, to }) =>
      `      ${path === "" ? "" : `${path}: `}${shown(from)} → ${shown(to)}`
    ),
    ...lines.map((line) => `      ${painted(line, paint)}`.trimEnd()),
  ];
}

function painted(line: string, paint: Painter): string {
  if (/^(---|\+\+\+|@@)/.test(line)) return paint.dim(line);
  if (line.startsWith("-")) return paint.red(line);
  return line.startsWith("+") ? paint.green(line) : line;
}

function changesText(causes: readonly Cause[]): string {
  return reasonText({ kind: "changed", changes: causes.map(({ change }): Change => change) });
}

function commitText(commit: GitChange): string {
  if (commit.kind === "uncommitted") return "not committed yet";
  const { hash, author, date, subject } = commit;
  return `last by ${hash.slice(0, COMMIT_DIGITS)} (${author}, ${date}: ${
    shorten(subject, LONGEST)
  })`;
}

function callName({ task, out, hash }: KnownCall): string {
  const name = out === "null" ? task : `${task}.${JSON.parse(out)}`;
  return `${name} ${hash.slice(0, DIGITS)}`;
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : shorten(JSON.stringify(value), LONGEST);
}

/** All that was found, as JSON. */
export function whyJson(whys: readonly Why[]): string {
  const calls = whys.map(({ call, count, state, reason, steps, roots }) => ({
    ...callJson(call),
    calls: count,
    state: state ?? null,
    reason: reason === undefined ? null : { ...reason, text: reasonText(reason) },
    steps: steps.map(({ call, past, causes }) => ({
      ...callJson(call),
      instead_of: past === undefined ? null : callJson(past),
      changes: causes.map(causeJson),
    })),
    roots: roots.map(causeJson),
  }));
  return JSON.stringify({ version: VERSION, calls }, null, 2);
}

function callJson({ task, taskId, out, hash, entry }: KnownCall): Record<string, unknown> {
  return {
    ...{ task, task_id: taskId, out: JSON.parse(out), hash },
    created: entry === undefined ? null : new Date(entry.created / 1000).toISOString(),
  };
}

function causeJson(cause: Cause): Record<string, unknown> {
  const { change, place, diff, now, parts, commit } = cause;
  return {
    ...change,
    text: changesText([cause]),
    place: place === undefined ? null : { file: place.file, line: place.line ?? null },
    diff: diff ?? null,
    now: now ?? null,
    parts: parts ?? null,
    commit: commit ?? null,
  };
}
