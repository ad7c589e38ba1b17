/** The tasks of a wired pipeline as a tree, the calls of each task folded into one line. */

import { taskName } from "../../graph/future.ts";
import type { ForeseenState, ForeseenTask } from "../../run/forecast.ts";
import type { Job } from "../../run/job.ts";
import type { Place } from "../../error/place.ts";

/** A line of the tree; below it stand those that its arguments come from. */
export interface TreeLine {
  /** 0 for what nothing else of the pipeline uses. */
  readonly depth: number;
  /** Of the task, or `readFuture("data.csv")`. */
  readonly name: string;
  /** `file#binding`; undefined for files. */
  readonly taskId: string | undefined;
  readonly place: Place | undefined;
  /** How many calls, or files. */
  readonly count: number;
  readonly states: Readonly<Partial<Record<ForeseenState, number>>>;
  /** It stands further above with all that is below it. */
  readonly repeated: boolean;
}

/** Of many files that a task reads so many are told. */
const MOST_FILES = 3;

interface Group {
  readonly name: string;
  readonly taskId: string | undefined;
  readonly place: Place | undefined;
  readonly jobs: Job[];
  readonly below: Set<string>;
  used: boolean;
}

/** The lines, in their order. */
export function taskTree(jobs: Iterable<Job>, foreseen: readonly ForeseenTask[]): TreeLine[] {
  const groups = groupsOf([...jobs].sort((a, b) => a.node.seq - b.node.seq));
  const states = new Map<string, ForeseenState>(foreseen.map(({ hash, state }) => [hash, state]));
  const lines: TreeLine[] = [];
  const seen = new Set<string>();
  const roots = [...groups].filter(([, { used }]) => !used);
  // a cycle of tasks, whose calls make none, has no root
  const stack = (roots.length > 0 ? roots : [...groups].slice(-1))
    .map(([key]) => ({ key, depth: 0 })).reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { key, depth } = next;
    const group = groups.get(key)!;
    const repeated = seen.has(key) && group.below.size > 0;
    seen.add(key);
    lines.push({ depth, repeated, ...lineOf(group, states) });
    if (repeated) continue;
    const below = [...group.below].filter((other) => other !== key);
    const files = below.filter((other) => groups.get(other)!.taskId === undefined);
    const shown = new Set(files.length <= MOST_FILES + 1 ? files : files.slice(0, MOST_FILES));
    const more = files.length - shown.size;
    if (more > 0) {
      lines.push({
        ...{ depth: depth + 1, name: "more files", taskId: undefined, place: undefined },
        ...{ count: more, states: {}, repeated: false },
      });
    }
    const kept = below.filter((other) => shown.has(other) || !files.includes(other));
    stack.push(...kept.reverse().map((key) => ({ key, depth: depth + 1 })));
  }
  return lines;
}

function groupsOf(jobs: readonly Job[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  const groupOf = (job: Job): [string, Group] => {
    const { node } = job;
    const info = node.kind === "call" ? node.info : undefined;
    const name = info?.name ?? taskName(node);
    const key = info === undefined ? `file ${name}` : `task ${info.taskId} ${info.depsHash}`;
    let group = groups.get(key);
    if (group === undefined) {
      const { taskId, place } = info ?? {};
      groups.set(key, group = { name, taskId, place, jobs: [], below: new Set(), used: false });
    }
    return [key, group];
  };
  for (const job of jobs) {
    const [key, group] = groupOf(job);
    group.jobs.push(job);
    for (const parent of job.parents) {
      const [below, other] = groupOf(parent.job);
      group.below.add(below);
      if (below !== key) other.used = true;
    }
  }
  return groups;
}

function lineOf(
  { name, taskId, place, jobs }: Group,
  states: ReadonlyMap<string, ForeseenState>,
): Omit<TreeLine, "depth" | "repeated"> {
  const counts: Partial<Record<ForeseenState, number>> = {};
  for (const job of jobs) {
    const state = states.get(job.outs[0]!.future.hash);
    if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1;
  }
  return { name, taskId, place, count: jobs.length, states: counts };
}
