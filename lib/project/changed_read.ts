/** Whether the files that a body said it read are as they were. */

import type { Runtime } from "../graph/runtime.ts";
import type { Read } from "../run/context.ts";
import { absPath } from "../util/path.ts";

type Files = Pick<Runtime, "root" | "file">;

/** The first of an entry's reads (JSON) that no longer holds; undefined if all do. */
export function changedRead(reads: string, runtime: Files): string | undefined {
  const changed = (JSON.parse(reads) as Read[]).find(({ path, hash }) =>
    contentNow(path, runtime) !== hash
  );
  return changed?.path;
}

/** As bodies record it: empty for what can't be read. */
function contentNow(path: string, runtime: Files): string {
  try {
    return runtime.file(absPath(path, runtime.root)).content;
  } catch {
    return "";
  }
}
