/** Says why calls are new to the cache: what differs between each and the nearest stored call. */

import type { TaskInfo } from "../graph/task_info.ts";
import type { History, PastCall } from "../cache/history.ts";
import type { CallNode } from "../graph/node.ts";
import { argsJson } from "../task/stored_arguments.ts";
import { argsChanges, type StoredArgs } from "./args_changes.ts";
import { depsChanges } from "./deps_changes.ts";
import type { Job } from "./job.ts";
import { type Past, PastCalls } from "./past_calls.ts";
import type { Plan } from "./plan.ts";
import type { Change, RunReason } from "./reason.ts";

/**
 * How many stored calls of each task are fetched: two for each one that the run makes, since the
 * one that was replaced may be the oldest; of a large fan not more than these, or than two for each
 * one to be explained.
 */
const MOST_CALLS = 20_000;
const SPARE_CALLS = 100;

/** What is stored of one task. */
interface TaskPast {
  /** JSON of an out's key -> calls that the run no longer makes. */
  readonly byOut: ReadonlyMap<string, PastCalls>;
  /** Milliseconds that its body takes on average; undefined if it never ran. */
  readonly usual: number | undefined;
}

/** A call with what it replaces. */
interface Comparison {
  readonly past: Past | undefined;
  readonly args: StoredArgs;
}

/** Explains the calls of a run; what it needs is fetched in bulk by {@linkcode Explainer.prepare}. */
export class Explainer {
  readonly #history: History | undefined;
  readonly #tasks = new Map<string, TaskPast>();
  readonly #deps = new Map<string, string | undefined>();
  readonly #code = new Map<string, boolean>();
  readonly #changes = new Map<string, readonly Change[]>();
  readonly #comparisons = new Map<Job, Comparison>();

  constructor(history: History | undefined) {
    this.#history = history;
  }

  /** Fetches what is stored of the tasks of `jobs`, which are calls in `plan`. */
  async prepare(jobs: readonly Job[], plan: Plan): Promise<void> {
    if (this.#history === undefined) return;
    const infos = new Map<string, TaskInfo>();
    for (const job of jobs) {
      const { info } = callOf(job);
      if (!infos.has(info.taskId)) infos.set(info.taskId, info);
    }
    const ids = [...infos.keys()].filter((id) => !this.#tasks.has(id));
    if (ids.length === 0) return;
    const present = new Set<string>();
    for (const { outs } of plan.jobs()) for (const out of outs) present.add(out.future.hash);
    const limit = Math.max(2 * jobs.length, Math.min(2 * present.size, MOST_CALLS)) + SPARE_CALLS;
    const found = await this.#history.calls(ids, limit);
    for (const [i, id] of ids.entries()) {
      if (found[i]!.length > 0) continue;
      // renamed or moved
      found[i] = await this.#history.callsOfCode(infos.get(id)!.depsHash, limit);
    }
    ids.forEach((id, i) => this.#tasks.set(id, taskPast(found[i]!, present)));
    const hashes = [...new Set(found.flat().map((call) => call.depsHash))]
      .filter((hash) => !this.#deps.has(hash));
    const deps = await this.#history.deps(hashes);
    hashes.forEach((hash, i) => this.#deps.set(hash, deps[i]));
  }

  /** Replaces the reason `new` of those of `jobs` that must run. */
  async explainNew(jobs: readonly Job[], plan: Plan): Promise<void> {
    const open = jobs.filter((job) => job.state === "run" && job.reason?.kind === "new");
    if (open.length === 0) return;
    await this.prepare(open, plan);
    for (const job of open) job.reason = this.reason(job);
  }

  /**
   * Finds out for which of `jobs` an entry of the same code is stored: only those can turn out to
   * stand when their parents' values are known.
   */
  async prepareCode(jobs: readonly Job[]): Promise<void> {
    const hashes = [...new Set(jobs.map((job) => callOf(job).info.depsHash))];
    const known = await this.#history?.hasDeps(hashes);
    hashes.forEach((hash, i) => this.#code.set(hash, known?.[i] ?? true));
  }

  /** See {@linkcode Explainer.prepareCode}, which must have been called with the job. */
  knowsCode(job: Job): boolean {
    return this.#code.get(callOf(job).info.depsHash)!;
  }

  /** Milliseconds that the body of a prepared job will take, by what is stored; undefined if unknown. */
  expected(job: Job): number | undefined {
    const known = job.outs[0]!.head?.duration ?? this.#compare(job).past?.call.duration;
    return known ?? this.#tasks.get(callOf(job).info.taskId)?.usual;
  }

  /** Why a prepared job whose hash isn't stored runs. */
  reason(job: Job): RunReason {
    const { past, args } = this.#compare(job);
    if (past === undefined) return { kind: "new" };
    const node = callOf(job);
    // a parent that was kept has a new hash, but not another value
    const changed = new Set(job.parents.filter((one) => one.job.state === "done").map(parentName));
    const all = argsChanges(past.args, args);
    const sure = [
      ...this.#depsChanges(past.call.depsHash, node),
      ...all.filter((change) => change.kind !== "result" || changed.has(change.name)),
    ];
    const changes = sure.length === 0 ? all : sure;
    return changes.length === 0 ? { kind: "new" } : { kind: "changed", changes };
  }

  #depsChanges(before: string, { info }: CallNode): readonly Change[] {
    if (before === info.depsHash) return [];
    const key = `${before} ${info.depsHash} ${info.name}`;
    let changes = this.#changes.get(key);
    if (changes === undefined) {
      changes = depsChanges(this.#deps.get(before) ?? "{}", info.depsJson, info.name);
      this.#changes.set(key, changes);
    }
    return changes;
  }

  #compare(job: Job): Comparison {
    let comparison = this.#comparisons.get(job);
    if (comparison === undefined) {
      const node = callOf(job);
      const out = JSON.stringify(job.outs[0]!.future.outKey);
      const text = argsJson(node);
      const past = this.#tasks.get(node.info.taskId)?.byOut.get(out)?.nearest(text);
      comparison = { past, args: JSON.parse(text) as StoredArgs };
      this.#comparisons.set(job, comparison);
    }
    return comparison;
  }
}

function taskPast(calls: readonly PastCall[], present: ReadonlySet<string>): TaskPast {
  const replaced = calls.filter((call) => !present.has(call.hash));
  const byOut = Map.groupBy(replaced, (call) => call.out);
  return {
    byOut: new Map(byOut.entries().map(([out, group]) => [out, new PastCalls(group)])),
    usual: calls.length === 0
      ? undefined
      : calls.reduce((sum, call) => sum + call.duration, 0) / calls.length,
  };
}

function callOf(job: Job): CallNode {
  return job.node as CallNode;
}

function parentName({ job }: { readonly job: Job }): string {
  return job.node.kind === "call" ? job.node.info.name : job.node.name;
}
