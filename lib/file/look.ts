/** What code sees of a file or folder, as one hash: recorded when it looks, compared later. */

import { byCodeUnit } from "../util/order.ts";
import { sha256 } from "../hash/digest.ts";
import { type AbsPath, join } from "../util/path.ts";
import { listFolder } from "./folder_list.ts";

/**
 * - `content`: what a file holds
 * - `names`: the names of all files in a folder and in those below
 * - `tree`: these, and what the files hold
 */
export type Look = "content" | "names" | "tree";

type HashFile = (path: AbsPath) => string;

/** What is seen at a path now, as a hash; empty if nothing can be seen, which also tells something. */
export function lookAt(path: AbsPath, look: Look, hashFile: HashFile): string {
  try {
    if (look === "content") return hashFile(path);
    return look === "names" ? namesHash(listFolder(path).files) : treeHash(rowsOf(path, hashFile));
  } catch {
    return "";
  }
}

/** As {@linkcode lookAt} gives it for `names`. */
export function namesHash(names: readonly string[]): string {
  return sha256(JSON.stringify(names));
}

/** A path in a folder, and the hash of the file there; else what is there instead. */
type Row = readonly [path: string, found: string];

/** As {@linkcode lookAt} gives it for the `tree` of a folder of plain files. */
export function treeHash(files: readonly Row[]): string {
  return sha256(JSON.stringify(files.toSorted(([a], [b]) => byCodeUnit(a, b))));
}

/** The cache changes whenever something is read. */
const CACHE = ".merkl";

/** All that is in a folder, as programs find it: links are followed. */
function rowsOf(folder: string, hashFile: HashFile): Row[] {
  const rows: Row[] = [];
  // a link may lead back to where it is
  const seen = new Set<string>();
  const queue = [""];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const here = join(folder, at);
    const real = Deno.realPathSync(here);
    if (seen.has(real)) continue;
    seen.add(real);
    const entries = [...Deno.readDirSync(here)];
    if (entries.length === 0) rows.push([`${at}/`, "empty"]);
    for (const { name } of entries) {
      const path = at === "" ? name : `${at}/${name}`;
      const found = foundAt(join(folder, path) as AbsPath, hashFile);
      if (found !== undefined) rows.push([path, found]);
      else if (name !== CACHE) queue.push(path);
    }
  }
  return rows;
}

/** Undefined for a folder. */
function foundAt(path: AbsPath, hashFile: HashFile): string | undefined {
  try {
    const info = Deno.statSync(path);
    if (info.isDirectory) return undefined;
    return info.isFile ? hashFile(path) : "special";
  } catch {
    return "unreadable";
  }
}
