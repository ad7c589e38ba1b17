/** Which tracked files are meant by paths on a command line. */

import { globSource } from "../util/glob.ts";
import { type AbsPath, absPath, relPath } from "../util/path.ts";

/**
 * The source of a regular expression for the paths of tracked files: those that are named, that lie in
 * folders that are named, and that match patterns. Null for all.
 */
export function pathFilter(
  paths: readonly string[],
  { root, cwd }: { readonly root: AbsPath; readonly cwd: AbsPath },
): string | null {
  const sources = paths.map((path) => {
    const absolute = absPath(path, cwd);
    const key = absolute === root ? "" : relPath(absolute, root) ?? absolute;
    return key === "" ? "[^/].*" : `${globSource(key)}(?:/.*)?`;
  });
  return sources.length === 0 ? null : `^(?:${sources.join("|")})$`;
}
