import assert from "node:assert/strict";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { careOf } from "../../lib/project/care_of.ts";

Deno.test("a cache that can't be looked after says so", async () => {
  const cache = new MemoryCache();
  assert.throws(() => careOf(cache), { code: "cache-careless", name: "UsageError" });
  await cache.close();
});
