/** Which tasks of which pipelines use a file. */

import type { Cache, Run } from "../cache/interfaces.ts";
import type { Entry } from "../cache/entry.ts";
import { byCodeUnit } from "../util/order.ts";
import { ALL_RUNS } from "./past_entries.ts";
import type { FileUse } from "./status.ts";

/** In the arguments of an entry: where a Future comes from. */
const FROM = /"file ((?:[^"\\]|\\.)*)":/g;

/**
 * For each of these paths (as tracked files have them) the tasks that took it, or said that they read
 * it, in the latest successful run of each pipeline.
 */
export async function usesOf(
  cache: Cache,
  paths: Iterable<string>,
): Promise<ReadonlyMap<string, readonly FileUse[]>> {
  const found = new Map([...paths].map((path) => [path, new Map<string, FileUse>()]));
  for (const run of latest(await cache.runs(ALL_RUNS))) {
    const entries = await cache.index.entries(await cache.runHashes(run.id));
    for (const entry of entries) {
      if (entry === undefined) continue;
      for (const path of filesOf(entry)) {
        const use = { task: entry.taskId, pipeline: run.target };
        found.get(path)?.set(JSON.stringify(use), use);
      }
    }
  }
  const sorted = (uses: Map<string, FileUse>) =>
    [...uses].sort(([a], [b]) => byCodeUnit(a, b)).map(([, use]) => use);
  return new Map([...found].map(([path, uses]) => [path, sorted(uses)]));
}

/** The latest successful run of each pipeline, or the latest if none was. `runs`: newest first. */
function latest(runs: readonly Run[]): Run[] {
  const byTarget = new Map<string, Run>();
  for (const run of runs) {
    if (run.command !== "run") continue;
    const known = byTarget.get(run.target);
    if (known === undefined || (known.exitCode !== 0 && run.exitCode === 0)) {
      byTarget.set(run.target, run);
    }
  }
  return [...byTarget.values()];
}

function filesOf({ args, reads }: Entry): string[] {
  const taken = [...(args ?? "").matchAll(FROM)].map(([, name]) => JSON.parse(`"${name}"`));
  const read = reads === null ? [] : (JSON.parse(reads) as { path: string }[]);
  return [...taken, ...read.map(({ path }) => path)];
}
