/** What earlier runs of a pipeline made and it no longer makes: what a migration can start from. */

import type { Cache, Run } from "../cache/interfaces.ts";
import type { Entry } from "../cache/entry.ts";
import type { MerkleHash } from "../hash/digest.ts";

/** More runs than any cache has. */
export const ALL_RUNS = 2 ** 31 - 1;

/** So many different graphs of a pipeline are looked at, the newest first. */
const MOST_GRAPHS = 50;

/** Entries of earlier runs, by what stays the same in a refactor. */
export class PastEntries {
  readonly #byHash = new Map<string, Entry>();
  readonly #byCall = new Map<string, Entry>();
  readonly #byArgs = new Map<string, Entry[]>();

  /** @param entries Newest first */
  constructor(entries: readonly Entry[]) {
    for (const entry of entries) {
      this.#byHash.set(entry.hash, entry);
      const args = JSON.stringify([entry.out, entry.argsHash]);
      const call = JSON.stringify([entry.taskId, args]);
      if (!this.#byCall.has(call)) this.#byCall.set(call, entry);
      const alike = this.#byArgs.get(args);
      if (alike === undefined) this.#byArgs.set(args, [entry]);
      else alike.push(entry);
    }
  }

  /** The newest entry of the same task and arguments. `out` is JSON. */
  ofCall(taskId: string, out: string, argsHash: string): Entry | undefined {
    return this.#byCall.get(JSON.stringify([taskId, JSON.stringify([out, argsHash])]));
  }

  /** Entries of whatever task with the same arguments, newest first. */
  ofArgs(out: string, argsHash: string): readonly Entry[] {
    return this.#byArgs.get(JSON.stringify([out, argsHash])) ?? [];
  }

  ofHash(hash: string): Entry | undefined {
    return this.#byHash.get(hash);
  }
}

/**
 * The entries of earlier runs of `target` (`file#export`) that are stored and not in `present`; the
 * newest run's first.
 */
export async function pastEntries(
  cache: Cache,
  target: string,
  present: ReadonlySet<string>,
): Promise<PastEntries> {
  const runs = (await cache.runs(ALL_RUNS)).filter((run) => run.target === target);
  const hashes = new Set<MerkleHash>();
  for (const { id } of distinct(runs).slice(0, MOST_GRAPHS)) {
    for (const hash of await cache.runHashes(id)) if (!present.has(hash)) hashes.add(hash);
  }
  const entries = await cache.index.entries([...hashes]);
  return new PastEntries(entries.filter((entry) => entry?.state === "present") as Entry[]);
}

/** One run of each graph, the newest. `runs` has the newest first. */
function distinct(runs: readonly Run[]): Run[] {
  const seen = new Set<string>();
  return runs.filter(({ manifest }) => !seen.has(manifest) && seen.add(manifest));
}
