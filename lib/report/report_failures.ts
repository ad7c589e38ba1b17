/** Says which bodies failed, after all else. */

import type { Failure } from "../run/event.ts";
import { plural } from "../util/text.ts";
import { reportError } from "./report_error.ts";
import { say } from "./say.ts";

/** Failures shown whole; of more there is only the number. */
const WHOLE = 10;

/**
 * Says all failures of a run but `last`, which its caller throws and so is said last. Each is said
 * once, however many bodies it reached.
 */
export function reportOtherFailures(
  failures: readonly Failure[],
  last: unknown,
  options: { readonly verbose: boolean; readonly cwd: string },
): void {
  const others = [...new Set(failures.map(({ error }) => error))].filter((failure) =>
    failure !== last
  );
  for (const failure of others.slice(0, WHOLE)) {
    reportError(failure, options);
    say("");
  }
  if (others.length > WHOLE) {
    say(`and ${plural(others.length - WHOLE, "failure")} more\n`);
  }
}
