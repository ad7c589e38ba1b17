/** What a look through the cache found, in words. */

import type { Verified } from "../cache/care.ts";
import { byteSize, grouped, listed, plural } from "../util/text.ts";

/** `all is well: 12 entries and 10 contents (1.2 MB)`, and what can be done if it isn't. */
export function verifiedText({ damages, stray, repaired, ...counts }: Verified): string {
  const { entries, contents, bytes } = counts;
  const looked = `${plural(entries, "entry", "entries")} and ${plural(contents, "content")} ` +
    `(${byteSize(bytes)})`;
  const files = stray.contents === 0
    ? ""
    : `; ${plural(stray.contents, "file")} (${byteSize(stray.bytes)}) that nobody needs`;
  if (damages.length === 0) return `all is well: ${looked}${files}`;
  const things = damages.length === 1 ? "1 thing is" : `${grouped(damages.length)} things are`;
  if (repaired) {
    const parts = [
      things.replace(/ (is|are)$/, ""),
      ...stray.contents === 0 ? [] : [`${plural(stray.contents, "file")} that nobody needs`],
    ];
    return `removed or mended ${
      listed(parts)
    }, among ${looked}; what is lost is made again when it is needed`;
  }
  return `${things} damaged, among ${looked}${files}\n\n` +
    "hint: merkl cache verify --repair; what is lost is made again when it is needed";
}
