/** Whether the files that a body said it read are as they were. */

import type { Runtime } from "../graph/runtime.ts";
import type { Read } from "../run/context.ts";
import { absPath } from "../util/path.ts";

/** The first of an entry's reads (JSON) that no longer holds; undefined if all do. */
export function changedRead(
  reads: string,
  runtime: Pick<Runtime, "root" | "file">,
): string | undefined {
  for (const { path, hash } of JSON.parse(reads) as Read[]) {
    try {
      if (runtime.file(absPath(path, runtime.root)).content !== hash) return path;
    } catch {
      return path;
    }
  }
  return undefined;
}
