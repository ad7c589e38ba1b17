/** Outputs below a folder that is an output itself. */

import type { Future } from "../graph/future.ts";
import { outputConflict } from "../error/graph_errors.ts";
import type { DirRef } from "../task/dir_ref.ts";
import { type AbsPath, dirname, displayPath, join } from "../util/path.ts";
import { describeCall, type Output } from "./outputs.ts";

/**
 * Refuses two outputs of which one is a file in the other's folder: either would be overwritten. That
 * a folder has others in it is fine.
 *
 * @param folders Those that are folders.
 * @param valueOf Gives the value of a folder's Future.
 */
export async function refuseOverlaps(
  outputs: readonly Output[],
  folders: readonly Output[],
  valueOf: (future: Future<unknown>) => Promise<unknown>,
): Promise<void> {
  if (folders.length === 0) return;
  const byPath = new Map(folders.map((output) => [output.path, output]));
  for (const inner of outputs) {
    for (const outer of above(inner.path, byPath)) {
      const names = namesAt(outer.path, await valueOf(outer.future));
      const own = byPath.has(inner.path)
        ? namesAt(inner.path, await valueOf(inner.future))
        : new Set([inner.path]);
      for (const path of own) if (names.has(path)) throw conflict(path, [outer, inner]);
    }
  }
}

/** Outputs that are above a path. */
function* above(path: AbsPath, outputs: ReadonlyMap<AbsPath, Output>): Iterable<Output> {
  for (let at = dirname(path); dirname(at) !== at; at = dirname(at)) {
    const output = outputs.get(at as AbsPath);
    if (output !== undefined) yield output;
  }
}

function namesAt(folder: AbsPath, value: unknown): Set<AbsPath> {
  return new Set((value as DirRef).list().map((name) => join(folder, name) as AbsPath));
}

function conflict(path: AbsPath, [outer, inner]: readonly [Output, Output]) {
  return outputConflict(displayPath(path), {
    tasks: [describeCall(outer.future), describeCall(inner.future)],
    places: [outer.place, inner.place],
  });
}
