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
 * which of its texts was loaded.
 */
export function refuseYounger(path: AbsPath, loadedAt: number): void {
  if (modified(path) > loadedAt - TICK) throw codeChanged(path);
}

/** As {@linkcode refuseYounger}, of all modules that were remembered. */
export function refuseYoungerLoaded(loadedAt: number): void {
  for (const path of texts.keys()) refuseYounger(path, loadedAt);
}

function modified(path: AbsPath): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch {
    return Infinity; // removed meanwhile
  }
}
