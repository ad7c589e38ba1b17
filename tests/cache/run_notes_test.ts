/** Runs that had nothing to do: see lib/cache/run_notes.ts. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { sampleHash } from "../../lib/cache/contract/samples.ts";
import type { RunRecord } from "../../lib/cache/interfaces.ts";
import type { SqliteCache } from "../../lib/cache/sqlite_cache.ts";
import { CacheFolder } from "./support.ts";

const GRAPH = [sampleHash("a"), sampleHash("b")];

function record(started: number, counts: Partial<RunRecord["counts"]> = {}): RunRecord {
  return {
    ...{ command: "run", target: "p.ts#main", started, duration: 5, exitCode: 0 },
    counts: { cached: 2, run: 0, failed: 0, ...counts },
  };
}

/** A folder whose cache knows the graph, and its notes. */
async function known(): Promise<CacheFolder & { notes(): string }> {
  const folder = new CacheFolder();
  const cache = folder.open();
  await cache.recordRun(record(1), GRAPH);
  await cache.close();
  return Object.assign(folder, { notes: () => read(folder, "runs.jsonl") ?? "" });
}

function read({ folder }: CacheFolder, name: string): string | undefined {
  try {
    return Deno.readTextFileSync(join(folder, name));
  } catch {
    return undefined;
  }
}

const starts = async (cache: SqliteCache) => (await cache.runs(99)).map(({ started }) => started);

Deno.test("a run with nothing to do doesn't touch the database, and is there when somebody asks", async () => {
  using folder = await known();
  assert.equal(folder.notes(), "", "a graph that is new is recorded");
  const before = Deno.readFileSync(folder.path);
  for (const started of [2, 3]) {
    const cache = folder.open();
    await cache.recordRun(record(started), GRAPH);
    await cache.close();
  }
  assert.deepEqual(Deno.readFileSync(folder.path), before);
  assert.equal(folder.notes().split("\n").length, 3);
  const cache = folder.open();
  assert.deepEqual(await starts(cache), [3, 2, 1]);
  assert.equal(folder.notes(), "");
  assert.deepEqual(await cache.runHashes((await cache.runs(1))[0]!.id), [...GRAPH].sort());
  await cache.close();
});

Deno.test("whoever looks at the runs in another way has them all, too", async () => {
  const looks: Record<string, (cache: SqliteCache) => Promise<unknown>> = {
    run: async (cache) => (await cache.run(2))?.started,
    usage: async (cache) => (await cache.care.usage()).runs,
    query: async (cache) => (await cache.query("SELECT count(*) FROM runs")).rows.length,
  };
  for (const [name, look] of Object.entries(looks)) {
    using folder = await known();
    const cache = folder.open();
    await cache.recordRun(record(2), GRAPH);
    assert.notEqual(folder.notes(), "");
    assert.equal(await look(cache), name === "query" ? 1 : 2, name);
    assert.equal(folder.notes(), "", name);
    await cache.close();
  }
});

Deno.test("notes keep their place before a run that did something", async () => {
  using folder = await known();
  const cache = folder.open();
  await cache.recordRun(record(2), GRAPH);
  await cache.recordRun(record(3, { run: 1 }), GRAPH);
  await cache.recordRun({ ...record(4), exitCode: 1 }, GRAPH);
  await cache.recordRun(record(5), [sampleHash("other")]);
  assert.equal(folder.notes(), "");
  assert.deepEqual(await starts(cache), [5, 4, 3, 2, 1]);
  await cache.close();
});

Deno.test("lines that are cut short or of graphs that are forgotten are left out", async () => {
  using folder = await known();
  const cache = folder.open();
  await cache.recordRun(record(2), GRAPH);
  const line = folder.notes().trim();
  const odd = ["", "{", "null", '{"run":{"target":1},"graph":""}', line.slice(0, -5)];
  const forgotten = line.replace(/"graph":"[0-9a-f]+/, `"graph":"${"0".repeat(64)}`);
  assert.notEqual(forgotten, line);
  Deno.writeTextFileSync(join(folder.folder, "runs.jsonl"), [...odd, forgotten, line].join("\n"));
  assert.deepEqual(await starts(cache), [2, 1]);
  assert.equal(folder.notes(), "");
  await cache.close();
});

Deno.test("a note whose run can't be recorded keeps no others from it", async () => {
  using folder = await known();
  const cache = folder.open();
  await cache.recordRun(record(2), GRAPH);
  const line = folder.notes().trim();
  const odd = ['"counts"', '"cached"', '"started"'].map((name) => line.replace(name, '"x"'));
  assert.ok(odd.every((one) => one !== line));
  Deno.writeTextFileSync(join(folder.folder, "runs.jsonl"), [...odd, line].join("\n"));
  assert.deepEqual(await starts(cache), [2, 1]);
  assert.equal(folder.notes(), "");
  await cache.close();
});

Deno.test("a note that outlives its record is in the log once", async () => {
  using folder = await known();
  const cache = folder.open();
  await cache.recordRun(record(2), GRAPH);
  const left = folder.notes();
  assert.deepEqual(await starts(cache), [2, 1]);
  // as if who recorded it had been killed just then
  Deno.writeTextFileSync(join(folder.folder, "runs.jsonl"), left);
  assert.deepEqual(await starts(cache), [2, 1]);
  assert.equal(folder.notes(), "");
  await cache.close();
});

Deno.test("many notes are put into the database by the next run", async () => {
  using folder = await known();
  const cache = folder.open();
  for (let started = 2; started < 1000; started++) await cache.recordRun(record(started), GRAPH);
  assert.ok(folder.notes().length < 70_000);
  assert.equal((await cache.runs(9999)).length, 999);
  await cache.close();
});
