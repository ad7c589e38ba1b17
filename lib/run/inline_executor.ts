/** Runs bodies in this process, on its one thread. */

import type { Executor } from "./executor.ts";

/** The default executor. */
export function inlineExecutor(): Executor {
  return {
    name: "inline",
    submit: (job) => job.body(),
    // a body in this process is told by its own signal
    cancel: () => {},
  };
}
