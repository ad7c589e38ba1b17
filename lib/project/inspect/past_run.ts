/** The run that made a call, so that the call can be wired again from its hash alone. */

import type { Run } from "../../cache/interfaces.ts";
import type { KnownCalls } from "./known_calls.ts";

/** A call that failed in a run. */
export interface FailedCall {
  readonly taskId: string;
  readonly argsHash: string;
}

/** What is known of a call from the run that made it. */
export interface CallInRun {
  readonly run: Run;
  /** If it failed, so that nothing is stored of it. */
  readonly failed: FailedCall | undefined;
}

/** So many different graphs are looked through, the newest first. */
const MOST_GRAPHS = 50;

/** Graphs with more calls than this aren't read. */
const MOST_HASHES = 1_000_000;

/** The newest run with a call whose hash begins so; undefined if none is known. */
export async function runWith(prefix: string, calls: KnownCalls): Promise<CallInRun | undefined> {
  const seen = new Set<string>();
  for (const run of await calls.runs()) {
    if (run.argv === undefined || seen.has(run.manifest)) continue;
    seen.add(run.manifest);
    if (seen.size > MOST_GRAPHS) return undefined;
    if (run.hashes > MOST_HASHES) continue;
    const hashes = await calls.cache.runHashes(run.id);
    if (!hashes.some((hash) => hash.startsWith(prefix))) continue;
    return { run, failed: run.counts.failed === 0 ? undefined : await failure(run, prefix, calls) };
  }
  return undefined;
}

async function failure(
  { id }: Run,
  prefix: string,
  { cache }: KnownCalls,
): Promise<FailedCall | undefined> {
  const { tasks = [], failures = [] } = (await cache.run(id))?.calls ?? {};
  const found = failures.find(({ hash }) => hash.startsWith(prefix));
  return found && { taskId: tasks[found.task]!.id, argsHash: found.argsHash };
}
