/**
 * A process that stores results and evicts them again, until it is killed. Argument: database.
 */

import { openCache } from "../../lib/cache/sqlite_cache.ts";
import { DEPS, sampleResult } from "../contract/samples.ts";

const [path] = Deno.args as [string];
const opened = openCache(path, (problem) => {
  throw new Error(problem);
});
if (opened.kind === "problem") throw opened.error;
const { cache } = opened;
for (let round = 0;; round++) {
  const results = Array.from({ length: 60 }, (_, i) => {
    return sampleResult(`${round} ${i}`, new Uint8Array(i % 3 === 0 ? 9000 + i : 50).fill(i));
  });
  await cache.record(results, DEPS, { urgent: true });
  // a clock that is put forward: what was stored just now is old
  await cache.care.collect({ maxAge: 1, now: Date.now() + 7_200_000 });
  Deno.stdout.writeSync(new Uint8Array([46]));
}
