/** Tracked outputs: what became of the files that merkl wrote. */

import { isMerklError } from "../error/merkl_error.ts";
import type { AbsPath } from "../util/path.ts";
import type { StatMemo } from "./stat_memo.ts";

/**
 * A tracked output now: as it was `written`, `edited` by someone else, or `missing`; `untracked` if
 * merkl never wrote it.
 */
export type TrackedState = "written" | "edited" | "missing" | "untracked";

/**
 * Compares a file with what merkl wrote there. Reads it only if its stat tells nothing.
 * @throws {MerklError} if it is unreadable or a folder
 */
export function trackedState(memo: StatMemo, path: AbsPath): TrackedState {
  const written = memo.row(path)?.written;
  if (written === undefined) return "untracked";
  const hash = hashIfThere(memo, path);
  if (hash === undefined) return "missing";
  return hash === written.contentHash ? "written" : "edited";
}

/** The content hash of a file; undefined if there is none. */
export function hashIfThere(memo: StatMemo, path: AbsPath): string | undefined {
  // the error of a missing file looks for names like it, which is dear in a folder of many
  if (memo.statOf(path) === undefined) return undefined;
  try {
    return memo.fileHash(path).hash;
  } catch (error) {
    if (isMerklError(error) && error.code === "file-missing") return undefined;
    throw error;
  }
}
