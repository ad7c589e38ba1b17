import assert from "node:assert/strict";
import { openProject, task } from "../../mod.ts";
import type { Future } from "../../lib/graph/future.ts";
import { findFutures } from "../../lib/graph/walk.ts";

const same = task((n: number) => n);

Deno.test("Futures are found in containers, in order, each once", async () => {
  await using project = await openProject({ cache: null });
  await project.run(() => {
    const [a, b, c] = [same(1), same(2), same(3)] as Future<unknown>[];
    const value = [b, { x: [a], y: new Map([["k", c]]) }, new Set([a]), "text", null];
    assert.ok(findFutures(value).every((found, i) => found === [b, a, c][i]));
  });
});

Deno.test("of long arrays and Maps the first items are looked at, of Sets all", async () => {
  await using project = await openProject({ cache: null });
  await project.run(() => {
    const all = [1, 2, 3, 4].map((n) => same(n)) as Future<unknown>[];
    const found = (value: unknown, most: number) =>
      findFutures(value, most).map((future) => all.indexOf(future) + 1);
    assert.deepEqual(found([all, all[3]], 2), [1, 2, 4]);
    assert.deepEqual(found(new Map(all.map((one) => [one, one])), 3), [1, 2, 3]);
    assert.deepEqual(found(new Set(all), 1), [1, 2, 3, 4]);
    assert.deepEqual(found({ a: all[0], b: all[1] }, 1), [1, 2]);
  });
});
