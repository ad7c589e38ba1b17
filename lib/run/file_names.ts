/** File names in values: what such a file contains can't be seen by the value's content. */

import { isPlain } from "../util/difference.ts";
import { absPath } from "../util/path.ts";

/** How many parts of a value are looked at: paths in a list are all alike. */
const LOOKED_AT = 1000;
/** How many times the disk is asked. */
const ASKED = 32;

/** A text in a value that names a file, or leads to a folder; undefined if none was found. */
export function fileNameIn(value: unknown, root: string): string | undefined {
  if (typeof value === "string") return namesFile(value, root) ? value : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const queue: unknown[] = [value];
  let asked = 0;
  for (let at = 0; at < queue.length; at++) {
    const one = queue[at];
    if (typeof one === "string") {
      if (!mayNameFile(one)) continue;
      if (namesFile(one, root)) return one;
      if (++asked === ASKED) return undefined;
    } else if (typeof one === "object" && one !== null) {
      for (const part of partsOf(one)) {
        if (queue.length === LOOKED_AT) break;
        queue.push(part);
      }
    }
  }
  return undefined;
}

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value;
  if (value instanceof Map) return value.values();
  return isPlain(value) ? Object.values(value) : [];
}

function namesFile(text: string, root: string): boolean {
  if (!mayNameFile(text)) return false;
  try {
    const { isFile, isDirectory } = Deno.statSync(absPath(text, root));
    // a plain word may well be the name of a folder by chance
    return isFile || (isDirectory && /[/\\]/.test(text));
  } catch {
    return false;
  }
}

function mayNameFile(text: string): boolean {
  return text.length <= 4096 && /[/\\.]/.test(text) && !/[\n\0]/.test(text);
}
