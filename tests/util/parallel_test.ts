import assert from "node:assert/strict";
import { mapParallel } from "../../lib/util/parallel.ts";

Deno.test("mapParallel keeps the order, and begins no more than its limit at a time", async () => {
  let [running, most] = [0, 0];
  const results = await mapParallel([5, 1, 4, 0, 3, 2], 3, async (n, i) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < n; turn++) await Promise.resolve();
    running--;
    return `${i}:${n}`;
  });
  assert.deepEqual(results, ["0:5", "1:1", "2:4", "3:0", "4:3", "5:2"]);
  assert.equal(most, 3);
  assert.deepEqual(await mapParallel([], 3, () => Promise.reject(new Error("never called"))), []);
});

Deno.test("mapParallel begins nothing more after a failure", async () => {
  const begun: number[] = [];
  const work = mapParallel([1, 2, 3, 4, 5], 2, async (n) => {
    begun.push(n);
    await Promise.resolve();
    if (n === 2) throw new Error("two");
  });
  await assert.rejects(work, /two/);
  assert.ok(begun.length <= 3, begun.join());
});
