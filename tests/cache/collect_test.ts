/** Making room in the SQLite cache, and taking its garbage away. */

import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { contentHash, type MerkleHash } from "../../lib/hash/digest.ts";
import type { Entry } from "../../lib/cache/entry.ts";
import type { Collected } from "../../lib/cache/care.ts";
import { DEPS, sampleEntry, sampleHash } from "../contract/samples.ts";
import { age, CacheFolder } from "./support.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When the entries of these tests were made, in milliseconds since the epoch. */
const THEN = 1_790_000_000_000;

const RUN = {
  ...{ command: "run", target: "a.ts#main", duration: 1, exitCode: 0 },
  counts: { cached: 0, run: 1, failed: 0 },
};

/** A result of `size` bytes that took `work` ms, made `age` days before {@linkcode THEN}. */
function result(
  name: string,
  { size = 20_000, work = 1000, age = 0, seed = name, ...rest }: {
    size?: number;
    work?: number;
    age?: number;
    seed?: string;
  } & Partial<Entry> = {},
) {
  const bytes = new TextEncoder().encode(seed.padEnd(size, "."));
  const created = (THEN - age * DAY) * 1000;
  const entry = sampleEntry(name, {
    ...{ contentHash: contentHash(bytes), size: bytes.length, duration: work, created },
    ...rest,
  });
  return { entry, bytes };
}

/** A cache in which all these results are, stored long ago. */
async function filled(folder: CacheFolder, ...results: ReturnType<typeof result>[]) {
  const cache = folder.open();
  await cache.record(results, DEPS);
  await cache.flush();
  age(folder, "contents");
  return cache;
}

async function states(cache: Awaited<ReturnType<typeof filled>>, ...names: string[]) {
  const heads = await cache.index.heads(names.map(sampleHash));
  return names.map((name, i) => `${name} ${heads[i]?.state ?? "gone"}`);
}

Deno.test("evicts what is least worth its room: by time to make it, by bytes, by how long ago it was used", async () => {
  using folder = new CacheFolder();
  const cache = await filled(
    folder,
    result("dear", { work: 100_000 }),
    result("cheap", { work: 100 }),
    result("big", { size: 200_000, work: 5000 }),
    result("small", { size: 9000, work: 5000 }),
    result("old", { work: 900, age: 40 }),
    result("used", { work: 900, age: 40, seed: "x" }),
  );
  await cache.recordRun({ ...RUN, started: (THEN + HOUR) * 1000 }, [sampleHash("used")]);
  const names = ["dear", "cheap", "big", "small", "old", "used"];
  const order: string[] = [];
  for (let last: string[] = []; order.length < names.length;) {
    const { disk } = await cache.care.usage();
    const collected = await cache.care.collect({ maxBytes: disk - 1, now: THEN + 2 * DAY });
    assert.ok(collected!.entries > 0, "something goes");
    const gone = (await states(cache, ...names)).filter((line) => line.endsWith("evicted"));
    order.push(...gone.filter((line) => !last.includes(line)).map((line) => line.split(" ")[0]!));
    last = gone;
  }
  assert.deepEqual(order, ["old", "cheap", "big", "used", "small", "dear"]);
  assert.deepEqual(await cache.check(), []);
  await cache.close();
});

