import assert from "node:assert/strict";
import { context, type Future, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

const interrupted = { name: "InterruptedError", code: "interrupted" };

/** Lets bodies tell the test that they have begun, and the test that they may go on. */
const gates = new Map<string, { begun: () => void; wait: Promise<void> }>();

function gate(name: string): { begun: Promise<void>; open: () => void } {
  const begun = Promise.withResolvers<void>();
  const wait = Promise.withResolvers<void>();
  gates.set(name, { begun: begun.resolve, wait: wait.promise });
  return { begun: begun.promise, open: wait.resolve };
}

const gated = task({ name: "gated", hashKey: "gated" }, async (name: string) => {
  gates.get(name)!.begun();
  await gates.get(name)!.wait;
  return name;
});
const next = task({ name: "next" }, (value: string) => `${value}, next`);
const own = task({ name: "own" }, (n: number) => n);

Deno.test("after an abort no new body starts; the running one is kept, and the next run goes on", async () => {
  await using project = await testProject();
  const controller = new AbortController();
  const { begun, open } = gate("kept");
  const wire = () => [next(gated("kept")), own(1)];
  const run = project.run(wire, { signal: controller.signal });
  await begun;
  controller.abort();
  open();
  await assert.rejects(run, {
    ...interrupted,
    message: "The run was interrupted: 1 done, 2 tasks left",
  });
  assert.deepEqual(project.ran, ["gated"]);
  project.reset();
  const { value } = await project.run(wire);
  assert.deepEqual([value, project.ran], [["kept, next", 1], ["next", "own"]]);
});

Deno.test("a run that was aborted before it began gives what is cached, and else is interrupted", async () => {
  await using project = await testProject();
  await project.run(() => own(2));
  const options = { signal: AbortSignal.abort() };
  assert.equal((await project.run(() => own(2), options)).value, 2);
  await assert.rejects(project.run(() => [own(2), own(3)], options), interrupted);
});

Deno.test("an abort when all is done changes nothing", async () => {
  await using project = await testProject();
  const controller = new AbortController();
  const last = task({ name: "last", hashKey: "last" }, () => {
    controller.abort();
    return "whole";
  });
  const { value, summary } = await project.run(() => last(), { signal: controller.signal });
  assert.deepEqual([value, summary.run, summary.partial], ["whole", 1, 0]);
  project.reset();
  await project.run(() => last());
  assert.deepEqual(project.ran, []);
});

const ways = {
  stopping: () => context().stopping,
  signal: () => context().signal.aborted,
};

for (const [way, asks] of Object.entries(ways)) {
  Deno.test(`a body that saw by ${way} that it is to end gives a partial value, good for this run only`, async () => {
    await using project = await testProject();
    const controller = new AbortController();
    let rounds = 0;
    const loop = task({ name: "loop", hashKey: way }, async () => {
      for (rounds = 0; rounds < 5 && !asks(); rounds++) {
        if (rounds === 2) controller.abort();
        await Promise.resolve();
      }
      return rounds;
    });
    const { value, summary } = await project.run(() => loop().to("loop.json"), {
      signal: controller.signal,
    });
    assert.deepEqual([value, summary.run, summary.partial], [3, 0, 1]);
    assert.throws(() => Deno.statSync(`${project.root}/loop.json`), Deno.errors.NotFound);
    project.reset();
    assert.equal((await project.run(() => loop().to("loop.json"))).value, 5);
    assert.deepEqual(project.ran, ["loop"]);
    assert.equal(Deno.readTextFileSync(`${project.root}/loop.json`).trim(), "5");
  });
}

Deno.test("keepPartial() makes a value as good as any other", async () => {
  await using project = await testProject();
  const controller = new AbortController();
  const loop = task({ name: "loop", hashKey: "keeps" }, () => {
    controller.abort();
    if (context().stopping) context().keepPartial();
    return "so far";
  });
  const wire = () => next(loop());
  await assert.rejects(project.run(wire, { signal: controller.signal }), interrupted);
  project.reset();
  assert.equal((await project.run(wire)).value, "so far, next");
  assert.deepEqual(project.ran, ["next"]);
});

Deno.test("a value made from a partial one is partial: in a body that evaluates another", async () => {
  await using project = await testProject();
  const controller = new AbortController();
  let stops = true;
  const inner = task({ name: "inner", hashKey: "inner" }, () => {
    if (stops) controller.abort();
    return context().stopping ? "half" : "whole";
  });
  const outer = task(
    { name: "outer", hashKey: "of inner" },
    async () => `${await inner().eval()} of it`,
  );
  const first = await project.run(() => outer(), { signal: controller.signal });
  assert.deepEqual([first.value, first.summary.partial], ["half of it", 2]);
  stops = false;
  project.reset();
  assert.equal((await project.run(() => outer())).value, "whole of it");
  assert.deepEqual(project.ran, ["outer", "inner"]);
});

Deno.test("a body that catches the interruption of what it evaluates is partial", async () => {
  await using project = await testProject();
  const controller = new AbortController();
  const outer = task({ name: "outer", hashKey: "catches" }, async () => {
    controller.abort();
    return await own(77).eval().catch((error) => error.code);
  });
  const { value, summary } = await project.run(() => outer(), { signal: controller.signal });
  assert.deepEqual([value, summary.partial], ["interrupted", 1]);
  project.reset();
  assert.equal((await project.run(() => outer())).value, 77);
  assert.deepEqual(project.ran, ["outer", "own"]);
});

Deno.test("a body that ends by the signal's reason or an AbortError is not a failure", async () => {
  await using project = await testProject();
  const ends: Record<string, () => unknown> = {
    reason: () => context().signal.throwIfAborted(),
    fetch: () => fetch("data:,x", { signal: context().signal }),
    wrapped: () => {
      throw new Error("gave up", { cause: new DOMException("", "AbortError") });
    },
    nested: () => own(78).eval(),
  };
  for (const [name, end] of Object.entries(ends)) {
    const controller = new AbortController();
    const body = task({ name, hashKey: name }, async () => {
      controller.abort();
      await end();
    });
    await assert.rejects(
      project.run(() => body(), { signal: controller.signal }),
      interrupted,
      name,
    );
    assert.ok(project.events.every((event) => event.kind !== "failed"), name);
  }
});

Deno.test("a body that fails for another reason while the run is to end has failed", async () => {
  await using project = await testProject();
  const controller = new AbortController();
  const body = task({ name: "body", hashKey: "fails" }, () => {
    controller.abort();
    throw new TypeError("a bug");
  });
  await assert.rejects(project.run(() => body(), { signal: controller.signal }), {
    code: "task-failed",
    message: /a bug/,
  });
});

Deno.test("several at once: all that run are kept, those that wait are left", async () => {
  await using project = await testProject();
  const controller = new AbortController();
  const names = ["x", "y", "z"];
  const all = names.map(gate);
  const wire = (): Future<string>[] => names.map((name) => gated(name));
  const run = project.run(wire, { signal: controller.signal, jobs: 2 });
  await Promise.all([all[0]!.begun, all[1]!.begun]);
  controller.abort();
  for (const { open } of all) open();
  await assert.rejects(run, {
    ...interrupted,
    message: "The run was interrupted: 2 done, 1 task left",
  });
  project.reset();
  assert.deepEqual((await project.run(wire)).value, names);
  assert.deepEqual(project.ran, ["gated"]);
});
