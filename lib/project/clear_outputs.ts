/** Removes output files that merkl wrote, with their sidecars. */

import { isMerklError } from "../error/merkl_error.ts";
import { readSidecar, sidecarPath } from "../file/sidecar.ts";
import { StatMemo } from "../file/stat_memo.ts";
import { trackedState } from "../file/tracked.ts";
import type { FileRow, FileTable } from "../file/types.ts";
import { type AbsPath, dirname } from "../util/path.ts";

/** What became of output files, or would. */
export interface ClearedOutputs {
  /** As tracked files have them. */
  readonly removed: readonly string[];
  /** Edited by somebody, so they stay. */
  readonly kept: readonly string[];
}

/** Removes the outputs that hold one of these Futures, unless somebody has edited them. */
export function clearOutputs(
  files: FileTable,
  futures: ReadonlySet<string> | "all",
  { root, dryRun }: { readonly root: AbsPath; readonly dryRun: boolean },
): ClearedOutputs {
  const memo = new StatMemo({ root, table: files });
  const removed: string[] = [];
  const kept: string[] = [];
  for (const row of files.all()) {
    if (row.written === undefined) continue;
    if (futures !== "all" && !futures.has(row.written.future)) continue;
    const path = memo.pathOf(row);
    const state = stateOf(memo, path);
    if (state === "edited") kept.push(row.path);
    else if (state === "written") removed.push(row.path);
    if (dryRun || state === "edited") continue;
    removeSidecar(path, row);
    if (state === "written") removeFile(path, root);
    memo.forget(row.path);
  }
  return { removed, kept };
}

/** What can't be looked at isn't as merkl wrote it. */
function stateOf(memo: StatMemo, path: AbsPath): ReturnType<typeof trackedState> {
  try {
    return trackedState(memo, path);
  } catch (error) {
    if (isMerklError(error)) return "edited";
    throw error;
  }
}

function removeSidecar(path: AbsPath, row: FileRow): void {
  try {
    if (readSidecar(path)?.hash === row.written!.future) Deno.removeSync(sidecarPath(path));
  } catch (error) {
    if (!isMerklError(error)) throw error;
    // it can't be read, so it may be anybody's
  }
}

/** And the folders that are empty without it. */
function removeFile(path: AbsPath, root: AbsPath): void {
  Deno.removeSync(path);
  for (let folder = dirname(path); folder.startsWith(root) && folder !== root;) {
    try {
      Deno.removeSync(folder);
    } catch {
      return; // not empty
    }
    folder = dirname(folder);
  }
}
