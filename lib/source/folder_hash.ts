/** What a folder that code names counts by. */

import { sha256 } from "../hash/digest.ts";
import { byCodeUnit } from "../util/order.ts";
import { type AbsPath, join } from "../util/path.ts";
import type { HashFile } from "./files.ts";

/** The cache's own folder: what is in it changes with each run. */
const CACHE = ".merkl";

/**
 * The SHA-256 of all paths in a folder, each with the hash of its content, in the order of the paths;
 * undefined if it can't be listed. What a link leads to counts as if it were there.
 */
export function folderHash(folder: AbsPath, hashFile: HashFile): string | undefined {
  const found: (readonly [path: string, hash: string])[] = [];
  if (!list(folder, "", { found, hashFile, above: [] })) return undefined;
  return sha256(JSON.stringify(found.sort(([a], [b]) => byCodeUnit(a, b))));
}

interface Listing {
  readonly found: (readonly [path: string, hash: string])[];
  readonly hashFile: HashFile;
  /** The folders in which this one lies, without links: one leads back to them. */
  readonly above: readonly string[];
}

/** Whether it could be listed. */
function list(folder: AbsPath, prefix: string, listing: Listing): boolean {
  let names: string[];
  let real: string;
  try {
    real = Deno.realPathSync(folder);
    names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch {
    return false;
  }
  const { found, hashFile, above } = listing;
  if (above.includes(real)) {
    found.push([prefix, "above"]);
    return true;
  }
  const inner = { found, hashFile, above: [...above, real] };
  // one without files is told from none
  found.push([prefix, "folder"]);
  for (const name of names) {
    if (name === CACHE) continue;
    const path = join(folder, name) as AbsPath;
    const hash = hashFile(path);
    if (hash !== undefined) found.push([prefix + name, hash]);
    else if (!list(path, `${prefix}${name}/`, inner)) found.push([prefix + name, "unreadable"]);
  }
  return true;
}
