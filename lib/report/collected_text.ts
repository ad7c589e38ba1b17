/** What was collected from the cache, in words. */

import type { Collected } from "../cache/care.ts";
import { byteSize, plural } from "../util/text.ts";

/** `evicted 12 values; removed 14 contents (1.2 GB)`. */
export function collectedText(
  { entries, contents, bytes, forgotten, after }: Collected,
  { dryRun, maxBytes }: { readonly dryRun: boolean; readonly maxBytes?: number | undefined },
): string {
  const parts: string[] = [];
  if (entries > 0) parts.push(`evicted ${plural(entries, "value")}`);
  if (contents > 0) parts.push(`removed ${plural(contents, "content")} (${byteSize(bytes)})`);
  if (forgotten > 0) parts.push(`forgot ${plural(forgotten, "old record")}`);
  const would = (part: string) => `would have ${part}`;
  const what = parts.length === 0 ? "nothing to remove" : parts.join(", ");
  const said = dryRun && parts.length > 0 ? would(what) : what;
  const size = `the cache ${dryRun ? "would take" : "takes"} up ${byteSize(after)}`;
  const over = maxBytes !== undefined && after > maxBytes
    ? "; the rest is younger than an hour, or is what the cache remembers"
    : "";
  return `${said}; ${size}${over}`;
}
