/** Which file a path means, whatever links lead to it. */

import { type AbsPath, basename, dirname, join } from "../util/path.ts";

/** Whether the system usually takes names that differ in case for the same. */
const FOLDS_CASE = Deno.build.os === "darwin" || Deno.build.os === "windows";

/** Tells paths apart; remembers folders. */
export class RealPaths {
  readonly #folders = new Map<string, string>();

  /** Equal for two paths that lead to the same file, which need not be there yet. */
  of(path: AbsPath): string {
    const real = this.#isLink(path)
      ? realOrSame(path)
      : join(this.#folder(dirname(path)), basename(path));
    return FOLDS_CASE ? real.toLowerCase() : real;
  }

  #isLink(path: AbsPath): boolean {
    try {
      return Deno.lstatSync(path).isSymlink;
    } catch {
      return false;
    }
  }

  #folder(folder: string): string {
    let real = this.#folders.get(folder);
    if (real === undefined) this.#folders.set(folder, real = realFolder(folder));
    return real;
  }
}

function realOrSame(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

/** Of one that isn't there yet as far as it is. */
function realFolder(folder: string): string {
  const missing: string[] = [];
  for (let at = folder;; at = dirname(at)) {
    try {
      return join(Deno.realPathSync(at), ...missing);
    } catch {
      if (dirname(at) === at) return folder;
      missing.unshift(basename(at));
    }
  }
}