Deno.test("by age: what no run used or made for so long goes, its row stays with its content hash", async () => {
  using folder = new CacheFolder();
  const old = result("old", { age: 31 });
  const cache = await filled(folder, old, result("used", { age: 31, seed: "u" }), result("new"));
  await cache.recordRun({ ...RUN, started: (THEN - 29 * DAY) * 1000 }, [sampleHash("used")]);
  const before = await cache.care.collect({ maxAge: 30 * DAY, now: THEN, dryRun: true });
  assert.equal(before!.entries, 1);
  assert.deepEqual(await states(cache, "old"), ["old present"]);
  const collected = await cache.care.collect({ maxAge: 30 * DAY, now: THEN });
  assert.deepEqual(pick(collected!), { entries: 1, contents: 1, bytes: 20_000, orphans: 0 });
  assert.deepEqual(pick(before!), pick(collected!));
  assert.deepEqual(await states(cache, "old", "used", "new"), [
    "old evicted",
    "used present",
    "new present",
  ]);
  const [entry] = await cache.index.entries([old.entry.hash]);
  assert.deepEqual(entry, { ...old.entry, state: "evicted" });
  assert.deepEqual(await cache.contents.has([old.entry.contentHash]), [false]);
  assert.throws(() => Deno.statSync(fileOf(folder, old.entry.contentHash)));
  assert.deepEqual(await cache.check(), []);
  assert.deepEqual(folder.problems, []);
  await cache.close();
});

Deno.test("never goes: what the run in hand used, what is young, what others refer to", async () => {
  using folder = new CacheFolder();
  const file = new TextEncoder().encode("part".padEnd(30_000));
  const young = result("young", { seed: "young" });
  const cache = await filled(folder, result("used"), result("shared", { seed: "s" }));
  await cache.contents.put(contentHash(file), file);
  const list = { ...result("list", { age: 50, size: 100 }), refs: [contentHash(file)] };
  const other = { ...result("other", { size: 101 }), refs: [contentHash(file)] };
  await cache.record([list, other], DEPS);
  age(folder, "contents");
  await cache.record([young], DEPS);
  const collect = { maxAge: 40 * DAY, used: [sampleHash("used")], now: THEN };
  await cache.care.collect(collect);
  assert.deepEqual(await states(cache, "list", "other"), ["list evicted", "other present"]);
  assert.deepEqual(await cache.contents.has([contentHash(file)]), [true]);
  const far = Date.now();
  await cache.care.collect({ maxBytes: 0, used: [sampleHash("used")], now: far });
  assert.deepEqual(await states(cache, "used", "shared"), ["used present", "shared gone"]);
  assert.deepEqual(await cache.contents.has([young.entry.contentHash, contentHash(file)]), [
    true,
    false,
  ]);
  assert.deepEqual(await cache.check(), []);
  await cache.close();
});

Deno.test("contents that nothing refers to, files that no row knows, and temporaries are collected after an hour", async () => {
  using folder = new CacheFolder();
  const cache = await filled(folder, result("kept"));
  const lone = new TextEncoder().encode("lone".padEnd(10_000));
  await cache.contents.put(contentHash(lone), lone);
  const stray = join(folder.folder, "contents", "ab", "ab".repeat(32));
  const temp = join(folder.folder, "contents", "new.1.0.abcdef01.tmp");
  const shown = join(folder.folder, "files", "cd", "cd".repeat(32), "x.txt");
  const body = join(folder.folder, "tmp", "run-1", "y.txt");
  for (const path of [stray, temp, shown, body]) {
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    Deno.writeTextFileSync(path, "12345");
  }
  const soon = await cache.care.collect({});
  assert.deepEqual(pick(soon!), { entries: 0, contents: 0, bytes: 0, orphans: 0 });
  const foreseen = await cache.care.collect({ now: Date.now() + 2 * HOUR, dryRun: true });
  const later = await cache.care.collect({ now: Date.now() + 2 * HOUR });
  const expected = { entries: 0, contents: 4, bytes: 10_015, orphans: 4 };
  assert.deepEqual([pick(foreseen!), pick(later!)], [expected, expected]);
  for (const path of [stray, temp, shown]) assert.throws(() => Deno.statSync(path));
  Deno.statSync(body);
  await cache.care.collect({ now: Date.now() + 8 * DAY });
  assert.throws(() => Deno.statSync(body));
  assert.deepEqual(await states(cache, "kept"), ["kept present"]);
  assert.deepEqual(await cache.check(), []);
  await cache.close();
});

