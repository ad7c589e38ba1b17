import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { context, Future, openProject, readFuture, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

const inc = task((x: number) => x + 1);
const add = task((a: number, b: number) => a + b);

Deno.test("a task runs once for equal calls, in one run and over runs", async () => {
  await using project = await testProject();
  const wire = () => [inc(1), inc(1), add(inc(1), 1)];
  const first = await project.run(wire);
  assert.deepEqual(first.value, [2, 2, 3]);
  assert.deepEqual(project.ran, ["inc", "add"]);
  assert.deepEqual({ ...first.summary, duration: 0 }, {
    tasks: 2,
    cached: 0,
    run: 2,
    failed: 0,
    blocked: 0,
    unstored: 0,
    interrupted: false,
    blockedBy: [],
    partial: 0,
    duration: 0,
    failures: [],
  });
  project.reset();
  const second = await project.run(wire);
  assert.deepEqual(second.value, [2, 2, 3]);
  assert.deepEqual(project.ran, []);
  assert.equal(second.summary.cached, 2);
});

Deno.test("hashes are known before anything runs, equal for equal calls, and tell arguments apart", async () => {
  await using project = await testProject();
  await project.run(() => {
    assert.match(inc(1).hash, /^[0-9a-f]{64}$/);
    assert.equal(inc(1).hash, inc(1).hash);
    const others = [inc(2), inc(-0), inc(0), add(1, 2), add(2, 1), inc(inc(1)), inc(NaN)];
    assert.equal(new Set(others.map((future) => future.hash)).size, others.length);
    return undefined;
  });
  assert.deepEqual(project.ran, []);
});

Deno.test("the args hash of Futures is the documented one, alone or beside other arguments", async () => {
  await using project = await testProject();
  const any = task((...args: unknown[]) => args.length);
  const sha = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
  await project.run(() => {
    const [one, two] = [inc(1), inc(2)];
    const cases: [string, Future<unknown>[], unknown[]][] = [
      ["81 d9ed0bf6", [one], [one]],
      ["82 d9ed0bf6 d9ed0bf6", [one, two], [one, two]],
      ["82 d9ed0bf6 d9ed0bf6", [two, two], [two, two]],
      ["82 01 d9ed0bf6", [one], [1, one]],
      ["81 82 d9ed0bf6 d9ed0bf6", [one, two], [[one, two]]],
    ];
    for (const [cbor, futures, args] of cases) {
      const skeleton = sha(Uint8Array.fromHex(cbor.replaceAll(" ", "")));
      const lines = ["merkl args 1", skeleton, ...futures.map(({ hash }) => hash)];
      const made = any(...args);
      assert.equal(made.argsHash, sha(lines.join("\n")));
      assert.deepEqual(made.parents, futures);
    }
    return undefined;
  });
});

Deno.test("outs: a number gives a tuple, names a record, infer either", async () => {
  await using project = await testProject();
  const pair = task({ outs: 2 }, (x: number) => [x, String(x)]);
  const named = task({ outs: ["half", "double"] }, (x: number) => ({ double: 2 * x, half: x / 2 }));
  const inferred = task({ outs: "infer" }, (x: number) => ({ low: x - 1, high: x + 1 }));
  const { value } = await project.run(() => {
    const [number, text] = pair(4);
    const { half, double } = named(4);
    const { low } = inferred(4);
    return { number, text, half, double, low };
  });
  assert.deepEqual(value, { number: 4, text: "4", half: 2, double: 8, low: 3 });
  assert.deepEqual(project.ran, ["pair", "named", "inferred"]);
});

Deno.test("outs: a function of the arguments sizes them when the graph is built", async () => {
  await using project = await testProject();
  const parts = task(
    { outs: (_text: unknown, count: unknown) => count as number },
    (text: string, count: number) => Array.from({ length: count }, (_, i) => text + i),
  );
  const { value } = await project.run(() => parts("p", 3));
  assert.deepEqual(value, ["p0", "p1", "p2"]);
});

Deno.test("when a task with several outs runs, all its outs are stored", async () => {
  await using project = await testProject();
  const two = task({ outs: ["a", "b"] }, () => ({ a: 1, b: 2 }));
  await project.run(() => two().a);
  project.reset();
  const { value } = await project.run(() => two().b);
  assert.equal(value, 2);
  assert.deepEqual(project.ran, []);
});

Deno.test("outs that can't be are refused when the task is first called", async () => {
  await using project = await testProject();
  for (const outs of [0, -1, 1.5, [], ["a", "a"], [""]]) {
    const bad = task({ outs: outs as unknown as number }, () => [] as unknown as [number]);
    await assert.rejects(project.run(() => bad()), { code: "bad-outs" });
  }
});

Deno.test("a body that gives other outs than declared is refused, naming both", async () => {
  await using project = await testProject();
  const short = task({ outs: 3 }, () => [1, 2] as unknown as [number, number, number]);
  await assert.rejects(project.run(() => short()), {
    code: "wrong-outs",
    message: "short should return an array of 3 values, but returned an array of 2",
  });
  const wrong = task({ outs: ["a", "b"] }, () => ({ a: 1, c: 2 }) as unknown as { a: 1; b: 2 });
  await assert.rejects(project.run(() => wrong()), {
    message: "wrong should return an object with a and b, but returned one with a and c",
  });
});

Deno.test("outs: infer refuses returns that are no literal or that differ", async () => {
  await using project = await testProject();
  const vague = task({ outs: "infer" }, (x: number) => {
    const result = { x };
    return result;
  });
  await assert.rejects(project.run(() => vague(1)), { code: "cannot-infer-outs" });
});

Deno.test("the wrong number of arguments is refused at the call, with the signature", async () => {
  await using project = await testProject();
  const call = add as unknown as (...args: number[]) => unknown;
  await assert.rejects(project.run(() => call(1, 2, 3)), {
    code: "wrong-argument-count",
    message: "add was given 3 arguments, but takes 2 (a, b)",
  });
  const optional = task((a: number, b = 2, ...rest: number[]) => a + b + rest.length);
  const { value } = await project.run(() => [optional(1), optional(1, 1), optional(1, 1, 1, 1)]);
  assert.deepEqual(value, [3, 2, 4]);
});

Deno.test("arguments are taken at the call: a later change is an error, a body's own is not", async () => {
  await using project = await testProject();
  const total = task((list: number[]) => {
    list.push(100);
    return list.length;
  });
  const kept = [1, 2];
  assert.equal((await project.run(() => total(kept))).value, 3);
  assert.deepEqual(kept, [1, 2]);
  const changed = [1, 2];
  await assert.rejects(
    project.run(() => {
      const future = total(changed);
      changed.push(3);
      // another hash than the call above
      return [future, total([9, changed.length])];
    }, { force: true }),
    { code: "argument-mutated", name: "ArgumentMutatedError" },
  );
});

Deno.test("every body gets its own copy of a value, the same fresh as from the cache", async () => {
  await using project = await testProject();
  const list = task(() => [1, 2, 3]);
  const popped = task((items: number[], salt: number) => [items.pop(), items.length, salt]);
  const wire = () => {
    const items = list();
    return { a: popped(items, 1), b: popped(items, 2), items };
  };
  const expected = { a: [3, 2, 1], b: [3, 2, 2], items: [1, 2, 3] };
  assert.deepEqual((await project.run(wire)).value, expected);
  assert.deepEqual((await project.run(wire)).value, expected);
  const forced = (await project.run(wire, { force: true })).value;
  assert.deepEqual(forced, expected);
});

Deno.test("share: true hands all bodies the same object", async () => {
  await using project = await testProject();
  const big = task({ share: true }, () => ({ seen: 0 }));
  const look = task({ cache: false }, (value: { seen: number }, _salt: number) => ++value.seen);
  const { value } = await project.run(() => {
    const future = big();
    return [look(future, 1), look(future, 2)];
  });
  assert.deepEqual(value, [1, 2]);
});

Deno.test("Futures inside arrays and plain objects are replaced by their values", async () => {
  await using project = await testProject();
  const sum = task((parts: { list: number[]; deep: { x: number } }) =>
    parts.list.reduce((a, b) => a + b, 0) + parts.deep.x
  );
  const { value } = await project.run(() =>
    sum({ list: [inc(1), 5, inc(2)], deep: { x: inc(9) } })
  );
  assert.equal(value, 2 + 5 + 3 + 10);
});

Deno.test("a Future used as if it were a value says which task it came from", async () => {
  await using project = await testProject();
  await project.run(() => {
    const future = inc(1);
    const uses: (() => unknown)[] = [
      () => `${future}`,
      () => (future as unknown as number) + 1,
      () => JSON.stringify({ future }),
      () => [...(future as unknown as Iterable<unknown>)],
    ];
    for (const use of uses) {
      assert.throws(use, {
        code: "future-access",
        name: "FutureAccessError",
        message: /^The Future of inc was /,
      });
    }
    return undefined;
  });
});

Deno.test("an async function that returns a Future doesn't evaluate it", async () => {
  await using project = await testProject();
  const wire = async () => {
    await Promise.resolve();
    return inc(1);
  };
  const future = await wire();
  assert.ok(future instanceof Future);
  assert.deepEqual(project.ran, []);
});

Deno.test("task.eval() evaluates through the cache, task.fn is the raw function", async () => {
  await using project = await testProject();
  await project.run(async () => {
    assert.equal(await inc.eval(1), 2);
    assert.equal(await inc.eval(inc(1)), 3);
    assert.equal(inc.fn(7), 8);
    return undefined;
  });
  assert.deepEqual(project.ran, ["inc", "inc"]);
});

Deno.test("nested evaluation inside a body goes on without taking up a slot", async () => {
  await using project = await testProject();
  const outer = task(async (x: number) => (await inc(x).eval()) + (await add(x, 1).eval()));
  const { value } = await project.run(() => outer(1), { jobs: 1 });
  assert.equal(value, 4);
  assert.deepEqual(project.ran, ["outer", "inc", "add"]);
});

Deno.test("a body that evaluates what waits for it is refused", async () => {
  await using project = await testProject();
  const held: { future?: Future<number> } = {};
  const first = task(
    { hashKey: "cycle-first" },
    async (): Promise<number> => await held.future!.eval(),
  );
  await assert.rejects(
    project.run(() => {
      held.future = inc(first());
      return held.future;
    }),
    { code: "evaluation-cycle" },
  );
});

Deno.test("ignoreArgs: what is ignored is passed on but doesn't count", async () => {
  await using project = await testProject();
  const seen: unknown[] = [];
  const log = task({ ignoreArgs: ["verbose"], deps: [seen] }, (x: number, verbose: boolean) => {
    return [x, verbose];
  });
  const { value } = await project.run(() => [log(1, true), log(1, false)]);
  assert.deepEqual(value, [[1, true], [1, true]]);
  await assert.rejects(
    project.run(() =>
      task({ ignoreArgs: ["verbos"] }, (x: number, verbose: boolean) => [x, verbose])(1, true)
    ),
    { code: "bad-task-option" },
  );
});

Deno.test("inCache(), clearCache() and metadata() of a Future", async () => {
  await using project = await testProject();
  const noted = task((x: number) => {
    context().setMetadata({ squared: x * x });
    return x;
  });
  await project.run(async () => {
    const future = noted(3);
    assert.equal(await future.inCache(), false);
    assert.equal(await future.metadata(), undefined);
    await future.eval();
    assert.equal(await future.inCache(), true);
    assert.deepEqual(await future.metadata(), { squared: 9 });
    await future.clearCache();
    assert.equal(await future.inCache(), false);
    return undefined;
  });
});

Deno.test("an unknown or malformed option is refused with the nearest name", () => {
  const options = (given: Record<string, unknown>) => () => task(given as never, () => 1);
  assert.throws(options({ hashmode: "deps" }), {
    code: "unknown-task-option",
    message: 'task() has no option "hashmode"; did you mean "hashMode"?',
  });
  assert.throws(options({ hashMode: "all" }), { code: "bad-task-option" });
  assert.throws(options({ retries: -1 }), { code: "bad-task-option" });
  assert.throws(() => task("x" as never), { code: "not-a-function" });
});

Deno.test("one version pin for different code in a process is refused, naming both", async () => {
  await using project = await testProject();
  const a = task({ hashKey: "pinned" }, (x: number) => x + 1);
  const b = task({ hashKey: "pinned" }, (x: number) => x + 2);
  await project.run(() => a(1));
  await assert.rejects(project.run(() => b(1)), { code: "pin-conflict" });
});

Deno.test("two Futures for one path are refused, naming both places", async () => {
  await using project = await testProject();
  await assert.rejects(
    project.run(() => [inc(1).to("x.json"), inc(2).to("x.json")]),
    { code: "output-conflict" },
  );
  assert.deepEqual(project.ran, []);
});

Deno.test("two Futures for one file under two names are refused", async () => {
  await using project = await testProject();
  Deno.mkdirSync(`${project.root}/real`);
  Deno.symlinkSync("real", `${project.root}/link`);
  Deno.symlinkSync("real/y.json", `${project.root}/y.json`);
  const wires = [
    () => [inc(1).to("real/x.json"), inc(2).to("link/x.json")],
    () => [inc(1).to("link/new/x.json"), inc(2).to("real/new/x.json")],
    () => [inc(1).to("real/y.json"), inc(2).to("y.json")],
  ];
  Deno.writeTextFileSync(`${project.root}/real/y.json`, "0");
  for (const wire of wires) {
    await assert.rejects(project.run(wire), { code: "output-conflict" });
  }
  await project.run(() => [inc(1).to("real/x.json"), inc(1).to("link/x.json")]);
  assert.equal(Deno.readTextFileSync(`${project.root}/real/x.json`).trim(), "2");
});

Deno.test("an output named twice gets what either call asks for; two serializers are refused", async () => {
  await using project = await testProject();
  await project.run(() => {
    inc(1).to("x.json").to("x.json", { sidecar: true });
    inc(2).to("y.json", { sidecar: true }).to("y.json");
    inc(3).to("z.txt").to("z.txt", { serializer: "json" });
  });
  for (const path of ["x.json.merkl", "y.json.merkl"]) {
    assert.ok(Deno.statSync(`${project.root}/${path}`).isFile);
  }
  assert.equal(JSON.parse(Deno.readTextFileSync(`${project.root}/z.txt`)), 4);
  await assert.rejects(
    project.run(() => {
      inc(1).to("a.x", { serializer: "json" }).to("a.x", { serializer: "value" });
    }),
    { code: "output-conflict", message: /a\.x is written by two serializers: json@1 and value@1$/ },
  );
});

Deno.test("an output can't be the sidecar of another one", async () => {
  await using project = await testProject();
  const sidecar = () => inc(1).to("x.json", { sidecar: true });
  const file = () => inc(2).to("x.json.merkl", { serializer: "json" });
  for (
    const [writes, said] of [
      [[sidecar, file], /x\.json\.merkl: those of the sidecar of inc\(1\) and inc\(2\)$/],
      [[file, sidecar], /x\.json\.merkl: those of inc\(2\) and the sidecar of inc\(1\)$/],
    ] as const
  ) {
    await assert.rejects(project.run(() => writes.map((write) => write())), {
      code: "output-conflict",
      message: said,
    });
  }
});

Deno.test("to() writes, leaves alone what is up to date, and restores what was deleted or edited", async () => {
  await using project = await testProject();
  const path = `${project.root}/out/x.json`;
  const wire = () => {
    inc(1).to("out/x.json");
    return undefined;
  };
  const how = () => project.events.flatMap((event) => event.kind === "output" ? [event.how] : []);
  await project.run(wire);
  assert.deepEqual(how(), ["written"]);
  assert.equal(Deno.readTextFileSync(path), "2\n");
  project.reset();
  await project.run(wire);
  assert.deepEqual(how(), ["unchanged"]);
  project.reset();
  Deno.removeSync(path);
  await project.run(wire);
  Deno.writeTextFileSync(path, "edited");
  await project.run(wire);
  assert.deepEqual(how(), ["restored", "restored"]);
  assert.equal(Deno.readTextFileSync(path), "2\n");
  assert.deepEqual(project.ran, []);
});

Deno.test("readFuture() counts by content, and gives text, bytes, JSON or lines", async () => {
  await using project = await testProject();
  const file = `${project.root}/in.json`;
  const size = task((value: unknown) => JSON.stringify(value).length);
  const wire = () => size(readFuture("in.json", { as: "json" }));
  Deno.writeTextFileSync(file, "[1]");
  assert.equal((await project.run(wire)).value, 3);
  Deno.writeTextFileSync(file, "[1, 2]");
  assert.equal((await project.run(wire)).value, 5);
  Deno.writeTextFileSync(file, "[1]");
  await project.run(wire);
  assert.deepEqual(project.ran, ["size", "size"]);
  const { value } = await project.run(() => ({
    text: readFuture("in.json"),
    bytes: readFuture("in.json", { as: "bytes" }),
    lines: readFuture("in.json", { as: "lines" }),
  }));
  assert.deepEqual(value, { text: "[1]", bytes: new TextEncoder().encode("[1]"), lines: ["[1]"] });
});

Deno.test("a missing input is an error that names near files", async () => {
  await using project = await testProject();
  Deno.writeTextFileSync(`${project.root}/train.csv`, "");
  await assert.rejects(project.run(() => readFuture("tran.csv")), {
    code: "file-missing",
    hint: /train\.csv/,
  });
});

Deno.test("an input that changes while its body runs is refused, and nothing is recorded", async () => {
  await using project = await testProject();
  const file = `${project.root}/in.txt`;
  Deno.writeTextFileSync(file, "before");
  const meddle = task({ ignoreArgs: ["path"] }, (text: string, path: string) => {
    Deno.writeTextFileSync(path, "something else");
    return text;
  });
  const future = () => meddle(readFuture("in.txt"), file);
  await assert.rejects(project.run(future), { code: "input-changed", name: "InputChangedError" });
  Deno.writeTextFileSync(file, "before");
  await project.run(async () => assert.equal(await future().inCache(), false));
});

Deno.test("a failing body names task, place and arguments, and keeps its cause", async () => {
  await using project = await testProject();
  const explode = task((x: { n: number }) => {
    throw new RangeError(`no ${x.n}`);
  });
  await assert.rejects(
    project.run(() => explode({ n: 3 })),
    (error: Error & { place?: { file: string } }) => {
      assert.equal(error.message, "explode({ n: 3 }) failed: RangeError: no 3");
      assert.ok(error.place?.file.endsWith("task_test.ts"));
      assert.ok(error.cause instanceof RangeError);
      return true;
    },
  );
});

Deno.test("a result that can't be stored names the path to it", async () => {
  await using project = await testProject();
  const bad = task(() => ({ deep: [new WeakMap()] }));
  await assert.rejects(project.run(() => bad()), {
    code: "cannot-serialize",
    message: /deep\[0\]/,
  });
});

Deno.test("several projects live in one process", async () => {
  await using one = await testProject();
  await using two = await openProject({ root: one.root, cache: null });
  assert.equal((await one.run(() => inc(1))).value, 2);
  assert.equal((await two.run(() => inc(1))).value, 2);
  assert.equal((await two.run(() => inc(1))).summary.run, 1);
});

Deno.test("generator functions are refused, with the way out", () => {
  const take = task as unknown as (fn: unknown) => unknown;
  for (const fn of [function* () {}, async function* () {}]) {
    assert.throws(() => take(fn), { code: "generator-task", hint: /Collect what it yields/ });
  }
});
