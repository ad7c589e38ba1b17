/** Errors during a run that no promise or call of it carries: of timers, listeners, lost promises. */

import { processEnded } from "../error/run_errors.ts";
import { uncaptured } from "../run/capture.ts";
import { isInterruption } from "../run/stop.ts";
import type { RunScope } from "./run_scope.ts";

/**
 * What `run` gives. An error that nobody catches meanwhile fails the body that it comes from; if
 * that has ended, the run fails as soon as no other body runs.
 *
 * @throws {MerklError} `uncaught-in-body`, or what `run` throws
 */
export async function catchStrays<T>(scope: RunScope, run: () => Promise<T>): Promise<T> {
  const { promise: strayed, reject } = Promise.withResolvers<never>();
  let noted: { readonly error: unknown } | undefined;
  const take = (event: Event, cause: unknown) => {
    event.preventDefault();
    // what fails or ends the run already
    if (isInterruption(cause, scope.options)) return;
    if (scope.scheduler.failures.some(({ error }) => error === cause)) return;
    const { error, blamed } = scope.bodies.uncaught(cause);
    if (blamed) return;
    if (scope.bodies.any) noted ??= { error };
    else reject(error);
  };
  const onError = (event: ErrorEvent) => take(event, event.error);
  const onRejection = (event: PromiseRejectionEvent) => take(event, event.reason);
  // the end of the process itself: nothing of merkl runs any more after this
  const onExit = () => {
    const warning = `warning: ${processEnded(scope.bodies.suspected())}`;
    uncaptured(() => console.error(warning));
  };
  addEventListener("error", onError);
  addEventListener("unhandledrejection", onRejection);
  addEventListener("unload", onExit);
  try {
    const value = await Promise.race([run(), strayed]);
    if (noted !== undefined) throw noted.error;
    return value;
  } finally {
    removeEventListener("error", onError);
    removeEventListener("unhandledrejection", onRejection);
    removeEventListener("unload", onExit);
  }
}