Deno.test("a writer makes a content young again", async () => {
  using folder = new CacheFolder();
  const cache = await filled(folder);
  const lone = new TextEncoder().encode("lone");
  await cache.contents.put(contentHash(lone), lone);
  age(folder, "contents");
  await cache.contents.put(contentHash(lone), lone);
  await cache.care.collect({});
  assert.deepEqual(await cache.contents.has([contentHash(lone)]), [true]);
  age(folder, "contents");
  await cache.care.collect({});
  assert.deepEqual(await cache.contents.has([contentHash(lone)]), [false]);
  await cache.close();
});

Deno.test("runs, graphs, sources, analyses and dictionaries that are old and of no use are forgotten", async () => {
  using folder = new CacheFolder();
  const cache = await filled(folder, result("one", { depsHash: "1".repeat(64) }));
  const source = "a".repeat(64);
  await cache.record([result("two", { depsHash: "2".repeat(64) })], JSON.stringify({ x: source }));
  cache.putSources(new Map([[source, "used"], ["b".repeat(64), "unused"]]));
  cache.memo.set("file 1", "{}");
  const days = (n: number) => (THEN - n * DAY) * 1000;
  await cache.recordRun({ ...RUN, started: days(200) }, [sampleHash("one")]);
  await cache.recordRun({ ...RUN, started: days(100), exitCode: 1 }, [sampleHash("two")]);
  await cache.recordRun({ ...RUN, started: days(10), target: "b.ts#x" }, [sampleHash("two")]);
  await cache.recordRun({ ...RUN, started: days(300), target: "b.ts#x" }, [sampleHash("zero")]);
  await cache.recordRun({ ...RUN, started: days(290), target: "b.ts#x" }, [sampleHash("two")]);
  age(folder, "sources");
  age(folder, "analysis");
  await cache.clear([sampleHash("one")]);
  await cache.care.collect({ now: THEN });
  assert.deepEqual(
    (await cache.runs(9)).map(({ started }) => started),
    [290, 10, 100, 200].map(days),
  );
  assert.equal(await cache.source(source), "used");
  assert.equal(await cache.source("b".repeat(64)), undefined);
  assert.equal(cache.memo.get("file 1"), undefined);
  assert.deepEqual(await cache.index.mayHaveDeps(["1".repeat(64), "2".repeat(64)]), [false, true]);
  // ids of what was removed are looked up anew
  await cache.record([result("one", { depsHash: "1".repeat(64) })], DEPS);
  assert.deepEqual(await cache.history.deps(["1".repeat(64)]), [DEPS]);
  assert.deepEqual(await cache.check(), []);
  await cache.close();
});

Deno.test("of very many graphs the older ones are forgotten, and learnt again", async () => {
  using folder = new CacheFolder();
  const cache = await filled(folder);
  for (let i = 0; i < 60; i++) {
    await cache.recordRun({ ...RUN, started: THEN * 1000 + i }, [sampleHash(`${i}`)]);
  }
  await cache.care.collect({ now: THEN });
  const runs = await cache.runs(100);
  assert.equal(runs.length, 60);
  const known = await Promise.all(runs.map(async ({ id }) => (await cache.runHashes(id)).length));
  assert.deepEqual(known, Array.from({ length: 60 }, (_, i) => i < 50 ? 1 : 0));
  await cache.recordRun({ ...RUN, started: THEN * 1000 + 99 }, [sampleHash("0")]);
  assert.deepEqual(await cache.runHashes((await cache.runs(1))[0]!.id), [sampleHash("0")]);
  await cache.close();
});

Deno.test("is due after a day, or when much was added", async () => {
  using folder = new CacheFolder();
  const cache = await filled(folder, result("a"));
  const request = { maxBytes: 10_000_000, ifDue: true };
  assert.ok(await cache.care.collect({ ...request, now: THEN }));
  assert.equal(await cache.care.collect({ ...request, now: THEN + HOUR }), undefined);
  assert.ok(await cache.care.collect({ ...request, now: THEN + 25 * HOUR }));
  await cache.record([result("b", { size: 600_000 })], DEPS);
  assert.ok(await cache.care.collect({ ...request, now: THEN + 26 * HOUR }));
  assert.equal(await cache.care.collect({ ...request, now: THEN + 26 * HOUR }), undefined);
  assert.ok(await cache.care.collect({ ...request, now: THEN }), "a clock that was put back");
  await cache.close();
});

