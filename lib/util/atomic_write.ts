/** Files that appear whole or not at all. */

import { dirname } from "./path.ts";

let counter = 0;

/** A name for a temporary file beside `path`, unique in this and other processes. */
export function tempBeside(path: string): string {
  return `${path}.${Deno.pid}.${counter++}.${crypto.randomUUID().slice(0, 8)}.tmp`;
}

/**
 * Writes `data` to a temporary file beside `path` and renames it, so that a reader sees the old
 * content or the new one, whole. Folders on the way are made. On failure the temporary is removed.
 */
export function writeFileAtomicSync(path: string, data: Uint8Array, mode?: number): void {
  const temp = tempBeside(path);
  Deno.mkdirSync(dirname(path), { recursive: true });
  try {
    Deno.writeFileSync(temp, data, mode === undefined ? {} : { mode });
    Deno.renameSync(temp, path);
  } catch (error) {
    try {
      Deno.removeSync(temp);
    } catch {
      // it was never made
    }
    throw error;
  }
}
