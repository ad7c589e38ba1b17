/**
 * The texts of user code as they were when it was loaded: what runs is what is hashed, though a file
 * be saved in the midst of a long run.
 */

import { codeChanged } from "../error/load_errors.ts";
import type { AbsPath } from "../util/path.ts";

const texts = new Map<AbsPath, Uint8Array>();

/** Reads a module that is about to be loaded. */
export function rememberSource(path: AbsPath): void {
  if (texts.has(path)) return;
  try {
    texts.set(path, Deno.readFileSync(path));
  } catch {
    // the import itself will say it better
  }
}

/** The text of a module as it was loaded; undefined if it was not. */
export function loadedSource(path: AbsPath): Uint8Array | undefined {
  return texts.get(path);
}

/** The modules that were loaded, as far as they were remembered. */
export function loadedModules(): AbsPath[] {
  return [...texts.keys()];
}

/** Times of files come in ticks of the system's clock, and are up to one behind. */
const TICK = 10;

/**
 * Refuses a module that was saved since `loadedAt` (milliseconds since the epoch): it isn't known
 * which of its texts was loaded. After the clock has gone backwards that is told by the text.
 */
export function refuseYounger(path: AbsPath, loadedAt: number): void {
  const time = modified(path);
  if (time <= loadedAt - TICK) return;
  // a time that is yet to come is that of another clock, and tells nothing
  const told = time <= Date.now() + TICK || time === Infinity;
  if (told || isOther(path)) throw codeChanged(path);
}

/** As {@linkcode refuseYounger}, of all modules that were remembered. */
export function refuseYoungerLoaded(loadedAt: number): void {
  for (const path of texts.keys()) refuseYounger(path, loadedAt);
}

/** Whether a module that was remembered has another text by now. */
function isOther(path: AbsPath): boolean {
  const text = texts.get(path);
  if (text === undefined) return false;
  const now = Deno.readFileSync(path);
  return now.length !== text.length || now.some((byte, i) => byte !== text[i]);
}

function modified(path: AbsPath): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch {
    return Infinity; // removed meanwhile
  }
}
