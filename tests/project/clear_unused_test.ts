import assert from "node:assert/strict";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { openCache } from "../../lib/cache/sqlite_cache.ts";
import type { Cache } from "../../lib/cache/interfaces.ts";
import { clearUnused } from "../../lib/project/clear_unused.ts";
import { DEPS, sampleHash as hash, sampleResult } from "../contract/samples.ts";

/** Puts entries of the hashes that the letters stand for, and remembers runs. */
async function fill(cache: Cache, names: string): Promise<void> {
  await cache.record([...names].map((name) => sampleResult(name)), DEPS);
}

async function ran(cache: Cache, target: string, names: string, exitCode = 0): Promise<void> {
  const counts = { cached: 0, run: 0, failed: 0 };
  const record = { command: "run", target, started: 0, duration: 0, counts, exitCode };
  await cache.recordRun(record, [...names].map(hash));
}

async function left(cache: Cache, names: string): Promise<string> {
  const heads = await cache.index.heads([...names].map(hash));
  return [...names].filter((_, i) => heads[i] !== undefined).join("");
}

async function withCaches(test: (cache: Cache) => Promise<void>): Promise<void> {
  await test(new MemoryCache());
  const dir = Deno.makeTempDirSync({ prefix: "merkl-test-" });
  const opened = openCache(`${dir}/cache.sqlite3`, assert.fail);
  assert.ok(opened.kind === "ok");
  try {
    await test(opened.cache);
  } finally {
    await opened.cache.close();
    Deno.removeSync(dir, { recursive: true });
  }
}

Deno.test("what earlier runs of the same pipeline made and this one doesn't use is removed", async () => {
  await withCaches(async (cache) => {
    await fill(cache, "abcdz");
    await ran(cache, "p.ts#x", "ab");
    await ran(cache, "p.ts#x", "ac");
    await ran(cache, "p.ts#x", "ad");
    const cleared = await clearUnused(cache, "p.ts#x", [hash("a"), hash("d")]);
    assert.deepEqual(cleared, { entries: 2, contents: 2, bytes: 20 });
    assert.equal(await left(cache, "abcdz"), "adz", "z is nobody's: it was left alone");
    const again = await clearUnused(cache, "p.ts#x", [hash("a"), hash("d")]);
    assert.deepEqual(again, { entries: 0, contents: 0, bytes: 0 });
    assert.deepEqual(await cache.check(), []);
  });
});

Deno.test("what another pipeline's latest runs use stays, what only its older ones used goes", async () => {
  await withCaches(async (cache) => {
    await fill(cache, "abcdef");
    await ran(cache, "p.ts#x", "abcdef");
    await ran(cache, "q.ts#y", "ab");
    await ran(cache, "q.ts#y", "ac");
    await ran(cache, "q.ts#y", "d", 1);
    await ran(cache, "p.ts#x", "f");
    await clearUnused(cache, "p.ts#x", [hash("f")]);
    assert.equal(await left(cache, "abcdef"), "acdf");
  });
});
