/** What was removed from the cache, in words. */

import type { Cleared } from "../cache/interfaces.ts";
import { byteSize, grouped } from "../util/text.ts";

/** `cleared 3 unused values (1.2 MB)`. */
export function clearedText({ entries, bytes }: Cleared): string {
  if (entries === 0) return "nothing to clear";
  const values = entries === 1 ? "1 unused value" : `${grouped(entries)} unused values`;
  return `cleared ${values} (${byteSize(bytes)})`;
}
