/** `merkl debug --exec`: one call again, its body in this process, for a debugger. */

import { hashPast } from "../../error/inspect_errors.ts";
import { Future, NODE } from "../../graph/future.ts";
import type { CallNode, OutKey } from "../../graph/node.ts";
import type { TaskInfo } from "../../graph/task_info.ts";
import { createCall } from "../../task/call.ts";
import { livingTasks } from "../../task/registry.ts";
import { askedCall } from "./asked_call.ts";
import type { Inspection } from "./inspection.ts";
import { keptArguments } from "./kept_arguments.ts";
import type { KnownCall } from "./known_calls.ts";

/**
 * Runs the body of a call and gives its value. Its arguments come from the cache or are made; its own
 * value is neither looked up nor stored. Of a call that isn't wired, today's code runs with the same
 * arguments: as the pipeline has them, else as far as they are kept.
 *
 * @param say Told in a sentence if it isn't just the call that was asked for.
 * @throws {MerklError} `hash-unknown`, `hash-ambiguous`, `hash-past`; what the body throws
 */
export async function execCall(
  prefix: string,
  inspection: Inspection,
  say: (text: string) => void,
): Promise<unknown> {
  const { calls, session } = inspection;
  const call = await askedCall(prefix, inspection, say);
  const replaced = call.wired?.out.future ?? calls.withArguments(call);
  if (replaced !== undefined) {
    if (call.wired === undefined) {
      say(`the code of ${prefix} has changed since: this is ${replaced.hash.slice(0, 12)}`);
    }
    const { value } = await session.run(() => again(replaced));
    return value;
  }
  const { value } = await session.run(async () => {
    const why = inspection.wired === undefined
      ? "no run of the log tells how this call is made"
      : "no pipeline makes this call any more";
    say(`${why}: today's code runs with the arguments that are kept`);
    return await keptCall(call, inspection);
  });
  return value;
}

/** The same call, of a task that keeps nothing; a debugger stops before its body. */
function again(future: Future<unknown>): Future<unknown> {
  const node = future[NODE] as CallNode;
  const { batch } = node;
  return new Future({
    ...node,
    info: unkept(node.info),
    ...(batch === undefined ? {} : { batch: { ...batch, fn: stopping(batch.fn) } }),
  }, future.outKey);
}

async function keptCall(call: KnownCall, { session }: Inspection): Promise<Future<unknown>> {
  const info = livingTasks(session).find(({ taskId }) => taskId === call.taskId);
  const kept = info && await keptArguments(call, info, session.cache);
  if (info === undefined || kept === undefined) throw hashPast(call.hash, call.task, undefined);
  if ("lost" in kept) throw hashPast(call.hash, call.task, kept.lost);
  return new Future(createCall(unkept(info), kept.args), JSON.parse(call.out) as OutKey);
}

function unkept(info: TaskInfo): TaskInfo {
  const settings = {
    ...info.settings,
    ...{ cache: false, cacheInMemory: false, capture: false, retries: 0, timeout: undefined },
  };
  return { ...info, settings, fn: stopping(info.fn) };
}

function stopping(fn: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  return (...args) => {
    // deno-lint-ignore no-debugger -- what this is for; without a debugger it does nothing
    debugger;
    return fn(...args);
  };
}
