/** The root of a project: the folder whose `.merkl` holds the cache. */

import { exists } from "../util/exists.ts";
import { type AbsPath, dirname, join } from "../util/path.ts";

const MARKERS = [".merkl", "merkl.json", "deno.json", "deno.jsonc", "package.json", ".git"];

/** The nearest folder from `start` upwards that looks like a project; else `start` itself. */
export function findRoot(start: AbsPath): AbsPath {
  let folder: string = start;
  for (;;) {
    for (const marker of MARKERS) if (exists(join(folder, marker))) return folder as AbsPath;
    const above = dirname(folder);
    if (above === folder) return start;
    folder = above;
  }
}
