/** What is refused, and what is said. */

import assert from "node:assert/strict";
import { isMerklError, type MerklError } from "../../lib/error/merkl_error.ts";
import { analyze, analyzeAll, keyOf, type RigOptions, type Sources, withImport } from "./rig.ts";

async function refusal(sources: Sources | string, options: RigOptions = {}): Promise<MerklError> {
  try {
    await analyze(sources, options);
  } catch (error) {
    assert.ok(isMerklError(error), String(error));
    return error;
  }
  assert.fail("nothing was refused");
}

const CAPTURES: readonly (readonly [string, string, string])[] = [
  ["a parameter", "const make = (n: number) => task(() => n); make(1);", "n"],
  [
    "a destructured parameter",
    "const make = ({ n }: { n: number }) => task(() => n); make({ n: 1 });",
    "n",
  ],
  ["a variable", "const make = () => { let n = 1; n++; return task(() => n); }; make();", "n"],
  ["a loop variable", "for (const n of [1, 2]) task(() => n);", "n"],
  ["a loop counter", "for (let n = 0; n < 2; n++) task(() => n);", "n"],
  ["a caught error", "try { throw 1; } catch (n) { task(() => n); }", "n"],
  ["this", "class A { k = 1; make() { return task(() => this.k); } } new A().make();", "this"],
  [
    "arguments",
    "function make(..._: number[]) { return task(() => arguments[0]); } make(1);",
    "arguments",
  ],
  [
    "a constant computed from a parameter",
    "const make = (n: number) => { const m = n * 2; return task(() => m); }; make(1);",
    "n",
  ],
  [
    "a parameter through a local function",
    "const make = (n: number) => { const f = () => n; return task(() => f()); }; make(1);",
    "n",
  ],
  [
    "a list that is filled",
    "const make = () => { const list: number[] = []; list.push(1); return task(() => list); }; make();",
    "list",
  ],
  [
    "a parameter of a wrapper with a body of its own",
    "const wrap = (fn: () => number) => task(() => fn()); wrap(() => 1);",
    "fn",
  ],
];

for (const [what, text, name] of CAPTURES) {
  Deno.test(`a function that captures ${what} is refused`, async () => {
    const error = await refusal(text);
    const isReceiver = name === "this" || name === "arguments";
    assert.equal(error.code, isReceiver ? "captured-this" : "captured-variable");
    assert.ok(error.message.includes(`"${name}"`), error.message);
    assert.equal(error.place?.line !== undefined, true);
    assert.match(error.hint!, /argument/);
    assert.match(error.hint!, /deps/);
  });
}

Deno.test("the refusal of a captured parameter names the use and the declaration", async () => {
  const error = await refusal("const make = (count: number) =>\n  task(() => count);\nmake(1);");
  assert.equal(error.place!.line, 3);
  assert.equal(error.place!.column, 14);
  assert.equal(error.related[0]!.line, 2);
  assert.match(error.message, /a parameter/);
});

Deno.test("captured names that are declared in deps are taken", async () => {
  await analyze("const make = (n: number) => task({ deps: [n] }, () => n); make(1);");
  await analyze("const make = (n: number) => task({ deps: { n } }, () => n); make(1);");
  await analyze("for (const n of [1]) { const options = { deps: [n] }; task(options, () => n); }");
});

Deno.test("a pinned function may capture anything", async () => {
  await analyze("const make = (n: number) => task(() => n); make(1);", { pinned: true });
});

Deno.test("captured constants, functions and classes are followed", async () => {
  const text = (k: number) =>
    `const make = () => { const k = ${k}; function f() { return k; } class A { a = f(); } return task(() => new A()); }; make();`;
  assert.notEqual(await keyOf(text(1)), await keyOf(text(2)));
});

const IMPURE: readonly (readonly [string, string])[] = [
  ["the environment", `const K = Deno.env.get("HOME");`],
  ["process.env", `import process from "node:process"; const K = process.env.HOME;`],
  ["env of node:process", `import { env } from "node:process"; const K = env.HOME;`],
  ["the clock", "const K = Date.now();"],
  ["the date", "const K = new Date();"],
  ["chance", "const K = Math.random();"],
  ["a file", `const K = Deno.readTextFileSync("main.ts".length > 100 ? "" : "/dev/null");`],
  [
    "a file by node:fs",
    `import { readFileSync } from "node:fs"; const K = readFileSync("/dev/null", "utf8");`,
  ],
  ["a top-level await", "const K = await Promise.resolve(1);"],
  ["a computed import", `const K = await import("./main.ts".replace("main", "merkl"));`],
  ["a Future", `const K = readFuture("x.csv");`],
  ["a task that is called", "const one = task(() => 1); const K = one();"],
  ["the clock in a nested value", "const K = { a: [1, performance.now()] };"],
  ["the clock in a function that is called", "const now = () => Date.now(); const K = now();"],
  [
    "the clock two functions away",
    "const a = () => Date.now(); const b = () => a() + 1; const K = b();",
  ],
  ["the clock in a callback", "const K = [1].map(() => Date.now());"],
  ["the clock in a callback by name", "const f = () => Date.now(); const K = [1].map(f);"],
  ["the clock in a static field", "class K { static at = Date.now(); }"],
  ["the clock in a statement that changes it", "const K: any = {}; K.at = Date.now();"],
];

