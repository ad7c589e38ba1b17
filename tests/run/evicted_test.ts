/** Values that were removed to make room: known by their hash, made again only if they are needed. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { ContentHash } from "../../lib/hash/digest.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import type { Event } from "../../lib/run/event.ts";
import { FileRef, type Future, openProject, readFuture, task } from "../../mod.ts";

/** A project in memory whose values can be removed to make room. */
async function rig() {
  const cache = new MemoryCache();
  const events: Event[] = [];
  const root = Deno.makeTempDirSync({ prefix: "merkl-test-" });
  const reporter = { event: (event: Event) => void events.push(event), end: () => {} };
  const project = await openProject({ root, cache, reporter });
  return {
    project,
    root,
    cache,
    ran: () => events.splice(0).flatMap((e) => e.kind === "start" ? [e.subject.task] : []),
    /** Evicts the values of some tasks. */
    async evict(...names: string[]) {
      const contents: ContentHash[] = [];
      for (const entry of [...cache.index.rows.values()]) {
        if (!names.includes(entry.taskId.replace(/^.*#/, ""))) continue;
        await cache.index.put(
          [{ ...entry, state: "evicted" }],
          cache.index.deps.get(entry.depsHash)!,
        );
        contents.push(entry.contentHash);
      }
      await cache.contents.delete(contents);
    },
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await cache.close();
      Deno.removeSync(root, { recursive: true });
    },
  };
}

const trim = task((text: string) => text.trim());
const words = task((text: string) => text.split(" "));
const count = task((list: readonly string[]) => list.length);
const drawn = { seed: 1 };
const draw = task({ hashKey: "draw" }, (text: string) => [text, String(drawn.seed)]);
const copy = task((list: readonly string[]) => list.join());
const pick = task({ hashKey: "pick" }, () => drawn.seed);
const read = task(async (n: number) => await new FileRef(n === 1 ? "one" : "two").text());
const last = task((list: readonly string[], _text: string) => list.join());
const wire = () => count(words(trim(readFuture("in.txt"))));

Deno.test("nothing runs as long as no evicted value is needed", async () => {
  await using r = await rig();
  Deno.writeTextFileSync(`${r.root}/in.txt`, "a b");
  await r.project.run(wire);
  r.ran();
  await r.evict("trim", "words");
  assert.equal((await r.project.run(wire)).value, 2);
  assert.deepEqual(r.ran(), []);
});

Deno.test("early cutoff goes through evicted values", async () => {
  await using r = await rig();
  Deno.writeTextFileSync(`${r.root}/in.txt`, "a b");
  await r.project.run(wire);
  await r.evict("words");
  Deno.writeTextFileSync(`${r.root}/in.txt`, " a b\n");
  r.ran();
  assert.equal((await r.project.run(wire)).value, 2);
  assert.deepEqual(r.ran(), ["trim"]);
  assert.deepEqual(await r.cache.check(), []);
});

Deno.test("an evicted value that a root or a new body needs is made again, and what it is made from", async () => {
  await using r = await rig();
  Deno.writeTextFileSync(`${r.root}/in.txt`, "a b");
  const first = task((list: readonly string[]) => list[0]!);
  await r.project.run(wire);
  await r.evict("trim", "words", "count");
  r.ran();
  assert.equal((await r.project.run(wire)).value, 2);
  assert.deepEqual(r.ran(), ["trim", "words", "count"]);
  await r.evict("trim", "words");
  const both = () => [wire(), first(words(trim(readFuture("in.txt"))))];
  assert.deepEqual((await r.project.run(both)).value, [2, "a"]);
  assert.deepEqual(r.ran(), ["trim", "words", "first"]);
  assert.deepEqual(await r.cache.check(), []);
});

Deno.test("an output that holds an evicted value is left alone, else the value is made again", async () => {
  await using r = await rig();
  Deno.writeTextFileSync(`${r.root}/in.txt`, "a b");
  const out = () => void words(trim(readFuture("in.txt"))).to("out.json");
  await r.project.run(out);
  await r.evict("words", "trim");
  r.ran();
  await r.project.run(out);
  assert.deepEqual(r.ran(), []);
  Deno.removeSync(`${r.root}/out.json`);
  await r.project.run(out);
  assert.deepEqual(r.ran(), ["trim", "words"]);
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(`${r.root}/out.json`)), ["a", "b"]);
});

