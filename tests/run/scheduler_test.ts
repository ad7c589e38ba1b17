import assert from "node:assert/strict";
import { task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

const plus = task({ name: "plus" }, (a: number, b: number) => a + b);
const sleep = task(async (ms: number) => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ms;
});
const fail = task((x: number): number => {
  throw new Error(`failed ${x}`);
});

Deno.test("bodies start in the order in which the code calls their tasks", async () => {
  await using project = await testProject();
  const a = task(() => 1);
  const b = task((_x: number) => 2);
  const c = task(() => 3);
  const d = task((x: number, y: number) => x + y);
  await project.run(() => {
    const first = a();
    const second = b(first);
    const third = c();
    // named last, returned first
    return [d(second, third), third, first];
  });
  assert.deepEqual(project.ran, ["a", "b", "c", "d"]);
});

Deno.test("jobs: N async bodies run at once, one by default", async () => {
  await using project = await testProject();
  let now = 0;
  let most = 0;
  const counted = task({ hashKey: "counted", cache: false }, async (_i: number) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 2));
    now--;
  });
  const wire = () => Array.from({ length: 9 }, (_, i) => counted(i));
  await project.run(wire);
  assert.equal(most, 1);
  await project.run(wire, { jobs: 3 });
  assert.equal(most, 3);
});

Deno.test("after a failure no new body starts, running ones are kept", async () => {
  await using project = await testProject();
  await assert.rejects(
    project.run(() => [sleep(20), fail(1), plus(1, 2)], { jobs: 2 }),
    { code: "task-failed", message: /failed 1/ },
  );
  assert.deepEqual(project.ran, ["sleep", "fail"]);
  project.reset();
  await project.run(() => sleep(20));
  assert.deepEqual(project.ran, []);
});

Deno.test("keepGoing runs all that doesn't depend on a failure, then rejects", async () => {
  await using project = await testProject();
  await assert.rejects(
    project.run(() => [plus(fail(1), 1), plus(1, 2), fail(2)], { keepGoing: true }),
    { code: "task-failed", message: /failed 1/ },
  );
  assert.deepEqual(project.ran, ["fail", "plus", "fail"]);
});

Deno.test("what ran before a failure is not run again", async () => {
  await using project = await testProject();
  await assert.rejects(project.run(() => [plus(1, 1), plus(2, 2), fail(1)]));
  project.reset();
  await assert.rejects(project.run(() => [plus(1, 1), plus(2, 2), fail(1)]));
  assert.deepEqual(project.ran, ["fail"]);
});

Deno.test("nodes are added while it runs, from several bodies at once", async () => {
  await using project = await testProject();
  const grow = task(async (depth: number): Promise<number> => {
    if (depth === 0) return 1;
    const [left, right] = await Promise.all([grow(depth - 1).eval(), plus(depth, 0).eval()]);
    return left + right;
  });
  const { value } = await project.run(() => [grow(20), grow(10)], { jobs: 2 });
  assert.deepEqual(value, [1 + 210, 1 + 55]);
});

Deno.test("a failure inside a nested evaluation reaches the body that asked", async () => {
  await using project = await testProject();
  const careful = task(async () => {
    try {
      return await fail(1).eval();
    } catch (error) {
      return (error as Error).message;
    }
  });
  await assert.rejects(project.run(() => careful()), { message: /failed 1/ });
  const { value } = await project.run(() => careful(), { keepGoing: true }).catch((error) => ({
    value: error.message,
  }));
  assert.match(String(value), /failed 1/);
});

for (
  const [shape, wire] of [
    ["a chain", (n: number) => {
      let last = plus(0, 0);
      for (let i = 1; i < n; i++) last = plus(last, 1);
      return last;
    }],
    ["a fan-out with one that joins them", (n: number) => {
      const join = task({ name: "join" }, (list: number[]) => list.length - 1);
      return join(Array.from({ length: n }, (_, i) => plus(i, 0)));
    }],
  ] as const
) {
  Deno.test(`${shape} of 20,000 calls runs, and is all cached afterwards`, async () => {
    const n = 20_000;
    await using project = await testProject();
    const first = await project.run(() => wire(n));
    assert.equal(first.value, n - 1);
    const second = await project.run(() => wire(n));
    assert.equal(second.value, n - 1);
    assert.equal(second.summary.run, 0);
    assert.equal(second.summary.cached, second.summary.tasks);
  });
}
