/** What is kept of the calls of a run, for `merkl log`. */

import type { RunCall, RunCalls, RunTask } from "../cache/run_calls.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import { shorten } from "../util/text.ts";
import { isUnstored } from "./counts.ts";
import type { Job } from "./job.ts";

/** How many failures are kept, and how much of each. */
const MOST_FAILURES = 100;
const LONGEST = 200;

type Counts = { -readonly [K in keyof RunTask]: RunTask[K] };

/** What became of all calls of a plan. */
export function runLog(
  jobs: Iterable<Job>,
  { failures, broken }: {
    readonly failures: readonly { readonly job: Job; readonly error: unknown }[];
    /** As for {@linkcode countsOf}. */
    readonly broken: boolean;
  },
): RunCalls {
  const tasks: Counts[] = [];
  const numbers = new Map<TaskInfo, number>();
  const ran: RunCall[] = [];
  for (const job of jobs) {
    if (job.node.kind !== "call") continue;
    const { info } = job.node;
    let task = numbers.get(info);
    if (task === undefined) {
      numbers.set(info, task = tasks.length);
      const { taskId: id, name } = info;
      tasks.push({ id, name, cached: 0, run: 0, failed: 0, left: 0, duration: 0, saved: 0 });
    }
    const counts = tasks[task]!;
    if (job.state === "hit") {
      counts.cached++;
      counts.saved! += job.outs[0]!.head?.duration ?? 0;
    } else if (job.state === "failed") counts.failed++;
    else if (job.state === "done" && !isUnstored(job, broken)) {
      const { future, head } = job.outs[0]!;
      const duration = head?.duration ?? 0;
      counts.run++;
      counts.duration += duration;
      ran.push({ hash: future.hash, task, duration });
    } else counts.left++;
  }
  return {
    tasks,
    ran,
    failures: failures.slice(0, MOST_FAILURES).flatMap(({ job, error }) => {
      const { node } = job;
      if (node.kind !== "call") return [];
      const text = error instanceof Error ? error.message : String(error);
      const message = shorten(text.split("\n", 1)[0]!, LONGEST);
      const { hash, argsHash } = job.outs[0]!.future;
      return [{ hash, argsHash, task: numbers.get(node.info)!, message }];
    }),
  };
}