Deno.test("the database gives its room back", async () => {
  using folder = new CacheFolder();
  const many = Array.from({ length: 2000 }, (_, i) => result(`${i}`, { size: 4000, age: 9 }));
  const cache = await filled(folder, ...many);
  const collected = await cache.care.collect({ maxAge: 5 * DAY, now: THEN });
  assert.equal(collected!.entries, 2000);
  assert.ok(collected!.after < collected!.before / 4, JSON.stringify(collected));
  await cache.close();
  assert.ok(Deno.statSync(folder.path).size < collected!.before / 3);
});

Deno.test("wiping leaves an empty cache that others can go on with", async () => {
  using folder = new CacheFolder();
  const [cache, other] = [
    await filled(folder, result("a"), result("b", { size: 10 })),
    folder.open(),
  ];
  await other.record([result("c")], DEPS);
  const cleared = await cache.care.wipe();
  assert.deepEqual({ ...cleared }, { entries: 3, contents: 3, bytes: 40_010 });
  assert.deepEqual(await states(other, "a", "b", "c"), ["a gone", "b gone", "c gone"]);
  assert.deepEqual(Deno.readDirSync(join(folder.folder, "contents")).toArray(), []);
  await other.record([result("c"), result("d")], DEPS);
  assert.deepEqual(await cache.check(), []);
  assert.equal((await cache.care.usage()).entries, 2);
  await cache.close();
  await other.close();
});

Deno.test("whatever is stored, used and collected, a row that is there has its content", async () => {
  const step = fc.oneof(
    fc.record({ put: fc.nat(12), seed: fc.nat(5), large: fc.boolean(), days: fc.nat(60) }),
    fc.record({ clear: fc.nat(12) }),
    fc.record({ use: fc.nat(12) }),
    fc.record({ maxBytes: fc.nat(400_000), maxAge: fc.integer({ min: 1, max: 60 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      using folder = new CacheFolder();
      const cache = await filled(folder);
      const put = new Map<MerkleHash, string>();
      for (const one of steps) {
        if ("put" in one) {
          const size = one.large ? 20_000 : 100;
          const made = result(`${one.put}`, { seed: `${one.seed}`, size, age: one.days });
          await cache.record([made], DEPS);
          put.set(made.entry.hash, made.entry.contentHash);
        } else if ("clear" in one) {
          await cache.clear([sampleHash(`${one.clear}`)]);
          put.delete(sampleHash(`${one.clear}`));
        } else if ("use" in one) {
          await cache.recordRun({ ...RUN, started: THEN * 1000 }, [sampleHash(`${one.use}`)]);
        } else {
          age(folder, "contents");
          const maxAge = one.maxAge * DAY;
          await cache.care.collect({ maxBytes: one.maxBytes, maxAge, now: THEN + 2 * HOUR });
        }
        const heads = await cache.index.heads([...put.keys()]);
        for (const head of heads.filter((head) => head !== undefined)) {
          assert.equal(head.contentHash, put.get(head.hash));
          const [has] = await cache.contents.has([head.contentHash]);
          if (head.state === "present") assert.equal(has, true);
        }
      }
      assert.deepEqual(await cache.check(), []);
      await cache.close();
    }),
    { numRuns: 25 },
  );
});

function fileOf({ folder }: CacheFolder, hash: string): string {
  return join(folder, "contents", hash.slice(0, 2), hash);
}

function pick({ entries, contents, bytes, orphans }: Collected) {
  return { entries, contents, bytes, orphans };
}
