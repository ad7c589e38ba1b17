/** What a task's `retries` and `timeout` mean in a run. */

import { leftBehind, taskTimeout } from "../error/run_errors.ts";
import type { CallNode } from "../graph/node.ts";
import { type AttemptRules, GRACE } from "./attempt.ts";
import { describeArguments } from "./body.ts";
import type { RunHost } from "./host.ts";
import type { Job } from "./job.ts";
import type { Stop } from "./stop.ts";
import { subjectOf } from "./subject.ts";

/** What surrounds the tries of one body. */
export interface Surroundings {
  readonly host: RunHost;
  /** What tells the run to end. */
  readonly stop: Stop;
  /** The last lines that the body printed. */
  output(): string | undefined;
  /** Called when a body is left behind, which may go on for ever. */
  abandon(): void;
}

/** The rules by which the body of `job` is tried. */
export function attemptRules(
  job: Job,
  { host, stop, output, abandon }: Surroundings,
): AttemptRules {
  const { info } = job.node as CallNode;
  const { retries, timeout } = info.settings;
  const subject = subjectOf(job);
  return {
    retries,
    timeout,
    stop,
    late: () => host.executor.cancel(subject.hash),
    timedOut: ({ number }, cause) =>
      taskTimeout(info.name, {
        args: describeArguments(job.node as CallNode),
        timeout: timeout!,
        tries: number,
        place: info.place,
        cause,
        output: output(),
      }),
    leftBehind() {
      abandon();
      host.runtime.warnOnce(`left-behind ${info.taskId}`, leftBehind(info.name, GRACE));
    },
    retrying: ({ number }, { error, wait }) =>
      host.reporter?.event({ kind: "retry", subject, error, number, retries, wait }),
  };
}
