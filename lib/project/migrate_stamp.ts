/** Gives values new hashes: in the cache, in the records of files, and in sidecars. */

import type { Entry } from "../cache/entry.ts";
import type { Cache } from "../cache/interfaces.ts";
import type { CallNode } from "../graph/node.ts";
import { KEY_FORMAT } from "../hash/domain.ts";
import { resolvedHashes } from "../run/freshness.ts";
import type { JobOut } from "../run/job.ts";
import { argsJson } from "../task/stored_arguments.ts";
import type { DryScope } from "./dry_scope.ts";
import type { Match } from "./migrate_match.ts";
import { bringSidecarUpToDate } from "./output_sidecars.ts";
import { renameWritten, writtenRecord } from "./write_folder.ts";

/** Stores the entries under their new hashes, and brings file records and sidecars along. */
export async function stamp(
  matches: readonly Match[],
  { scope, cache }: { readonly scope: DryScope; readonly cache: Cache },
): Promise<void> {
  const byDeps = Map.groupBy(matches, ({ out }) => nodeOf(out, scope).info);
  for (const [info, group] of byDeps) {
    await cache.index.put(group.map((match) => entryOf(match, scope)), info.depsJson);
  }
  await cache.flush();
  for (const { out, entry } of matches) {
    for (const output of scope.outputs.of(out.future.hash)) {
      const { path, options } = output;
      const before = writtenRecord(scope.stats, path);
      if (before?.future !== entry.hash) continue;
      renameWritten(scope.stats, path, { from: entry.hash, to: out.future.hash });
      const written = { ...before, future: out.future.hash };
      if (options.sidecar !== true) continue;
      const job = scope.jobOf(out.future);
      await bringSidecarUpToDate({ path, value: { job, out }, written, cache });
    }
  }
}

/** The call that a value is of. */
export function nodeOf(out: JobOut, scope: DryScope): CallNode {
  return scope.jobOf(out.future).node as CallNode;
}

function entryOf({ out, entry }: Match, scope: DryScope): Entry {
  const job = scope.jobOf(out.future);
  const node = job.node as CallNode;
  const known = node.counted.every((_, i) => job.parents[i]!.out.identity !== undefined);
  return {
    ...entry,
    hash: out.future.hash,
    // while a parent's value isn't known, it can't be told to be another one
    resolvedHash: known ? resolvedHashes(job, node)[job.outs.indexOf(out)]! : entry.resolvedHash,
    argsHash: node.argsHash,
    depsHash: node.info.depsHash,
    taskId: node.info.taskId,
    args: argsJson(node),
    format: KEY_FORMAT,
    migratedFrom: entry.hash,
  };
}
