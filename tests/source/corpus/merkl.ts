/** Stands in for the library: records what is handed to `task()` and from where. */

import type { Frame } from "../../../lib/source/types.ts";

/** A call of `task()`. */
export interface Recorded {
  readonly fn: (...args: never[]) => unknown;
  readonly frames: readonly Frame[];
}

/** All calls so far. */
export const calls: Recorded[] = [];

/** Records its last argument. */
export function task<F>(...args: readonly [...unknown[], F]): { readonly fn: F } {
  const site = {} as { stack: NodeJS.CallSite[] };
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_, frames) => frames;
  Error.captureStackTrace(site, task);
  const frames = site.stack.filter((f) => f.getFileName()).map((f) => ({
    file: f.getFileName()!,
    line: f.getLineNumber()!,
    column: f.getColumnNumber()!,
  }));
  Error.prepareStackTrace = prepareStackTrace;
  const fn = args.at(-1) as F;
  calls.push({ fn: fn as Recorded["fn"], frames });
  return { fn };
}
