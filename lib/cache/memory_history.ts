/** Earlier calls in a cache in memory. */

import type { MerkleHash } from "../hash/digest.ts";
import type { Entry } from "./entry.ts";
import type { History } from "./history.ts";

/** Answers from the rows of an index in memory. */
export function memoryHistory(
  index: {
    readonly rows: ReadonlyMap<MerkleHash, Entry>;
    readonly deps: ReadonlyMap<string, string>;
  },
): History {
  return {
    calls(taskIds, limit) {
      const byTask = Map.groupBy(index.rows.values(), (entry) => entry.taskId);
      return Promise.resolve(
        taskIds.map((id) => (byTask.get(id) ?? []).toReversed().slice(0, limit)),
      );
    },
    hasDeps(hashes) {
      const known = new Set(index.rows.values().map((entry) => entry.depsHash));
      return Promise.resolve(hashes.map((hash) => known.has(hash)));
    },
    deps: (hashes) => Promise.resolve(hashes.map((hash) => index.deps.get(hash))),
  };
}