Deno.test("a value that is made again with other bytes reaches all that were made from it", async () => {
  await using r = await rig();
  const all = () => {
    const list = draw("x");
    return [copy(list), last(list, trim(readFuture("in.txt")))];
  };
  Deno.writeTextFileSync(`${r.root}/in.txt`, "a");
  assert.deepEqual((await r.project.run(all)).value, ["x,1", "x,1"]);
  await r.evict("draw");
  // whether `last` needs the value that is gone turns out only when `trim` has run
  Deno.writeTextFileSync(`${r.root}/in.txt`, "b");
  drawn.seed = 2;
  r.ran();
  assert.deepEqual((await r.project.run(all)).value, ["x,2", "x,2"]);
  // `last` was about to start when it found that the value is gone
  assert.deepEqual([...new Set(r.ran())].sort(), ["copy", "draw", "last", "trim"]);
});

Deno.test("whatever is evicted and edited, a run gives what an empty cache gives", async () => {
  const layers = [0, 1, 2, 3];
  const add = task(function add(layer: number, x: number, a: number, b: number) {
    return Math.floor((a + b) / 2) + layer * x;
  });
  const start = task(function start(text: string) {
    return Math.floor(Number(text) / 3);
  });
  const graph = () => {
    let row: Future<number>[] = [0, 1, 2].map((i) => start(readFuture(`${i}.txt`)));
    for (const layer of layers) {
      row = row.map((one, x) => add(layer, x, one, row[(x + 1) % 3]!));
    }
    return row;
  };
  const step = fc.record({
    edits: fc.array(fc.tuple(fc.nat(2), fc.nat(20)), { maxLength: 2 }),
    evict: fc.array(fc.nat(40), { maxLength: 12 }),
    drop: fc.array(fc.nat(40), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      await using r = await rig();
      for (const i of [0, 1, 2]) Deno.writeTextFileSync(`${r.root}/${i}.txt`, String(i));
      await r.project.run(graph);
      for (const { edits, evict, drop } of steps) {
        for (const [i, n] of edits) Deno.writeTextFileSync(`${r.root}/${i}.txt`, String(n));
        const rows = [...r.cache.index.rows.values()];
        for (const i of evict) {
          const entry = rows[i % rows.length]!;
          await r.cache.index.put([{ ...entry, state: "evicted" }], "{}");
          const shared = [...r.cache.index.rows.values()].some((other) =>
            other.contentHash === entry.contentHash && other.state === "present"
          );
          if (!shared) await r.cache.contents.delete([entry.contentHash]);
        }
        await r.cache.clear(drop.map((i) => rows[i % rows.length]!.hash));
        await using fresh = await openProject({ root: r.root, cache: null });
        const expected = (await fresh.run(graph)).value;
        assert.deepEqual((await r.project.run(graph)).value, expected);
        assert.deepEqual(await r.cache.check(), []);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("what is read for a value that is made again counts for bodies that evaluate it then", async () => {
  await using r = await rig();
  for (const name of ["one", "two"]) Deno.writeTextFileSync(`${r.root}/${name}`, name);
  const first = task(async () => "first " + await read(pick()).eval());
  const second = task(async () => "second " + await read(pick()).eval());
  drawn.seed = 1;
  await r.project.run(() => read(pick()));
  await r.evict("pick");
  drawn.seed = 2;
  const { value } = await r.project.run(async () => {
    const before = await first().eval();
    await pick().eval();
    return [before, await second().eval()];
  });
  assert.deepEqual(value, ["first one", "second two"]);
  Deno.writeTextFileSync(`${r.root}/two`, "changed");
  assert.equal((await r.project.run(second)).value, "second changed");
});
