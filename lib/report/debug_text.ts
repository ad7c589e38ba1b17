/** What `merkl debug` found, for people and for programs. */

import type { Debug } from "../project/inspect/debug_command.ts";
import type { Argument, CallDebug, Now } from "../project/inspect/debug_call.ts";
import type { TaskDebug } from "../project/inspect/debug_task.ts";
import type { TreeLine } from "../project/inspect/task_tree.ts";
import type { Place } from "../error/place.ts";
import type { ForeseenState } from "../run/forecast.ts";
import { byteSize, duration, grouped } from "../util/text.ts";
import { type AbsPath, relPath } from "../util/path.ts";
import type { Painter } from "./color.ts";
import { localTime } from "./local_time.ts";
import { reasonText } from "./reason_text.ts";

/** Digits of a hash that tell it apart. */
const DIGITS = 12;

/** Deeper lines of a tree aren't moved to the right any more. */
const DEEPEST = 30;

/** How many calls of a task are told. */
const MOST_CALLS = 10;

/** Words for states. */
const STATES: Readonly<Record<ForeseenState, string>> = {
  "cached": "cached",
  "runs": "would run",
  "may-run": "may run",
  "not-needed": "not needed",
};

/** All of it. */
export function debugText(debug: Debug, paint: Painter): string {
  const { task, call, pipeline, unwired, root } = debug;
  const parts: string[] = [];
  if (task !== undefined && call === undefined) parts.push(taskText(task, root, paint));
  if (call !== undefined) parts.push(callText(call, root, paint));
  if (pipeline !== undefined) {
    parts.push([paint.bold(pipeline.name), ...treeLines(pipeline.tree, root)].join("\n"));
    const { outputs } = pipeline;
    if (outputs.length > 0) {
      const lines = rows(outputs.map(({ path, state }) => [path, state]));
      parts.push(section("outputs", lines, paint));
    }
  }
  if (unwired !== undefined) parts.push(`The pipeline's calls are not told: ${unwired}`);
  return parts.join("\n\n");
}

function section(name: string, lines: readonly string[], paint: Painter): string {
  return [paint.bold(name), ...lines.map((line) => `  ${line}`.trimEnd())].join("\n");
}

function rows(lines: readonly (readonly (string | undefined)[])[]): string[] {
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((row) => row[i]?.length ?? 0))) ??
    [];
  return lines.map((row) =>
    row.map((text, i) => (text ?? "").padEnd(widths[i]!)).join("  ").trimEnd()
  );
}

function taskText(
  { info, analysis, options, stored, wired }: TaskDebug,
  root: AbsPath,
  paint: Painter,
) {
  const { deps, unfollowed, warnings } = analysis;
  const about = rows([
    ["place", at(info.place, root)],
    ["id", info.taskId],
    ["code hash", analysis.codeHash],
    ["deps hash", info.depsHash],
    ...Object.entries(options).map(([name, value]) => [name, value]),
    ...info.batches.map(({ place }) => ["batch", at(place, root)]),
  ]);
  const parts = [
    [paint.bold(`${info.name}${info.signature}`), ...about.map((line) => `  ${line}`)].join("\n"),
    section(
      "depends on",
      rows(
        deps.map((
          { name, kind, place, version, hash },
        ) => [name, kind, version ?? at(place, root), hash.slice(0, DIGITS)]),
      ),
      paint,
    ),
  ];
  if (unfollowed.length > 0) {
    const lines = unfollowed.map(({ name, kind, place }) => [name, kind, at(place, root)]);
    parts.push(section("not followed", rows(lines), paint));
  }
  if (warnings.length > 0) {
    const lines = warnings.map(({ message, place }) =>
      [at(place, root), message].filter((text) => text !== "").join("  ")
    );
    parts.push(section("warnings", lines, paint));
  }
  if (wired.length > 0) {
    const lines = wired.slice(0, MOST_CALLS).map((
      { hash, state, reason },
    ) => [hash.slice(0, DIGITS), STATES[state], reason && reasonText(reason)]);
    const more = wired.length - lines.length;
    if (more > 0) lines.push([`and ${grouped(more)} more`, "", undefined]);
    parts.push(section("calls", rows(lines), paint));
  }
  if (stored.length > 0) {
    const lines = stored.map((
      { hash, created, duration: ms },
    ) => [hash.slice(0, DIGITS), localTime(created), duration(ms)]);
    parts.push(section("latest stored calls", rows(lines), paint));
  }
  return parts.join("\n\n");
}

