/** `merkl debug --exec`: one call again, its body in this process, for a debugger. */

import { hashPast } from "../../error/inspect_errors.ts";
import { Future, NODE } from "../../graph/future.ts";
import type { CallNode } from "../../graph/node.ts";
import type { Inspection } from "./inspection.ts";

/**
 * Runs the body of a wired call and gives its value. Its arguments come from the cache or are made;
 * its own value is neither looked up nor stored.
 */
export async function execCall(prefix: string, inspection: Inspection): Promise<unknown> {
  const { calls, session } = inspection;
  const { hash, task, wired } = await calls.find(prefix);
  if (wired === undefined) throw hashPast(hash, task);
  const future = again(wired.out.future);
  const { value } = await session.run(() => future);
  return value;
}

/** The same call, of a task that keeps nothing; a debugger stops before its body. */
function again(future: Future<unknown>): Future<unknown> {
  const node = future[NODE] as CallNode;
  const { info, batch } = node;
  const settings = {
    ...info.settings,
    ...{ cache: false, cacheInMemory: false, capture: false, retries: 0, timeout: undefined },
  };
  const stopping = (fn: (...args: unknown[]) => unknown) => (...args: unknown[]) => {
    // deno-lint-ignore no-debugger -- what this is for; without a debugger it does nothing
    debugger;
    return fn(...args);
  };
  return new Future({
    ...node,
    info: { ...info, settings, fn: stopping(info.fn) },
    ...(batch === undefined ? {} : { batch: { ...batch, fn: stopping(batch.fn) } }),
  }, future.outKey);
}
