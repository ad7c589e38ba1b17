import assert from "node:assert/strict";
import { context, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";
import { backoff } from "../../lib/run/attempt.ts";

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const pair = task(() => [1, 2]);
const plus = task((a: number, b: number) => a + b);

Deno.test("a body that fails is tried again, with fresh arguments, as often as retries says", async () => {
  await using project = await testProject();
  const seen: number[][] = [];
  const flaky = task({ hashKey: "flaky", retries: 2 }, (list: number[]) => {
    seen.push([...list]);
    list.push(9);
    if (seen.length < 3) throw new Error(`try ${seen.length}`);
    return list.length;
  });
  const { value, summary } = await project.run(() => flaky(pair()));
  assert.equal(value, 3);
  assert.deepEqual(seen, [[1, 2], [1, 2], [1, 2]]);
  assert.deepEqual([summary.run, summary.failed], [2, 0]);
  const retries = project.events.filter((event) => event.kind === "retry");
  assert.deepEqual(retries.map(({ number, retries }) => [number, retries]), [[1, 2], [2, 2]]);
  assert.match(String((retries[0]!.error as Error).message), /try 1/);
});

Deno.test("a body that fails each time has failed, and the error says how often it was tried", async () => {
  await using project = await testProject();
  let tries = 0;
  const failing = task({ hashKey: "failing", retries: 1 }, () => {
    throw new Error(`try ${++tries}`);
  });
  await assert.rejects(project.run(() => failing()), {
    code: "task-failed",
    message: /try 2/,
    hint: /tried 2 times/,
  });
});

Deno.test("what merkl refuses is not tried again, nor is the failure of another task", async () => {
  await using project = await testProject();
  let tries = 0;
  const broken = task({ hashKey: "broken" }, (): number => {
    tries++;
    throw new Error("boom");
  });
  const outer = task({ hashKey: "outer", retries: 3 }, async () => {
    tries++;
    return await broken().eval();
  });
  await assert.rejects(project.run(() => outer()), { code: "task-failed", message: /boom/ });
  assert.equal(tries, 2);
});

Deno.test("a body that takes longer than its timeout is told by its signal, and fails", async () => {
  await using project = await testProject();
  let reason: unknown;
  const slow = task({ hashKey: "slow", timeout: 20 }, async (_x: number) => {
    const { signal } = context();
    await new Promise<void>((_, reject) => {
      signal.addEventListener("abort", () => reject(reason = signal.reason));
    });
  });
  const run = project.run(() => slow(1));
  await assert.rejects(run, {
    code: "task-timeout",
    message: "slow(1) took longer than its timeout of 20 ms",
  });
  assert.equal((reason as Error).name, "TimeoutError");
  assert.deepEqual(project.warnings, []);
});

Deno.test("a body that ends by the signal of its timeout has no further cause to tell", async () => {
  await using project = await testProject();
  const polite = task({ hashKey: "polite", timeout: 20 }, () => {
    const { signal } = context();
    return new Promise((_, reject) => {
      const timer = setTimeout(reject, 60_000);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    });
  });
  await assert.rejects(project.run(() => polite()), (error: Error) => {
    assert.deepEqual([error.name, error.cause], ["TimeoutError", undefined]);
    return true;
  });
});

Deno.test("a value that comes after the timeout doesn't count; without one, any time will do", async () => {
  await using project = await testProject();
  const late = task({ hashKey: "late", timeout: 5 }, async () => {
    await pause(50);
    return 1;
  });
  await assert.rejects(project.run(() => late()), { code: "task-timeout" });
  project.reset();
  await assert.rejects(project.run(() => late()), { code: "task-timeout" });
  assert.deepEqual(project.ran, ["late"], "nothing was stored");
  const patient = task({ hashKey: "patient", timeout: Infinity }, async () => {
    await pause(20);
    return 1;
  });
  assert.equal((await project.run(() => patient())).value, 1);
});

Deno.test("a synchronous loop sees the timeout in context().stopping", async () => {
  await using project = await testProject();
  const loop = task({ hashKey: "loop", timeout: 5 }, () => {
    const { stopping: atFirst } = context();
    let rounds = 0;
    while (!context().stopping) rounds++;
    return [atFirst, rounds];
  });
  await assert.rejects(project.run(() => loop()), { code: "task-timeout" });
});

Deno.test("a body that ignores its signal is left behind and said so", async () => {
  await using project = await testProject();
  let letGo!: () => void;
  const deaf = task({ hashKey: "deaf", timeout: 10 }, async () => {
    await new Promise<void>((resolve) => letGo = resolve);
    return 1;
  });
  await assert.rejects(project.run(() => [deaf(), plus(1, 2)], { keepGoing: true }), {
    code: "task-timeout",
  });
  assert.match(project.warnings.join(), /^deaf ignores the signal .* left behind 1\.0 s after/);
  assert.deepEqual(project.ran, ["deaf", "plus"]);
  letGo();
});

Deno.test("a try that took too long is followed by another", async () => {
  await using project = await testProject();
  let tries = 0;
  const sometimes = task({ hashKey: "sometimes", timeout: 30, retries: 1 }, async () => {
    const { signal } = context();
    if (++tries === 1) {
      await new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      );
    }
    return signal.aborted;
  });
  assert.equal((await project.run(() => sometimes())).value, false);
  assert.equal(tries, 2);
});

Deno.test("a body that is left behind while it evaluates leaves the others their slots", async () => {
  await using project = await testProject();
  const inner = task({ hashKey: "inner" }, async () => {
    await pause(1200);
    return 1;
  });
  const outer = task({ hashKey: "outer of inner", timeout: 10 }, () => inner().eval());
  await assert.rejects(project.run(() => [outer(), plus(3, 4)], { keepGoing: true }), {
    code: "task-timeout",
  });
  project.reset();
  await project.run(() => [inner(), plus(3, 4)]);
  assert.deepEqual(project.ran, [], "what was begun is finished and kept");
});

Deno.test("a run that is to end doesn't wait for the next try", async () => {
  await using project = await testProject();
  const stop = new AbortController();
  let tries = 0;
  const failing = task({ hashKey: "fails on", retries: 1000 }, () => {
    setTimeout(() => stop.abort(), 20);
    throw new Error(`try ${++tries}`);
  });
  await assert.rejects(project.run(() => failing(), { signal: stop.signal }), {
    code: "interrupted",
  });
  assert.equal(tries, 1);
});

Deno.test("waits double, up to 30 s, and vary by up to a half", () => {
  const longest = [1, 2, 3, 8, 9, 100].map((number) => backoff(number, () => 0));
  assert.deepEqual(longest, [200, 400, 800, 25_600, 30_000, 30_000]);
  assert.equal(backoff(1, () => 1), 100);
});
