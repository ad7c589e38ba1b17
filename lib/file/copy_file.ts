/** Copies of files that appear whole or not at all. */

import { tempBeside } from "../util/atomic_write.ts";
import { dirname } from "../util/path.ts";

/**
 * Copies a file, sharing its room on disk where the file system can. The copy has `mode`, or that of
 * a new file: never the read-only one of a stored file. Folders on the way are made.
 */
export async function copyFileAtomic(from: string, to: string, mode?: number): Promise<void> {
  const temp = tempBeside(to);
  await Deno.mkdir(dirname(to), { recursive: true });
  try {
    await Deno.copyFile(from, temp);
    if (Deno.build.os !== "windows") await Deno.chmod(temp, mode ?? 0o666 & ~Deno.umask());
    await Deno.rename(temp, to);
  } catch (error) {
    await Deno.remove(temp).catch(() => {});
    throw error;
  }
}
