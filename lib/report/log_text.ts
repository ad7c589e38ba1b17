/** Past runs, for people and for programs. */

import type { RunCalls } from "../cache/run_calls.ts";
import type { Run, RunDetails } from "../cache/interfaces.ts";
import { DID_NOT_END, LIBRARY } from "../cache/run_marks.ts";
import { duration, grouped, plural, roundMs } from "../util/text.ts";
import { localTime } from "./local_time.ts";
import { shellWord } from "./shell_word.ts";
import { table } from "./table.ts";
import { targetOf } from "../util/task_id.ts";

/** Version of what `--json` prints; fields may be added without a new one. */
const VERSION = 1;

/** Digits of a commit that tell it apart, and of a hash. */
const COMMIT_DIGITS = 9;
const HASH_DIGITS = 12;

/** On a terminal longer cells are cut. */
const WIDEST = 60;

/** How many calls of a run are told. */
const MOST_CALLS = 20;

/** The runs as a table. */
export function logText(runs: readonly Run[], { cut }: { readonly cut: boolean }): string {
  const rows = runs.map((run) => [
    run.id,
    localTime(run.started).slice(0, -3),
    commandOf(run),
    run.commit === undefined
      ? ""
      : `${run.commit.slice(0, COMMIT_DIGITS)}${run.dirty === true ? "+" : ""}`,
    outcome(run),
    ended(run) ? duration(run.duration) : "",
  ]);
  const heads = ["run", "when", "command", "commit", "tasks", "took"];
  return table(heads, rows, cut ? { widest: WIDEST } : {});
}

/** One run with its tasks, and the calls that took longest. */
export function runText(run: RunDetails): string {
  const { calls } = run;
  const lines = [
    `run ${run.id} of ${run.target}`,
    `  when     ${localTime(run.started)}${ended(run) ? `, ${duration(run.duration)}` : ""}`,
    `  command  ${commandOf(run)}`,
    `  commit   ${commitText(run)}`,
    `  tasks    ${outcome(run)}`,
  ];
  const parts = [`${lines.join("\n")}\n`];
  if (calls !== undefined && calls.tasks.length > 0) parts.push(tasksText(calls));
  if (calls !== undefined && calls.ran.length > 0) parts.push(ranText(calls));
  if (calls !== undefined && calls.failures.length > 0) parts.push(failuresText(calls));
  return parts.join("\n");
}

function tasksText({ tasks }: RunCalls): string {
  const rows = tasks.map(({ name, cached, run, failed, left, duration: ms, saved = 0 }) => [
    ...[name, cached, run, failed, left],
    run === 0 ? "" : duration(ms),
    saved < 1 ? "" : duration(saved),
  ]);
  return table(["task", "cached", "run", "failed", "left", "took", "saved"], rows);
}

function ranText({ ran, tasks }: RunCalls): string {
  const slowest = ran.toSorted((a, b) => b.duration - a.duration).slice(0, MOST_CALLS);
  const rows = slowest.map(({ hash, task, duration: ms }) => [
    hash.slice(0, HASH_DIGITS),
    tasks[task]!.name,
    duration(ms),
  ]);
  const more = ran.length - slowest.length;
  const rest = more === 0 ? "" : `and ${plural(more, "call")} that took less; --json has all\n`;
  return table(["ran", "task", "took"], rows) + rest;
}

function failuresText({ failures, tasks }: RunCalls): string {
  const rows = failures.map(({ hash, task, message }) => [
    hash.slice(0, HASH_DIGITS),
    tasks[task]!.name,
    message,
  ]);
  return table(["failed", "task", "error"], rows);
}

function ended({ exitCode }: Run): boolean {
  return exitCode !== DID_NOT_END;
}

function commandOf({ argv, command, target }: Run): string {
  const what = targetOf(target);
  if (command === LIBRARY) return what;
  if (argv === undefined) return `merkl ${command} ${what}`;
  return ["merkl", ...argv.map(shellWord)].join(" ");
}

function commitText({ commit, dirty }: Run): string {
  if (commit === undefined) return "none";
  if (dirty === undefined) return commit;
  return `${commit} ${dirty ? "with changes" : "without changes"}`;
}

/** `3 cached, 2 run, 1 failed`. */
function outcome({ counts: { cached, run, failed }, exitCode }: Run): string {
  if (exitCode === DID_NOT_END) return "did not end";
  const parts = [`${grouped(cached)} cached`, `${grouped(run)} run`];
  if (failed > 0) parts.push(`${grouped(failed)} failed`);
  if (exitCode === 130 || exitCode === 143) parts.push("stopped");
  else if (exitCode !== 0 && failed === 0) parts.push(`exit code ${exitCode}`);
  return parts.join(", ");
}

/** The runs as JSON; times in milliseconds. */
export function logJson(runs: readonly Run[]): string {
  return JSON.stringify({ version: VERSION, runs: runs.map(runJson) }, null, 2);
}

/** One run as JSON. */
export function runDetailsJson(run: RunDetails): string {
  const { tasks = [], ran = [], failures = [] } = run.calls ?? {};
  const about = (task: number) => ({ task: tasks[task]!.name, task_id: tasks[task]!.id });
  const json = {
    version: VERSION,
    run: runJson(run),
    tasks: tasks.map(({ id, name, duration: duration_ms, saved: saved_ms, ...counts }) => ({
      ...{ task: name, task_id: id },
      ...counts,
      duration_ms: roundMs(duration_ms),
      saved_ms: saved_ms === undefined ? undefined : roundMs(saved_ms),
    })),
    ran: ran.map(({ hash, task, duration: ms }) => ({
      hash,
      ...about(task),
      duration_ms: roundMs(ms),
    })),
    failed: failures.map(({ hash, task, message }) => ({ hash, ...about(task), message })),
  };
  return JSON.stringify(json, null, 2);
}

function runJson(run: Run): Record<string, unknown> {
  return {
    id: run.id,
    command: run.command,
    target: run.target,
    argv: run.argv ?? null,
    started: new Date(run.started / 1000).toISOString(),
    duration_ms: ended(run) ? roundMs(run.duration) : null,
    commit: run.commit ?? null,
    dirty: run.dirty ?? null,
    ...run.counts,
    exit_code: ended(run) ? run.exitCode : null,
    hashes: run.hashes,
  };
}
