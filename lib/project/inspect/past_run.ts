/** The run that made a call, so that the call can be wired again from its hash alone. */

import type { Run } from "../../cache/interfaces.ts";
import type { KnownCalls } from "./known_calls.ts";

/** So many different graphs are looked through, the newest first. */
const MOST_GRAPHS = 50;

/** Graphs with more calls than this aren't read. */
const MOST_HASHES = 1_000_000;

/** The newest run with a call whose hash begins so, which may have failed; undefined if none is known. */
export async function runWith(prefix: string, calls: KnownCalls): Promise<Run | undefined> {
  const seen = new Set<string>();
  for (const run of await calls.runs()) {
    if (run.argv === undefined || seen.has(run.manifest)) continue;
    seen.add(run.manifest);
    if (seen.size > MOST_GRAPHS) return undefined;
    if (run.hashes > MOST_HASHES) continue;
    const hashes = await calls.cache.runHashes(run.id);
    if (hashes.some((hash) => hash.startsWith(prefix))) return run;
  }
  return undefined;
}
