/** Early cutoff: an entry made from the same values also stands for a call with a new hash. */

import type { Entry, EntryHead } from "../cache/entry.ts";
import type { Cache } from "../cache/interfaces.ts";
import type { CallNode } from "../graph/node.ts";
import { argsJson } from "../task/stored_arguments.ts";
import type { Job } from "./job.ts";

/** Stores entries for `job` with the values of `heads`, one for each of its outs. */
export async function recordAlias(
  cache: Cache,
  job: Job,
  heads: readonly EntryHead[],
): Promise<void> {
  const node = job.node as CallNode;
  const originals = await cache.index.entries(heads.map((head) => head.hash));
  const entries: Entry[] = [];
  job.outs.forEach((out, i) => {
    const original = originals[i];
    if (original === undefined) return;
    entries.push({
      ...original,
      hash: out.future.hash,
      argsHash: node.argsHash,
      args: argsJson(node),
    });
  });
  await cache.index.put(entries, node.info.depsJson);
  const present = entries.filter(({ state }) => state === "present");
  const there = await cache.contents.has(present.map((entry) => entry.contentHash));
  // another process may have made room meanwhile; from now on it sees who uses the content
  const gone = present.filter((_, i) => there[i] === false);
  if (gone.length === 0) return;
  await cache.index.put(
    gone.map((entry) => ({ ...entry, state: "evicted" })),
    node.info.depsJson,
  );
}
