/** Tasks over lists: which items reach the function, and whose entries they are. */

import assert from "node:assert/strict";
import { batch, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

/** What the functions below were given since the last look; hashed by nobody. */
const seen: unknown[] = [];
(globalThis as unknown as { saw: (value: unknown) => void }).saw = (value) => void seen.push(value);
declare const saw: (value: unknown) => void;
const looked = (): unknown[] => seen.splice(0);

const double = task((n: number) => {
  saw(n);
  return 2 * n;
});
const doubles = batch(double, (ns) => {
  saw(ns);
  return ns.map((n) => 2 * n);
});
const inc = task((n: number) => n + 1);
const half = task((n: number) => Math.floor(n / 2));

Deno.test("only items that aren't cached reach the function, in order, equal ones once", async () => {
  await using project = await testProject();
  looked();
  const first = await project.run(() => doubles([3, 1, 3, 2]));
  assert.deepEqual(first.value, [6, 2, 6, 4]);
  assert.deepEqual(looked(), [[3, 1, 2]]);
  assert.equal(first.summary.run, 3);
  const second = await project.run(() => doubles([5, 2, 4, 3, 5]));
  assert.deepEqual(second.value, [10, 4, 8, 6, 10]);
  assert.deepEqual(looked(), [[5, 4]]);
  assert.deepEqual([second.summary.cached, second.summary.run], [2, 2]);
  const third = await project.run(() => doubles([1, 2, 3, 4, 5]));
  assert.deepEqual(third.value, [2, 4, 6, 8, 10]);
  assert.deepEqual(looked(), []);
  assert.deepEqual(project.ran, ["doubles", "doubles"]);
});

Deno.test("entries are shared with the single task in both directions", async () => {
  await using project = await testProject();
  await project.run(() => double(7));
  looked();
  await project.run(() => doubles([7, 8]));
  assert.deepEqual(looked(), [[8]]);
  assert.equal((await project.run(() => double(8))).value, 16);
  assert.deepEqual(looked(), []);
  await project.run(() => {
    assert.equal(doubles([7])[0]!.hash, double(7).hash);
    return undefined;
  });
});

Deno.test("no items, one item, and calls apart", async () => {
  await using project = await testProject();
  assert.deepEqual((await project.run(() => doubles([]))).value, []);
  assert.deepEqual(project.ran, []);
  looked();
  const { value } = await project.run(() => [doubles([1]), doubles([2, 3])]);
  assert.deepEqual(value, [[2], [4, 6]]);
  assert.deepEqual(looked(), [[1], [2, 3]]);
});

Deno.test("an item that two calls have in common is made once", async () => {
  await using project = await testProject();
  looked();
  const { value } = await project.run(() => [doubles([1, 2]), doubles([2, 3]), double(3)]);
  assert.deepEqual(value, [[2, 4], [4, 6], 6]);
  const made = looked().flat();
  assert.deepEqual(made.toSorted(), [1, 2, 3]);
});

Deno.test("items may be Futures: the body waits for all that are wanted", async () => {
  await using project = await testProject();
  looked();
  const { value } = await project.run(() => doubles([inc(1), 10, inc(inc(1))]).map((n) => inc(n)));
  assert.deepEqual(value, [5, 21, 7]);
  assert.deepEqual(looked(), [[2, 10, 3]]);
  assert.deepEqual(project.ran, ["inc", "inc", "doubles", "inc", "inc", "inc"]);
});

Deno.test("only what is asked for is made", async () => {
  await using project = await testProject();
  looked();
  assert.equal((await project.run(() => doubles([1, 2, 3])[1]!)).value, 4);
  assert.deepEqual(looked(), [[2]]);
});

Deno.test("an item whose argument turns out the same as before is left out", async () => {
  await using project = await testProject();
  await project.run(() => doubles([half(4), half(10)]));
  looked();
  const { value, summary } = await project.run(() => doubles([half(5), half(20)]));
  assert.deepEqual(value, [4, 20]);
  assert.deepEqual(looked(), [[10]]);
  assert.equal(summary.cached, 1);
});

Deno.test("two batches that need items of each other don't wait for ever", async () => {
  await using project = await testProject();
  const { value } = await project.run(() => {
    const [four] = doubles([2]);
    const five = inc(four!);
    const [ten, twenty] = doubles([five, 10]);
    // the first item is one that an earlier call has already
    return [doubles([10, inc(ten!)]), twenty, doubles([inc(twenty!), 2])];
  });
  assert.deepEqual(value, [[20, 22], 20, [42, 4]]);
});

const render = task((text: string, font: string, size = 12) => `${text} ${font} ${size}`);
const renderAll = batch(render, (items) => {
  saw(items);
  return items.map(([text, font, size = 12]) => `${text} ${font} ${size}`);
});

Deno.test("with several parameters an item is the list of its arguments", async () => {
  await using project = await testProject();
  looked();
  const { value } = await project.run(() => [
    ...renderAll([["a", "serif"], ["b", "sans", 9]]),
    render("a", "serif"),
  ]);
  assert.deepEqual(value, ["a serif 12", "b sans 9", "a serif 12"]);
  assert.deepEqual(looked(), [[["a", "serif"], ["b", "sans", 9]]]);
  assert.deepEqual(project.ran, ["renderAll"]);
});

Deno.test("an item with the wrong number of arguments says which, at the user's call", async () => {
  await using project = await testProject();
  const call = renderAll as unknown as (items: unknown[]) => unknown;
  const wrong = () => call([["a", "b"], ["a", "b"], ["a", "b"], ["a", "b", 1, 2]]);
  await assert.rejects(
    project.run(wrong),
    (error: Error & { place: { file: string; line: number } }) => {
      assert.equal(
        error.message,
        "renderAll: item 3 has 4 arguments, but render takes 2 to 3 (text, font, size?)",
      );
      assert.match(error.place.file, /batch_test\.ts$/);
      const text = Deno.readTextFileSync(error.place.file).split("\n")[error.place.line - 1];
      assert.match(text!, /const wrong = \(\) => call/);
      return true;
    },
  );
  await assert.rejects(project.run(() => call([["a"]])), {
    code: "batch-item-count",
    message: "renderAll: item 0 has 1 argument, but render takes 2 to 3 (text, font, size?)",
  });
  await assert.rejects(project.run(() => call([["a", "b"], "ab"])), {
    code: "batch-item-shape",
    message:
      "renderAll: item 1 is a string, but should be an array of the arguments of render (text, font, size?)",
  });
});

Deno.test("a list is needed, and nothing behind it without options", async () => {
  await using project = await testProject();
  const call = doubles as unknown as (...args: unknown[]) => unknown;
  await assert.rejects(project.run(() => call(inc(1))), {
    code: "batch-needs-list",
    message: "doubles takes an array of items, but was given a Future",
  });
  await assert.rejects(project.run(() => call([1], 2)), {
    code: "batch-parameters",
    message: "doubles takes a list and nothing else, but was given 2 arguments",
  });
});

const scale = task((n: number, { by = 2, plus = 0 }: { by?: number; plus?: number } = {}) =>
  n * by + plus
);
const scaleAll = batch(
  scale,
  (ns, { plus = 0, by = 2 }: { by?: number; plus?: number } = {}) => {
    saw([ns, { by, plus }]);
    return ns.map((n) => n * by + plus);
  },
);

Deno.test("options are shared by all items, and those of the single task", async () => {
  await using project = await testProject();
  looked();
  const { value } = await project.run(() => [
    scaleAll([1, 2], { by: 3 }),
    scaleAll([1, 2]),
    scaleAll([5], { plus: inc(0) }),
    scale(2, { by: 3 }),
    scale(1),
  ]);
  assert.deepEqual(value, [[3, 6], [2, 4], [11], 6, 2]);
  assert.deepEqual(looked(), [
    [[1, 2], { by: 3, plus: 0 }],
    [[1, 2], { by: 2, plus: 0 }],
    [[5], { by: 2, plus: 1 }],
  ]);
  await assert.rejects(
    project.run(() => (scaleAll as unknown as (...args: unknown[]) => unknown)([1], { bye: 3 })),
    {
      code: "batch-option",
      message: "scaleAll has no option bye: those of scale are by and plus",
      hint: "Did you mean by?",
    },
  );
});

const other = task((n: number, { by = 2 } = {}) => n * by);
const otherAll = batch(other, (ns, { by = 3 }: { by?: number } = {}) => ns.map((n) => n * by));
const plain = task((n: number) => n);
const plainAll = batch(plain, ((ns: number[], { by = 3 } = {}) => ns.map((n) => n * by)) as never);
const wide = task((n: number, _a = 1, _b = 2) => n);
const wideAll = batch(wide, ((ns: number[], _a = 1, _b = 2) => ns) as never);

Deno.test("options with other names or defaults than the task's are refused", async () => {
  await using project = await testProject();
  await assert.rejects(project.run(() => otherAll([1])), {
    code: "batch-parameters",
    message: "otherAll takes options { by = 3 } = {}, but other takes { by = 2 } = {}",
  });
  await assert.rejects(project.run(() => (plainAll as unknown as typeof doubles)([1])), {
    message: /plainAll takes options, but plain \(n: number\) has none behind its other arguments/,
  });
  await assert.rejects(project.run(() => (wideAll as unknown as typeof doubles)([1])), {
    message: /should take the items and at most one object of options, but takes 3 parameters/,
  });
});

const divide = task({ outs: ["whole", "rest"] }, (a: number, b: number) => ({
  whole: Math.floor(a / b),
  rest: a % b,
}));
const divideAll = batch(
  divide,
  (pairs) => pairs.map(([a, b]) => ({ whole: Math.floor(a / b), rest: a % b })),
);
const pair = task({ outs: 2 }, (n: number) => [n, -n]);
const pairAll = batch(pair, (ns) => ns.map((n) => [n, -n]));

Deno.test("several outs for each item", async () => {
  await using project = await testProject();
  const { value } = await project.run(() => [divideAll([[7, 2], [9, 3]]), pairAll([1, 2])]);
  assert.deepEqual(value, [[{ whole: 3, rest: 1 }, { whole: 3, rest: 0 }], [[1, -1], [2, -2]]]);
  project.reset();
  assert.equal((await project.run(() => divide(7, 2).rest)).value, 1);
  assert.deepEqual(project.ran, []);
});

const short = task((n: number) => n);
const shortAll = batch(short, (ns) => ns.slice(1));
const lost = task((n: number) => n);
const lostAll = batch(lost, ((ns: number[]) => ns.length) as never);
const odd = task({ outs: ["a"] }, (n: number) => ({ a: n }));
const oddAll = batch(odd, ((ns: number[]) => ns.map((n) => n > 1 ? { b: n } : { a: n })) as never);

Deno.test("a wrong length or shape of what is returned says which and how many", async () => {
  await using project = await testProject();
  await assert.rejects(project.run(() => shortAll([1, 2, 3])), {
    code: "batch-result",
    message:
      "shortAll should return an array of 3 values, one for each item that it was given, but returned an array of 2",
  });
  await assert.rejects(project.run(() => lostAll([1])), {
    message: /an array of 1 value, .* but returned a number/,
  });
  await assert.rejects(project.run(() => oddAll([1, 2])), {
    code: "wrong-outs",
    message: "oddAll, for item 1, should return an object with a, but returned one with b",
  });
  project.reset();
  await project.run(() => odd(1));
  assert.deepEqual(project.ran, ["odd"], "nothing of a failed batch is kept");
});

const twice = task((n: number) => n);
const twiceA = batch(twice, (ns) => ns);
const twiceB = batch(twice, (ns) => [...ns]);

const gap = task((n: number) => n);
const gapAll = batch(gap, (ns) => {
  const values = new Array<number>(ns.length);
  values[0] = 1;
  return values;
});
const pending = task((n: number) => n);
const pendingAll = batch(
  pending,
  ((ns: number[]) => ns.map((n) => Promise.resolve(n))) as unknown as (ns: number[]) => number[],
);

Deno.test("a batch that leaves an item out, or doesn't wait for its values, is told which", async () => {
  await using project = await testProject();
  await assert.rejects(project.run(() => gapAll([1, 2])), {
    code: "batch-result",
    message: "gapAll returned an array with nothing in it for item 1",
  });
  await assert.rejects(project.run(() => pendingAll([1, 2])), {
    code: "batch-result",
    message: "pendingAll returned a promise for item 0, but its value is needed",
    hint: /Promise\.all/,
  });
});

Deno.test("a task used twice as a batch's single is refused, naming both places", async () => {
  await using project = await testProject();
  await assert.rejects(
    project.run(() => twiceA([1])),
    (error: Error & { code: string; place: { line: number }; related: { line: number }[] }) => {
      assert.equal(error.code, "batched-twice");
      assert.equal(error.place.line, error.related[0]!.line + 1);
      return true;
    },
  );
  await assert.rejects(project.run(() => twiceB([1])), { code: "batched-twice" });
});

Deno.test("a batch elsewhere than beside its task is refused with the way out", async () => {
  await using project = await testProject();
  const here = batch(inc, (ns) => ns.map((n) => n + 1));
  await assert.rejects(project.run(() => here([1])), {
    code: "batch-elsewhere",
    message: /here is a batch over inc, but is not found at the top level of the module/,
    hint: /Write `const here = batch\(inc, fn\)` beside inc/,
  });
});

Deno.test("what is no batch is refused at once", () => {
  const call = batch as unknown as (...args: unknown[]) => unknown;
  for (const args of [[], [1], [double], [double, double], [double, 1], [() => 1, () => 1]]) {
    assert.throws(() => call(...args), { code: "bad-batch" });
  }
  assert.throws(() => call({ outs: "infer" }, () => []), { code: "bad-task-option" });
  assert.throws(() => call({ out: 2 }, () => []), { code: "unknown-task-option" });
});

Deno.test("a batch without a task has entries of its own for each item", async () => {
  await using project = await testProject();
  const negate = (ns: number[], { by = 1 }: { by?: number } = {}) => {
    saw(ns);
    return Promise.resolve(ns.map((n) => -n * by));
  };
  const negated = batch(negate);
  const divided = batch({ outs: ["a", "b"] }, (ns: number[]) => ns.map((n) => ({ a: n, b: -n })));
  looked();
  const { value } = await project.run(
    () => [negated([1, 2, 1]), negated([2], { by: 2 }), divided([3])],
  );
  assert.deepEqual(value, [[-1, -2, -1], [-4], [{ a: 3, b: -3 }]]);
  assert.deepEqual(looked(), [[1, 2], [2]]);
  await project.run(() => negated([2, 3]));
  assert.deepEqual(looked(), [[3]]);
  await project.run(() => {
    const whole = task(negate);
    assert.notEqual(negated([1])[0]!.hash, (whole as unknown as typeof double)(1).hash);
    return undefined;
  });
  assert.deepEqual(await negated.fn([4]), [-4]);
});

const failing = task((n: number) => n);
const failingAll = batch(failing, (ns) => {
  if (ns.includes(13)) throw new Error("unlucky");
  return ns;
});
const bad = task((_n: number): number => {
  throw new Error("bad");
});

Deno.test("a batch that fails fails as one; items that can't be had don't keep the others", async () => {
  await using project = await testProject();
  await assert.rejects(project.run(() => failingAll([1, 13])), {
    code: "task-failed",
    message: "failingAll(2 items) failed: Error: unlucky",
  });
  assert.equal(project.events.filter((event) => event.kind === "failed").length, 1);
  project.reset();
  await assert.rejects(project.run(() => failingAll([1, bad(2), 3]), { keepGoing: true }));
  assert.deepEqual(project.ran, ["bad", "failingAll"]);
  project.reset();
  await project.run(() => failingAll([1, 3]));
  assert.deepEqual(project.ran, []);
});

Deno.test("eval gives the values, also in a body", async () => {
  await using project = await testProject();
  const outer = task(async (n: number) => (await doubles.eval([n, n + 1])).reduce((a, b) => a + b));
  const { value } = await project.run(() => outer(1));
  assert.equal(value, 6);
  assert.deepEqual(project.ran, ["outer", "doubles"]);
});

const cyclic = task((n: number) => n);
const cyclicAll = batch(cyclic, async (ns): Promise<number[]> => {
  if (ns.length > 1) await inc.eval(cyclic(2));
  return ns;
});

Deno.test("a body that waits for an item that it makes itself is refused", async () => {
  await using project = await testProject();
  await assert.rejects(project.run(() => cyclicAll([1, 2])), { code: "evaluation-cycle" });
});

Deno.test("100,000 items are made and looked up in time that grows with their number", async () => {
  await using project = await testProject();
  looked();
  const items = Array.from({ length: 100_000 }, (_, i) => i);
  const first = await project.run(() => doubles(items));
  assert.equal((first.value as number[])[99_999], 199_998);
  assert.equal(looked().length, 1);
  const second = await project.run(() => doubles(items));
  assert.equal(second.summary.cached, 100_000);
  assert.deepEqual(project.ran, ["doubles"]);
});
