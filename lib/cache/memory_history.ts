/** Earlier calls in a cache in memory. */

import type { MerkleHash } from "../hash/digest.ts";
import { byCodeUnit } from "../util/order.ts";
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
    callsBefore(taskId, time, limit) {
      const calls = index.rows.values()
        .filter((entry) => entry.taskId === taskId && entry.created < time);
      return Promise.resolve([...calls].reverse().slice(0, limit));
    },
    callsOfCode(depsHash, limit) {
      const calls = index.rows.values().filter((entry) => entry.depsHash === depsHash);
      return Promise.resolve([...calls].reverse().slice(0, limit));
    },
    withPrefix(prefix, limit) {
      const found = [...index.rows.keys()].filter((hash) => hash.startsWith(prefix));
      return Promise.resolve(found.sort(byCodeUnit).slice(0, limit));
    },
    newestDeps: (limit) => Promise.resolve([...index.deps.keys()].reverse().slice(0, limit)),
    hasDeps(hashes) {
      const known = new Set(index.rows.values().map((entry) => entry.depsHash));
      return Promise.resolve(hashes.map((hash) => known.has(hash)));
    },
    deps: (hashes) => Promise.resolve(hashes.map((hash) => index.deps.get(hash))),
  };
}
