/**
 * A process that records results and prints the number of each once it is committed.
 * Arguments: database, prefix of the names, how many (or `forever`).
 */

import { openCache } from "../../lib/cache/sqlite_cache.ts";
import { bytesOf, nameOf } from "./put_worker_values.ts";
import { DEPS, sampleResult } from "../contract/samples.ts";

const [path, prefix, count] = Deno.args as [string, string, string];
const opened = openCache(path, (problem) => {
  throw new Error(problem);
});
if (opened.kind === "problem") throw opened.error;
const { cache } = opened;

const end = count === "forever" ? Infinity : Number(count);
const encoder = new TextEncoder();
for (let i = 0; i < end;) {
  const puts: Promise<void>[] = [];
  for (const last = Math.min(end, i + 7); i < last; i++) {
    const number = i;
    const put = cache.record([sampleResult(nameOf(prefix, i), bytesOf(prefix, i))], DEPS, {
      urgent: i % 5 === 0,
    });
    puts.push(put.then(() => void Deno.stdout.writeSync(encoder.encode(`${number}\n`))));
  }
  await Promise.all(puts);
}
await cache.close();
