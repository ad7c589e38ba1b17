/** Tasks over lists: which items reach the function, and whose entries they are. */

import assert from "node:assert/strict";
import { batch, readFuture, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

const seen: unknown[] = [];
const taken = (): unknown[] => seen.splice(0);
const note = task({ version: 1 }, (value: unknown) => value);
void note;

const double = task((n: number) => 2 * n);
const doubles = batch(double, (ns) => {
  (globalThis as unknown as { noted?: (items: unknown) => void }).noted?.(ns);
  return ns.map((n) => 2 * n);
});
(globalThis as unknown as { noted?: (items: unknown) => void }).noted = (items) =>
  void seen.push(items);

Deno.test("only items that aren't cached reach the function, in order, equal ones once", async () => {
  await using project = await testProject();
  taken();
  const first = await project.run(() => doubles([3, 1, 3, 2]));
  assert.deepEqual(first.value, [6, 2, 6, 4]);
  assert.deepEqual(taken(), [[3, 1, 2]]);
  assert.equal(first.summary.run, 3);
  const second = await project.run(() => doubles([5, 2, 4, 3, 5]));
  assert.deepEqual(second.value, [10, 4, 8, 6, 10]);
  assert.deepEqual(taken(), [[5, 4]]);
  assert.deepEqual([second.summary.cached, second.summary.run], [2, 2]);
  const third = await project.run(() => doubles([1, 2, 3, 4, 5]));
  assert.deepEqual(third.value, [2, 4, 6, 8, 10]);
  assert.deepEqual(taken(), []);
  assert.deepEqual(project.ran, ["doubles", "doubles"]);
});