for (const [what, text] of IMPURE) {
  Deno.test(`a module constant that reads ${what} is refused`, async () => {
    const error = await refusal(`${text} task(() => K);`);
    assert.equal(error.code, "impure-constant");
    assert.match(error.message, /^"K"/);
    assert.match(error.hint!, /deps: \[K\]/);
    assert.ok(error.place);
  });

  Deno.test(`a module constant that reads ${what} is taken in deps, or if not used`, async () => {
    await analyze(`${text} task({ deps: [K] }, () => K);`);
    await analyze(`${text} task({ deps: { K } }, () => K);`);
    await analyze(`${text} task(() => 1);`);
  });
}

const PURE: readonly string[] = [
  "const K = new Map([[1, new Set([Math.max(1, 2)])]]);",
  "const K = /a/.exec('a')!.map((x) => x.toUpperCase());",
  "const K = new Date('2020-01-01').getTime();",
  "const K = Object.freeze({ a: JSON.parse('[1]') });",
  "const K = { now: () => Date.now() };",
  "const square = (x: number) => x * x; const K = [1, 2].map(square);",
  "const K = new Uint8Array(3).fill(1);",
  "const K = structuredClone([1n, Infinity, undefined, NaN]);",
  "const K = new TextEncoder().encode('a');",
  `import { join } from "node:path"; const K = join("a", "b");`,
  "const K = task(() => Date.now());",
  "class K { at = Date.now(); f() { return Math.random(); } }",
  `const K = new Intl.NumberFormat("en");`,
];

for (const text of PURE) {
  Deno.test(`a module constant counts by its text: ${text}`, async () => {
    await analyze(`${text} task(() => K);`);
  });
}

Deno.test("an environment variable in env may be read by a module constant", async () => {
  await analyze(`const K = Deno.env.get("HOME"); task({ env: ["HOME"] }, () => K);`);
  assert.equal(
    (await refusal(`const K = Deno.env.get("HOME"); task({ env: ["X"] }, () => K);`)).code,
    "impure-constant",
  );
});

const WARNINGS: readonly (readonly [string, string])[] = [
  ["env-read", `task(() => Deno.env.get("HOME"));`],
  ["clock-read", "const now = () => Date.now(); task(() => now());"],
  ["random-read", "task(() => Math.random());"],
  ["random-read", `import { randomUUID } from "node:crypto"; task(() => randomUUID());`],
  ["computed-import", "task(async (x: string) => await import(x));"],
  ["eval", "task((x: string) => eval(x));"],
  ["eval", "task((x: string) => new Function(x));"],
  ["assigned-variable", "let n = 0; task(() => { n++; return n; });"],
];

for (const [code, text] of WARNINGS) {
  Deno.test(`is said: ${code} in ${text}`, async () => {
    const { warnings } = await analyze(text);
    assert.deepEqual(warnings.map((w) => w.code), [code]);
    assert.equal(warnings[0]!.place!.line, 2);
  });
}

Deno.test("an environment variable that is declared is not said", async () => {
  assert.deepEqual(
    (await analyze(`task({ env: ["HOME"] }, () => Deno.env.get("HOME"));`)).warnings,
    [],
  );
});

Deno.test("a local name is no global", async () => {
  const text = "const Date = { now: () => 1 }; const K = Date.now(); task(() => K);";
  assert.deepEqual((await analyze(text)).warnings, []);
});

Deno.test("a missing file, export or package is said", async () => {
  const said = async (text: string, other = "export const b = 1;") => {
    const main = withImport(text);
    const { warnings } = await analyze({ "main.ts": main, "other.ts": other }, {
      before: (folder) => {
        if (other === "") Deno.removeSync(`${folder}/other.ts`);
        else Deno.writeTextFileSync(`${folder}/other.ts`, "export const c = 1;");
      },
    });
    return warnings.map((w) => w.message);
  };
  assert.deepEqual(await said(`import { b } from "./other.ts"; task(() => b);`), [
    `other.ts has no export "b"`,
  ]);
});

Deno.test("a bound or built-in function can't be located", async () => {
  const error = await refusal("const f = (a: number) => a; task(f.bind(null, 1));");
  assert.equal(error.code, "unlocatable-function");
  assert.match(error.hint!, /hashKey/);
  assert.equal((await refusal("task(Math.max);")).code, "unlocatable-function");
});

Deno.test("one refused task leaves the others alone", async () => {
  const [first, second] = await analyzeAll({
    "main.ts": withImport("const make = (n: number) => task(() => n); make(1); task(() => 2);"),
  });
  assert.throws(() => first!(), /captures "n"/);
  assert.equal(second!().codeHash.length, 64);
});
