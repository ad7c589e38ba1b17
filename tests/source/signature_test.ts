/** Parameters and outs are read from the source. */

import assert from "node:assert/strict";
import { analyze } from "./rig.ts";

Deno.test("parameters are read as written", async () => {
  const { params, signature } = await analyze(
    "task((a: string | number, { b, c = 1 }: { b: number; c?: number }, d = [1, 2], e?: Map<string, number>, ...f: number[]) => 1);",
  );
  assert.deepEqual(params, [
    { name: "a", optional: false, rest: false, type: "string | number" },
    {
      name: "arg1",
      optional: false,
      rest: false,
      type: "{ b: number; c?: number }",
      members: [{ name: "b" }, { name: "c", default: "1" }],
    },
    { name: "d", optional: true, rest: false, default: "[1, 2]" },
    { name: "e", optional: true, rest: false, type: "Map<string, number>" },
    { name: "f", optional: false, rest: true, type: "number[]" },
  ]);
  assert.equal(
    signature,
    "(a: string | number, { b, c = 1 }: { b: number; c?: number }, d = [1, 2], e?: Map<string, number>, ...f: number[])",
  );
});

Deno.test("a signature is one line without comments", async () => {
  const { signature } = await analyze(
    "task((\n  a: number, // first\n  /* x */ b: {\n    c: 1;\n  },\n) => a);",
  );
  assert.equal(signature, "(a: number, b: { c: 1; })");
});

Deno.test("a pattern with a rest or a computed key tells no members", async () => {
  const { params } = await analyze(
    "const k = 'x'; task(({ a, ...rest }: any, { [k]: b }: any, [c]: any) => [a, rest, b, c]);",
  );
  assert.deepEqual(params.map((p) => "members" in p), [false, false, false]);
});

Deno.test("a parameter for the type of this is none", async () => {
  const { params } = await analyze("task(function (this: void, a: number) { return a; });");
  assert.deepEqual(params.map((p) => p.name), ["a"]);
});

const OUTS: readonly (readonly [string, unknown])[] = [
  ["() => [1, 2]", { kind: "tuple", length: 2 }],
  ["() => ({ a: 1, 'b': 2, 3: 3, c() {} })", { kind: "record", keys: ["a", "b", "3", "c"] }],
  ["() => { return { a: 1 } as const; }", { kind: "record", keys: ["a"] }],
  ["() => { const f = () => { return 1; }; return [f()]; }", { kind: "tuple", length: 1 }],
  ["(x: boolean) => { if (x) return { a: 1, b: 2 }; return { b: 1, a: 2 }; }", {
    kind: "record",
    keys: ["a", "b"],
  }],
  ["async () => { try { return [1]; } finally { 1; } }", { kind: "tuple", length: 1 }],
];

for (const [text, outs] of OUTS) {
  Deno.test(`outs of ${text}`, async () => {
    assert.deepEqual((await analyze(`task(${text});`)).inferredOuts, outs);
  });
}

const NO_OUTS: readonly (readonly [string, RegExp, string])[] = [
  ["(x: boolean) => { if (x) return [1]; return [1, 2]; }", /other outs/, "return [1, 2];"],
  ["(x: boolean) => { if (x) return [1]; return { a: 1 }; }", /other outs/, "return { a: 1 };"],
  ["(x: boolean) => { if (x) return; return [1]; }", /no value/, "return;"],
  ["(x: string) => ({ [x]: 1 })", /computed key/, "[x]: 1"],
  ["(x: object) => ({ ...x })", /spread/, "...x"],
  ["(x: number[]) => [...x]", /spread/, "...x"],
  ["() => 5", /neither/, "5"],
  ["() => { 1; }", /returns nothing/, "() => { 1; }"],
  ["function* () { return [1]; }", /generator/, "function* () { return [1]; }"],
];

for (const [text, why, at] of NO_OUTS) {
  Deno.test(`no outs of ${text}`, async () => {
    const { inferredOuts } = await analyze(`task(${text});`);
    assert.equal(inferredOuts.kind, "none");
    if (inferredOuts.kind !== "none") return;
    assert.match(inferredOuts.why, why);
    assert.equal(inferredOuts.place.column, `task(${text});`.indexOf(at) + 1);
  });
}
