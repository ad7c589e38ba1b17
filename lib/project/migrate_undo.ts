/** Takes a migration back: its entries, and what file records and sidecars say. */

import type { Entry } from "../cache/entry.ts";
import type { Cache } from "../cache/interfaces.ts";
import { migrateNothingToUndo } from "../error/migrate_errors.ts";
import { readSidecar, type Sidecar, writeSidecar } from "../file/sidecar.ts";
import { isMerklError } from "../error/merkl_error.ts";
import type { OutKey } from "../graph/node.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { byCodeUnit } from "../util/order.ts";
import { type AbsPath, absPath, dirname, displayPath } from "../util/path.ts";
import { ALL_RUNS } from "./past_entries.ts";
import { bindingOf } from "../util/task_id.ts";

/** The command under which a migration of a target stands in the log, with what it made. */
export const MIGRATE = "migrate";

/** A value that has its earlier hash again. */
export interface Undone {
  readonly task: string;
  readonly out: OutKey;
  /** The hash that it had been given. */
  readonly hash: string;
  /** The one under which it was made. */
  readonly from: string;
  /** Whether it's still there under that one. */
  readonly present: boolean;
  /** Tracked files that were written from it. */
  readonly outputs: readonly string[];
}

/** What was taken back. */
export interface Undoing {
  readonly undone: readonly Undone[];
  /** When the migration was, in microseconds since the epoch. */
  readonly started: number;
  /** How many migrations of the pipeline are left to undo. */
  readonly left: number;
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
): Promise<Undoing> {
  const [latest, ...others] = await migrations(cache, target);
  if (latest === undefined) throw migrateNothingToUndo(target);
  const { entries, started } = latest;
  const undone = await describe(cache, entries, root);
  if (!dryRun) {
    await restoreFiles(cache, entries, root);
    await cache.clear(entries.map(({ hash }) => hash));
    await cache.flush();
  }
  return { undone, started, left: others.length };
}

/** Migrations of which something is left, the latest first; each with what it added. */
async function migrations(
  cache: Cache,
  target: string,
): Promise<{ readonly entries: Entry[]; readonly started: number }[]> {
  const runs = (await cache.runs(ALL_RUNS))
    .filter((run) => run.target === target && run.command === MIGRATE);
  const found: { entries: Entry[]; started: number }[] = [];
  for (const { id, started } of runs) {
    const entries = await cache.index.entries(await cache.runHashes(id));
    // one that a forced run made since is no alias any more
    const left = entries.filter((entry) => typeof entry?.migratedFrom === "string") as Entry[];
    if (left.length > 0) found.push({ entries: left, started });
  }
  return found;
}

/** In the order of the files, tasks and outs. */
async function describe(
  cache: Cache,
  entries: readonly Entry[],
  root: AbsPath,
): Promise<Undone[]> {
  const heads = await cache.index.heads(entries.map((entry) => entry.migratedFrom as MerkleHash));
  const files = Map.groupBy(
    cache.files.all().filter(({ written }) => written !== undefined),
    ({ written }) => written!.future,
  );
  const undone = entries.map(({ taskId, out, hash, migratedFrom }, i): Undone => ({
    task: bindingOf(taskId),
    out: out === null ? null : JSON.parse(out),
    hash,
    from: migratedFrom!,
    present: heads[i]?.state === "present",
    outputs: (files.get(hash) ?? []).map(({ path }) => displayPath(absPath(path, root))),
  }));
  const key = ({ task, out, hash }: Undone) => `${task} ${out} ${hash}`;
  return undone.sort((a, b) => byCodeUnit(key(a), key(b)));
}

/** Files say again which Futures they were written from. */
async function restoreFiles(cache: Cache, entries: readonly Entry[], root: AbsPath): Promise<void> {
  const byHash = new Map<string, Entry>(entries.map((entry) => [entry.hash, entry]));
  for (const row of cache.files.all()) {
    const alias = row.written && byHash.get(row.written.future);
    if (alias === undefined) continue;
    const from = alias.migratedFrom!;
    cache.files.set({ ...row, written: { ...row.written!, future: from } });
    const found = sidecarAround(absPath(row.path, root), alias.hash, root);
    if (found === undefined) continue;
    const { path, sidecar } = found;
    const [original] = await cache.index.entries([from as Entry["hash"]]);
    if (original === undefined) continue;
    const [deps] = await cache.history?.deps([original.depsHash]) ?? [];
    writeSidecar(path, { ...sidecar, ...partsOf(original, deps) });
  }
}

/** The sidecar of a file, or of a folder that it's in, if it tells of a hash. */
function sidecarAround(
  file: AbsPath,
  hash: string,
  root: AbsPath,
): { readonly path: AbsPath; readonly sidecar: Sidecar } | undefined {
  for (let path = file; path !== root && dirname(path) !== path; path = dirname(path) as AbsPath) {
    const sidecar = sidecarOf(path);
    if (sidecar?.hash === hash) return { path, sidecar };
  }
  return undefined;
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
