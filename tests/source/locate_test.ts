/** Functions are found from the place where they are handed over. */

import assert from "node:assert/strict";
import type { Analysis } from "../../lib/source/types.ts";
import { analyze, analyzeAll, keyOf, type Sources, withImport } from "./rig.ts";

function body(analysis: Analysis): string {
  const dep = analysis.deps.find((d) => d.name === "(body)")!;
  return analysis.sources.get(dep.hash)!;
}

/** A call, and a part of the text of the function that it must find. */
const FORMS: readonly (readonly [string, Sources | string, string])[] = [
  ["an arrow", "task((a: number) => a + 11);", "a + 11"],
  ["a function expression", "task(function (a: number) { return a + 11; });", "a + 11"],
  [
    "a declared function, later in the file",
    "task(f); function f(a: number) { return a + 11; }",
    "a + 11",
  ],
  ["a constant", "const f = async (a: number) => a + 11; task(f);", "a + 11"],
  ["a constant of a constant", "const f = (a: number) => a + 11; const g = f; task(g);", "a + 11"],
  ["an imported function", {
    "main.ts": withImport(`import { g } from "./o.ts"; task(g);`),
    "o.ts": "const f = (a: number) => a + 11; export { f as g };",
  }, "a + 11"],
  ["a member of an imported namespace", {
    "main.ts": withImport(`import * as o from "./o.ts"; task(o.f);`),
    "o.ts": "export const f = (a: number) => a + 11;",
  }, "a + 11"],
  ["options first", `task({ outs: 2, name: "x" }, (a: number) => a + 11);`, "a + 11"],
  [
    "options with functions of their own",
    "task({ outs: () => 2, n: (b: any, c: any) => b }, (a: number) => a + 11);",
    "a + 11",
  ],
  [
    "two functions alike but for their text",
    "task((a: any) => a + 1, (a: number) => a + 11);",
    "a + 11",
  ],
  [
    "batch",
    "const one = task((a: number) => a); batch(one, (list: number[], b: number) => list.map((a) => a + 11 + b));",
    "(a + 11) + b",
  ],
  ["pipeline", "pipeline((a = 3) => a + 11);", "a + 11"],
  ["an object that holds it", "task({ run: (a: number) => a + 11 });", "a + 11"],
  [
    "a wrapper helper",
    "const wrap = (fn: any) => task({ x: 1 }, fn); wrap((a: number) => a + 11);",
    "a + 11",
  ],
  ["a wrapper of a wrapper in another file", {
    "main.ts": withImport(`import { outer } from "./o.ts"; outer("n", (a: number) => a + 11);`),
    "o.ts": withImport(
      "const inner = (...args: [any]) => task(...args); export function outer(_n: string, { call }: any) { return inner(call); }",
    ).replace("{ call }: any", "fn: any").replace("inner(call)", "inner(fn)"),
  }, "a + 11"],
  ["a method chain", "task((a: number) => a + 11).fn;", "a + 11"],
  [
    "a call spread over lines",
    "task<\n  any\n>(\n  { name: 'x' },\n  // here\n  (a: number) => a + 11,\n);",
    "a + 11",
  ],
  ["nested calls", "const same = (f: any) => f; task(same((a: number) => a + 11));", "a + 11"],
  ["two calls on one line", "task((a: number) => a + 10); task((a: number) => a + 11);", "a + 11"],
  ["a class field", "class A { static t = task((a: number) => a + 11); } A.t;", "a + 11"],
  ["characters of two units", "const s = '😀'; task((a: number) => a + 11 + s.length);", "a + 11"],
];

for (const [what, sources, text] of FORMS) {
  Deno.test(`finds the function of ${what}`, async () => {
    const analysis = await analyze(sources);
    assert.ok(body(analysis).includes(text), body(analysis));
    assert.deepEqual(analysis.warnings, []);
  });
}

Deno.test("finds the function after CRLF, lone CR and a byte order mark", async () => {
  const text = "\ufeff" +
    withImport("// one\r\n/* two\rthree */\r\ntask((a: number) =>\r\n a + 11);");
  assert.ok(body(await analyze({ "main.ts": text })).includes("a + 11"));
});

