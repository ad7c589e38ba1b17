/** Takes a migration back: its entries, and what file records and sidecars say. */

import type { Entry } from "../cache/entry.ts";
import type { Cache } from "../cache/interfaces.ts";
import { migrateNothingToUndo } from "../error/migrate_errors.ts";
import { readSidecar, type Sidecar, writeSidecar } from "../file/sidecar.ts";
import { isMerklError } from "../error/merkl_error.ts";
import { type AbsPath, absPath } from "../util/path.ts";
import { ALL_RUNS } from "./past_entries.ts";

/** The command under which a migration of a target stands in the log, with what it made. */
export const MIGRATE = "migrate";

/** A value that has its earlier hash again. */
export interface Undone {
  /** `file#binding` of the task that made it. */
  readonly task: string;
  readonly hash: string;
  readonly from: string;
}

/**
 * Undoes the latest migration of `target` (`file#export`) of which something is left.
 * @throws {MerklError} `migrate-nothing-to-undo`
 */
export async function undoMigration(
  { cache, target, root, dryRun }: {
    readonly cache: Cache;
    readonly target: string;
    readonly root: AbsPath;
    readonly dryRun: boolean;
  },
): Promise<readonly Undone[]> {
  const entries = await latestMigrated(cache, target);
  if (entries.length === 0) throw migrateNothingToUndo(target);
  if (!dryRun) {
    await restoreFiles(cache, entries, root);
    await cache.clear(entries.map(({ hash }) => hash));
    await cache.flush();
  }
  return entries.map(({ taskId, hash, migratedFrom }) => ({
    task: taskId,
    hash,
    from: migratedFrom!,
  }));
}

async function latestMigrated(cache: Cache, target: string): Promise<Entry[]> {
  const runs = (await cache.runs(ALL_RUNS))
    .filter((run) => run.target === target && run.command === MIGRATE);
  for (const { id } of runs) {
    const entries = await cache.index.entries(await cache.runHashes(id));
    // one that a forced run made since is no alias any more
    const left = entries.filter((entry) => typeof entry?.migratedFrom === "string") as Entry[];
    if (left.length > 0) return left;
  }
  return [];
}

/** Files say again which Futures they were written from. */
async function restoreFiles(cache: Cache, entries: readonly Entry[], root: AbsPath): Promise<void> {
  const byHash = new Map<string, Entry>(entries.map((entry) => [entry.hash, entry]));
  for (const row of cache.files.all()) {
    const alias = row.written && byHash.get(row.written.future);
    if (alias === undefined) continue;
    const from = alias.migratedFrom!;
    cache.files.set({ ...row, written: { ...row.written!, future: from } });
    const path = absPath(row.path, root);
    const sidecar = sidecarOf(path);
    if (sidecar?.hash !== alias.hash) continue;
    const [original] = await cache.index.entries([from as Entry["hash"]]);
    if (original === undefined) continue;
    const [deps] = await cache.history?.deps([original.depsHash]) ?? [];
    writeSidecar(path, { ...sidecar, ...partsOf(original, deps) });
  }
}

function sidecarOf(path: AbsPath): Sidecar | undefined {
  try {
    return readSidecar(path);
  } catch (error) {
    if (isMerklError(error)) return undefined;
    throw error;
  }
}

function partsOf(entry: Entry, deps: string | undefined): Partial<Sidecar> {
  const { hash, taskId, argsHash, depsHash, resolvedHash, args } = entry;
  return {
    ...{ hash, task: taskId, argsHash, depsHash, resolvedHash },
    args: JSON.parse(args ?? "{}"),
    deps: JSON.parse(deps ?? "{}"),
  };
}
