/** Hash modes, exact code, pins, and what is remembered. */

import assert from "node:assert/strict";
import { analyze, CountingMemo, keyOf, type RigOptions, type Sources, withImport } from "./rig.ts";

Deno.test("function mode counts the body alone", async () => {
  const key = (k: number, body = "k") =>
    keyOf(`const k = ${k}; task(() => ${body});`, { hashMode: "function" });
  assert.equal(await key(1), await key(2));
  assert.notEqual(await key(1), await key(1, "k + 1"));
});

Deno.test("function mode refuses captured variables and takes impure constants", async () => {
  const options: RigOptions = { hashMode: "function" };
  await assert.rejects(analyze("const make = (n: number) => task(() => n); make(1);", options));
  await analyze("const K = Date.now(); task(() => K);", options);
});

Deno.test("module mode counts all of the file, and what it uses", async () => {
  const key = (k: number, other: number, used: number) =>
    keyOf({
      "main.ts": withImport(
        `import { used } from "./o.ts"; export const k = ${k}; console.log; export const f = () => used; task(() => 1);`,
      ),
      "o.ts": `export const used = ${used}; export const other = ${other};`,
    }, { hashMode: "module" });
  const one = await key(1, 1, 1);
  assert.equal(await key(1, 2, 1), one);
  assert.notEqual(await key(2, 1, 1), one);
  assert.notEqual(await key(1, 1, 2), one);
});

Deno.test("module mode tells the functions of a file apart, and sees no layout", async () => {
  const key = (text: string) => keyOf(text, { hashMode: "module" });
  assert.notEqual(
    await key("task(() => 1); task(() => 2);"),
    await key("task(() => 2); task(() => 1);"),
  );
  assert.equal(
    await key("const a = 1; task(() => 1);"),
    await key("// so\nconst a = 1\ntask(() => 1)"),
  );
});

Deno.test("module mode does not refuse what the function does not use", async () => {
  await analyze("export const K = Date.now(); task(() => 1);", { hashMode: "module" });
});

Deno.test("exact code counts layout, comments and types", async () => {
  const key = (text: string) => keyOf(text, { code: "exact" });
  const one = await key("const f = () => 1; task((a: number) => a + f());");
  assert.notEqual(await key("const f = () => 1; task((a: number) => a + f( ));"), one);
  assert.notEqual(await key("const f = () => /**/ 1; task((a: number) => a + f());"), one);
  assert.notEqual(await key("const f = () => 1; task((a: 1) => a + f());"), one);
  assert.equal(await key("/**/ const f = () => 1;\n\ntask((a: number) => a + f());"), one);
  assert.notEqual(await keyOf("const f = () => 1; task((a: number) => a + f());"), one);
});

Deno.test("a pinned function is located, but nothing is followed", async () => {
  const analysis = await analyze(
    "const K = Date.now(); export const t = task((a: number) => a + K);",
    { pinned: true },
  );
  assert.deepEqual(analysis.deps.map((d) => d.name), ["(body)"]);
  assert.equal(analysis.binding, "t");
  assert.equal(analysis.params[0]!.type, "number");
});

Deno.test("a pinned built-in function is taken", async () => {
  assert.equal((await analyze("task(Math.max);", { pinned: true })).codeHash.length, 64);
});

Deno.test("dependencies have names, kinds and texts", async () => {
  const { deps, sources } = await analyze({
    "main.ts": withImport(`
      import { helper } from "./lib/h.ts";
      import { integer } from "npm:fast-check";
      import data from "./d.json" with { type: "json" };
      enum E { A } class C {} const k = 1; let v = 2;
      task(() => [helper(), integer, data, E, C, k, v]);`),
    "lib/h.ts": "export const helper = () => deep(); function deep() {}",
    "d.json": "{}",
  }, { versions: { "fast-check": "4.5.6" } });
  assert.deepEqual(deps.map((d) => [d.name, d.kind]), [
    ["(body)", "body"],
    ["C", "class"],
    ["E", "enum"],
    ["d.json", "asset"],
    ["k", "constant"],
    ["lib/h.ts#deep", "function"],
    ["lib/h.ts#helper", "function"],
    ["npm:fast-check@4.5.6", "package"],
    ["v", "variable"],
  ]);
  assert.equal(deps.find((d) => d.kind === "package")!.version, "4.5.6");
  const helper = deps.find((d) => d.name === "lib/h.ts#helper")!;
  assert.equal(sources.get(helper.hash), "() => deep()");
});

Deno.test("only the dependency that was edited has another hash", async () => {
  const hashes = async (k: number) => {
    const { deps } = await analyze(`const k = ${k}; const f = () => k; task(() => f());`);
    return Object.fromEntries(deps.map((d) => [d.name, d.hash]));
  };
  const [one, two] = [await hashes(1), await hashes(2)];
  assert.deepEqual(Object.keys(one).filter((name) => one[name] !== two[name]), ["k"]);
});

const PROJECT: Sources = {
  "main.ts": withImport(`import { a } from "./a.ts"; task(() => a);`),
  "a.ts": "export const a = 1;",
};

Deno.test("a file is summarised once for all readers with one memo", async () => {
  const memo = new CountingMemo();
  const one = await keyOf(PROJECT, { memo });
  const stored = memo.stored.size;
  // two files, and what JavaScript shows of the function
  assert.equal(stored, 3);
  assert.equal(await keyOf(PROJECT, { memo }), one);
  assert.equal(memo.stored.size, stored);
  assert.equal(memo.hits, 3);
});

Deno.test("an edited file is not taken from the memo, an unchanged one is", async () => {
  const memo = new CountingMemo();
  const one = await keyOf(PROJECT, { memo });
  assert.notEqual(await keyOf({ ...PROJECT, "a.ts": "export const a = 2;" }, { memo }), one);
  // main.ts, and what JavaScript shows of its function
  assert.equal(memo.hits, 2);
});

Deno.test("a damaged memo costs a parse and nothing else", async () => {
  const memo = new CountingMemo();
  const one = await keyOf(PROJECT, { memo });
  for (const key of memo.stored.keys()) memo.stored.set(key, "{");
  assert.equal(await keyOf(PROJECT, { memo }), one);
});

Deno.test("no key holds a path", async () => {
  assert.equal(await keyOf(PROJECT), await keyOf({ ...PROJECT, "x.txt": "" }));
});

Deno.test("function mode refuses what a captured constant is computed from", async () => {
  const text = "const make = (n: number) => { const m = n * 2; task(() => m); }; make(1);";
  await assert.rejects(analyze(text, { hashMode: "function" }), /captures "n"/);
});