function callText(debug: CallDebug, root: AbsPath, paint: Painter): string {
  const { call, foreseen, outputs, value, log, now } = debug;
  const { entry } = call;
  const name = call.out === "null" ? call.task : `${call.task}.${JSON.parse(call.out)}`;
  const place = call.wired?.job.node.kind === "call" ? call.wired.job.node.info.place : undefined;
  const reason = foreseen?.reason;
  const state = foreseen === undefined
    ? entry === undefined ? "not stored" : entry.state === "present" ? "stored" : "evicted"
    : STATES[foreseen.state];
  const about = rows([
    ["state", reason === undefined ? state : `${state}: ${reasonText(reason)}`],
    ["task", `${call.taskId}${place === undefined ? "" : ` (${at(place, root)})`}`],
    ["deps hash", call.depsHash],
    ["args hash", call.argsHash],
  ]);
  const parts = [
    [paint.bold(`${name} ${call.hash}`), ...about.map((line) => `  ${line}`)].join("\n"),
    section("arguments", debug.arguments.flatMap(argumentLines), paint),
  ];
  if (value !== undefined) {
    const lines = "text" in value ? value.text.split("\n") : [`not shown: ${value.why}`];
    parts.push(section("value", lines, paint));
  }
  if (outputs.length > 0) parts.push(section("written to", outputs, paint));
  if (entry !== undefined) parts.push(section("entry", entryLines(debug), paint));
  if (now !== undefined) {
    parts.push(section("with the code of now", nowLines(now, call.hash), paint));
  }
  if (log !== undefined) {
    parts.push(section("its body printed", log.replace(/\n$/, "").split("\n"), paint));
  }
  return parts.join("\n\n");
}

function argumentLines({ name, value, hash, sources }: Argument): string[] {
  const lines = [`${name}  ${value ?? hash ?? ""}`];
  for (const { from, hash, stored } of sources) {
    const state = stored === undefined ? "" : stored ? "  stored" : "  not stored";
    lines.push(`  from ${from} ${hash.slice(0, DIGITS)}${state}`);
  }
  return lines;
}

function entryLines({ call }: CallDebug): string[] {
  const { created, duration: ms, size, codec, contentHash, ...entry } = call.entry!;
  return rows([
    ["made", `${localTime(created)}, in ${duration(ms)}`],
    ["content", `${contentHash} (${codec}, ${byteSize(size)})`],
    ["resolved", entry.resolvedHash === call.hash ? "as the hash" : entry.resolvedHash],
    ...(entry.metadata === null ? [] : [["metadata", entry.metadata]]),
    ...(entry.reads === null ? [] : [["reads", entry.reads]]),
    ...(entry.migratedFrom === null ? [] : [["taken over", `from ${entry.migratedFrom}`]]),
    ...(entry.logHash === null ? [] : [["output", entry.logHash]]),
  ]);
}

function nowLines(now: Now, hash: string): string[] {
  if (now.kind === "unknown") return [`not known: ${now.why}`];
  if (now.hash === hash) return ["the same hash, for the same arguments"];
  return [now.hash, reasonText({ kind: "changed", changes: now.changes })];
}

function treeLines(tree: readonly TreeLine[], root: AbsPath): string[] {
  return rows(tree.map(({ depth, name, count, states, place, repeated, taskId }) => {
    const shown = count === 1
      ? name
      : taskId === undefined
      ? `${grouped(count)} ${name}`
      : `${name} ×${grouped(count)}`;
    const told = Object.entries(states) as [ForeseenState, number][];
    const state = told.length === 1
      ? STATES[told[0]![0]]
      : told.map(([state, many]) => `${grouped(many)} ${STATES[state]}`).join(", ");
    return [
      `  ${"  ".repeat(Math.min(depth, DEEPEST))}${shown}`,
      state,
      repeated ? "see above" : at(place, root),
    ];
  }));
}

function at(place: Place | undefined, root: AbsPath): string {
  if (place === undefined) return "";
  const file = relPath(place.file as AbsPath, root) ?? place.file;
  return `${file}:${place.line}:${place.column}`;
}
