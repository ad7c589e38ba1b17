/** Whether the files that a body said it read are as they were. */

import type { Runtime } from "../graph/runtime.ts";
import type { Read } from "../run/context.ts";
import { absPath } from "../util/path.ts";

type Files = Pick<Runtime, "root" | "file">;

/** The first of an entry's reads (JSON) that no longer holds; undefined if all do. */
export function changedRead(reads: string, runtime: Files): string | undefined {
  const changed = parse(reads).find(({ path, hash }) => contentNow(path, runtime) !== hash);
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

/** What was damaged, so that it can't be read, doesn't hold. */
function parse(reads: string): readonly Read[] {
  try {
    return JSON.parse(reads);
  } catch {
    return [{ path: "?", hash: "damaged" }];
  }
}
