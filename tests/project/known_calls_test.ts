import assert from "node:assert/strict";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { KnownCalls } from "../../lib/project/inspect/known_calls.ts";
import { DEPS, sampleEntry, sampleHash } from "../contract/samples.ts";

/** Two names whose hashes begin alike. */
function alike(): [string, string] {
  const seen = new Map<string, string>();
  for (let i = 0;; i++) {
    const start = sampleHash(`n${i}`).slice(0, 4);
    const other = seen.get(start);
    if (other !== undefined) return [other, `n${i}`];
    seen.set(start, `n${i}`);
  }
}

Deno.test("a call is found by the first digits of its hash, if they are no other's", async () => {
  const cache = new MemoryCache();
  const [a, b] = alike();
  await cache.index.put([sampleEntry(a), sampleEntry(b)], DEPS);
  const calls = new KnownCalls(cache);
  const hash = sampleHash(a);
  assert.equal((await calls.find(hash)).hash, hash);
  assert.equal((await calls.find(hash.slice(0, 20))).hash, hash);
  const error = await calls.find(hash.slice(0, 4)).catch((error) => error);
  assert.equal(error.code, "hash-ambiguous");
  for (const name of [a, b]) assert.ok(error.message.includes(sampleHash(name).slice(0, 16)));
  const none = await calls.find("0".repeat(64)).catch((error) => error);
  assert.equal(none.code, "hash-unknown");
});
