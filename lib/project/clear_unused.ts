/** `--clear`: drops from the cache what a pipeline made once and uses no more. */

import type { Cache, Cleared, Run } from "../cache/interfaces.ts";
import type { MerkleHash } from "../hash/digest.ts";

/** More runs than any cache has. */
const ALL = 2 ** 31 - 1;

/**
 * Removes the entries of all earlier runs of `target` (`file#export`) that are not in `used`, unless
 * another pipeline may still need them: they are in its latest successful run, or in one after that.
 */
export async function clearUnused(
  cache: Cache,
  target: string,
  used: Iterable<MerkleHash>,
): Promise<Cleared> {
  const runs = await cache.runs(ALL);
  const unused = await hashesOf(cache, runs.filter((run) => run.target === target));
  for (const hash of used) unused.delete(hash);
  if (unused.size > 0) {
    for (const hash of await hashesOf(cache, othersRuns(runs, target))) unused.delete(hash);
  }
  return await cache.clear([...unused]);
}

/** The runs of every other target, down to its latest successful one. `runs` has the newest first. */
function othersRuns(runs: readonly Run[], target: string): Run[] {
  const done = new Set([target]);
  return runs.filter((run) => {
    if (done.has(run.target)) return false;
    if (run.exitCode === 0) done.add(run.target);
    return true;
  });
}

async function hashesOf(cache: Cache, runs: readonly Run[]): Promise<Set<MerkleHash>> {
  const byManifest = new Map(runs.map((run) => [run.manifest, run.id]));
  const hashes = new Set<MerkleHash>();
  for (const id of byManifest.values()) {
    for (const hash of await cache.runHashes(id)) hashes.add(hash);
  }
  return hashes;
}
