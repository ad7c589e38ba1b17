/** Which tracked files are meant by paths on a command line. */

import { exists } from "../util/exists.ts";
import { pathUnknown } from "../error/inspect_errors.ts";
import { globSource, isGlob } from "../util/glob.ts";
import { type AbsPath, absPath, basename, dirname, join, relPath } from "../util/path.ts";
import { nearest } from "../util/text.ts";

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

/**
 * A path that names no file, now or in any run, is a slip.
 *
 * @param tracked Gives the paths of tracked files; asked only if a path names no file now
 * @throws {MerklError} `path-unknown`
 */
export function checkPaths(
  paths: readonly string[],
  { root, cwd, tracked }: {
    readonly root: AbsPath;
    readonly cwd: AbsPath;
    readonly tracked: () => readonly string[];
  },
): void {
  for (const path of paths) {
    const absolute = absPath(path, cwd);
    if (isGlob(path) || exists(absolute)) continue;
    const known = tracked();
    const meant = new RegExp(pathFilter([path], { root, cwd })!, "s");
    if (known.some((one) => meant.test(one))) continue;
    throw pathUnknown(path, nearPath(absolute, known.map((one) => absPath(one, root))));
  }
}

/** A path like it, of what lies in its folder or is tracked there. */
function nearPath(path: AbsPath, tracked: readonly AbsPath[]): AbsPath | undefined {
  const folder = dirname(path) as AbsPath;
  const names = tracked.filter((one) => dirname(one) === folder).map((one) => basename(one));
  try {
    names.push(...[...Deno.readDirSync(folder)].map(({ name }) => name));
  } catch {
    // the folder isn't there, either
  }
  const name = nearest(basename(path), new Set(names.sort()));
  return name === undefined ? undefined : join(folder, name) as AbsPath;
}
