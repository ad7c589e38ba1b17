/** `--clear`: drops from the cache what a pipeline made once and uses no more. */

import type { Cache, Cleared } from "../cache/interfaces.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { hashesOf, latestRuns, owningRuns } from "./owners.ts";

/**
 * Removes the entries of all earlier runs of `target` (`file#export`) that are not in `used`, unless
 * another pipeline may still need them: they are in its latest successful run, or in one after that.
 */
export async function clearUnused(
  cache: Cache,
  target: string,
  used: Iterable<MerkleHash>,
): Promise<Cleared> {
  const runs = await owningRuns(cache);
  const unused = await hashesOf(cache, runs.filter((run) => run.target === target));
  for (const hash of used) unused.delete(hash);
  if (unused.size > 0) {
    const others = latestRuns(runs.filter((run) => run.target !== target));
    for (const hash of await hashesOf(cache, others)) unused.delete(hash);
  }
  return await cache.clear([...unused]);
}
