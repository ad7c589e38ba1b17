/**
 * A process that stores files, all of them first, and then results whose bytes tell of them.
 * Arguments: database, prefix of the names, how many.
 */

import { openCache } from "../../lib/cache/sqlite_cache.ts";
import { DEPS, sampleResult } from "../contract/samples.ts";
import { utf8 } from "../../lib/util/bytes.ts";

const [path, prefix, count] = Deno.args as [string, string, string];
const opened = openCache(path, (problem) => {
  throw new Error(problem);
});
if (opened.kind === "problem") throw opened.error;
const { cache } = opened;

const stored = [];
for (let i = 0; i < Number(count); i++) {
  // half of them large, and some the same as another process's
  const bytes = utf8(`${i % 3 === 0 ? "any" : prefix} ${i}`.padEnd(i % 2 === 0 ? 10_000 : 10));
  stored.push(await cache.contents.putStream(ReadableStream.from([bytes])));
}
for (const [i, { hash }] of stored.entries()) {
  await new Promise((resolve) => setTimeout(resolve, 3));
  const list = sampleResult(`${prefix} list ${i}`, utf8(`${prefix} ${i} ${hash}`));
  const now = { ...list.entry, created: Date.now() * 1000 };
  await cache.record([{ ...list, entry: now, refs: [hash] }], DEPS, { urgent: true });
}
await cache.close();
