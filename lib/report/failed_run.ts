/** A run that failed, on its way to the one place that tells of errors. */

import type { Summary } from "../run/event.ts";

/** What else is known about the failure of a run. */
export interface FailureDetails {
  /** Undefined if no run had begun. */
  readonly summary?: Summary;
  /** The exit code if a signal ended the run. */
  readonly exitCode: number | undefined;
  /** Whether people were told already: then only `--json` tells. */
  readonly told?: boolean;
}

/** Carries why a run failed, and what became of it. */
export class FailedRun extends Error {
  constructor(readonly error: unknown, readonly details: FailureDetails) {
    super("The run failed", { cause: error });
  }
}

/** An error with what is known about the run that it ended, if it ended one. */
export function takeApart(
  caught: unknown,
): { readonly error: unknown } & { readonly [K in keyof FailureDetails]?: FailureDetails[K] } {
  return caught instanceof FailedRun
    ? { error: caught.error, ...caught.details }
    : { error: caught };
}
