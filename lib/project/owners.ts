/** Which entries belong to which pipelines: runs and the graphs that they had tell. */

import type { Cache, Run } from "../cache/interfaces.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { ALL_RUNS } from "./past_entries.ts";

/** The command under which a pipeline's runs before it count no more. */
export const CLEAR = "clear";

/** All runs that say what pipelines own, the newest first: of each those since it was cleared. */
export async function owningRuns(cache: Cache): Promise<Run[]> {
  const cleared = new Set<string>();
  return (await cache.runs(ALL_RUNS)).filter(({ command, target }) => {
    if (command === CLEAR) cleared.add(target);
    return !cleared.has(target);
  });
}

/** Of each pipeline its latest successful run, and those after that. `runs`: newest first. */
export function latestRuns(runs: readonly Run[]): Run[] {
  const done = new Set<string>();
  return runs.filter((run) => {
    if (done.has(run.target)) return false;
    if (run.exitCode === 0) done.add(run.target);
    return true;
  });
}

/** The hashes of the graphs of runs. */
export async function hashesOf(cache: Cache, runs: readonly Run[]): Promise<Set<MerkleHash>> {
  const byManifest = new Map(runs.map((run) => [run.manifest, run.id]));
  const hashes = new Set<MerkleHash>();
  for (const id of byManifest.values()) {
    for (const hash of await cache.runHashes(id)) hashes.add(hash);
  }
  return hashes;
}
