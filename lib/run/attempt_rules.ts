/** What a task's `retries` and `timeout` mean in a run. */

import { leftBehind, taskTimeout } from "../error/run_errors.ts";
import { type AttemptRules, GRACE } from "./attempt.ts";
import type { RunHost } from "./host.ts";
import type { Stop } from "./stop.ts";
import { subjectOf } from "./subject.ts";
import type { Work } from "./work.ts";

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

/** The rules by which a body is tried. */
export function attemptRules(
  work: Work,
  { host, stop, output, abandon }: Surroundings,
): AttemptRules {
  const { name, place, settings: { retries, timeout } } = work;
  const subject = subjectOf(work.lead);
  return {
    retries,
    timeout,
    stop,
    late: () => host.executor.cancel(subject.hash),
    timedOut: ({ number }, cause) =>
      taskTimeout(name, {
        args: work.describe(),
        timeout: timeout!,
        tries: number,
        place,
        cause,
        output: output(),
      }),
    leftBehind() {
      abandon();
      host.runtime.warnOnce(`left-behind ${work.taskId}`, leftBehind(name, GRACE));
    },
    retrying: ({ number }, { error, wait }) =>
      host.reporter?.event({ kind: "retry", subject, error, number, retries, wait }),
  };
}
