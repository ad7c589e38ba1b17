/** Whether what a body read is as it was. */

import type { Look } from "../file/look.ts";
import type { Read } from "../run/body_reads.ts";
import { type AbsPath, absPath } from "../util/path.ts";

/**
 * The first of an entry's reads (JSON) that no longer holds; undefined if all do.
 * @param lookAt Gives what is seen at a path, as bodies record it.
 */
export function changedRead(
  reads: string,
  root: AbsPath,
  lookAt: (path: AbsPath, look: Look) => string,
): string | undefined {
  const changed = parse(reads).find(({ path, hash, look }) =>
    lookAt(absPath(path, root), look ?? "content") !== hash
  );
  return changed && (changed.look === undefined ? changed.path : `${changed.path}/`);
}

/** What was damaged, so that it can't be read, doesn't hold. */
function parse(reads: string): readonly Read[] {
  try {
    return JSON.parse(reads);
  } catch {
    return [{ path: "?", hash: "damaged" }];
  }
}