Deno.test("a method counts with the whole object that it is a member of", async () => {
  const key = (k: number) => keyOf(`const o = { f(a: number) { return a; }, k: ${k} }; task(o.f);`);
  assert.notEqual(await key(1), await key(2));
  const { params } = await analyze("const o = { f(list: number[]) { return list; } }; task(o.f);");
  assert.equal(params[0]!.name, "list");
});

const BINDINGS: readonly (readonly [string, string | undefined, boolean])[] = [
  ["const train = task(() => 1);", "train", true],
  ["export const train = task(() => 1);", "train", true],
  ["export default task(() => 1);", "default", true],
  ["const all = { train: task(() => 1) };", "all.train", true],
  ["const wrap = (fn: any) => task(fn); const train = wrap(() => 1);", "train", true],
  ["class A { static train = task(() => 1); } A;", "A.train", true],
  ["task(() => 1);", undefined, true],
  ["const make = () => { const train = task(() => 1); return train; }; make();", "train", false],
  ["for (const _ of [1]) { const train = task(() => 1); train; }", "train", false],
];

for (const [text, binding, moduleLevel] of BINDINGS) {
  Deno.test(`tells what a task is bound to: ${text}`, async () => {
    const analysis = await analyze(text);
    assert.equal(analysis.binding, binding);
    assert.equal(analysis.moduleLevel, moduleLevel);
  });
}

const GENERATED = `const make = new Function("return (a, b = 1) => [a, b]"); task(make());`;

Deno.test("a function that is not in any file of the stack is refused", async () => {
  await assert.rejects(analyze(GENERATED), { code: "unlocatable-function" });
});

Deno.test("a pinned function that is not in any file is described by its own text", async () => {
  const analysis = await analyze(GENERATED, { pinned: true });
  assert.deepEqual(analysis.warnings, []);
  assert.deepEqual(analysis.params.map((p) => p.name), ["a", "b"]);
  assert.deepEqual(analysis.inferredOuts, { kind: "tuple", length: 2 });
});

Deno.test("a file that can't be parsed any more counts as a whole, with a warning", async () => {
  const sources = { "main.ts": withImport("task((a: number) => a);") };
  const breakWith = (text: string) => ({
    before: (folder: string) =>
      Deno.writeTextFileSync(`${folder}/main.ts`, sources["main.ts"] + text),
  });
  const one = await analyze(sources, breakWith("const = 1"));
  assert.deepEqual(one.warnings.map((w) => w.code), ["unparsable-file"]);
  assert.equal(one.warnings[0]!.place!.line, 2);
  assert.notEqual(one.codeHash, (await analyze(sources, breakWith("const = 2"))).codeHash);
});

Deno.test("a function in the place of another is not taken for it", async () => {
  const sources = { "main.ts": withImport("task((a: number) => a);") };
  const before = (folder: string) =>
    Deno.writeTextFileSync(
      `${folder}/main.ts`,
      withImport("task((a: number, b: number) => a + b);"),
    );
  await assert.rejects(analyze(sources, { before }), { code: "unlocatable-function" });
});

Deno.test("the tasks of one file are told apart", async () => {
  const text = Array.from({ length: 20 }, (_, i) => `task((a: number) => a + ${i});`).join(" ");
  const analyses = await analyzeAll({ "main.ts": withImport(text) });
  assert.equal(new Set(analyses.map((a) => a().codeHash)).size, 20);
});

Deno.test("a function that is found by its text alone is followed as any other", async () => {
  const sources = (k: number) => ({
    "main.ts": withImport(
      `const used = ${k}; const pick = () => { const near = used; return { f: [(a: number) => a + used + near] }; };
       const { f } = pick(); const list = [1].map((x) => { const y = x; return y; }); task(f[0]!); list;`,
    ),
  });
  const one = await analyze(sources(1));
  assert.deepEqual(one.warnings, []);
  assert.deepEqual(one.deps.map((d) => d.name), ["(body)", "near", "used"]);
  assert.notEqual(one.codeHash, (await analyze(sources(2))).codeHash);
});

Deno.test("a task made by a method of a local value is found", async () => {
  const text = `const make = (o: { define(f: unknown): void }) => { const k = 1; const g = () => k;
    [1].forEach(() => { const z = 2; z; }); o.define((a: number) => a + g()); };
    make({ define: (f) => task(f) });`;
  const { deps, warnings } = await analyze(text);
  assert.deepEqual(warnings, []);
  assert.deepEqual(deps.map((d) => d.name), ["(body)", "g", "k"]);
});
