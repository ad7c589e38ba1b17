/**
 * Run, edit, run: what comes out of the cache is what running the code now would give, whichever way
 * a function was handed to `task()`; or the task is refused.
 */

import assert from "node:assert/strict";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { type Case, edited, filesOf, runOnce } from "./edit_rig.ts";

const CASES: readonly Case[] = [
  {
    name: "functions of a list",
    files:
      "const ts = [(x: number) => x + 1, (x: number) => x + 2].map((f) => task(f)); export default () => ts.map((t) => t(1));",
    edit: ["x + 2", "x + 3"],
    gives: [[2, 3], [2, 4]],
  },
  {
    name: "functions of an object",
    files:
      "const fs = { a: (x: number) => x + 1, b: (x: number) => x + 2 }; const ts = Object.values(fs).map((f) => task(f)); export default () => ts.map((t) => t(1));",
    edit: ["x + 2", "x + 3"],
    gives: [[2, 3], [2, 4]],
  },
  {
    name: "functions taken out of objects",
    files:
      "const ts = [{ f: (x: number) => x + 1 }, { f: (x: number) => x + 2 }].map(({ f }) => task(f)); export default () => ts.map((t) => t(1));",
    edit: ["x + 1", "x + 5"],
    gives: [[2, 3], [6, 3]],
  },
  {
    name: "closures of a list",
    files:
      "const ts = [2, 3].map((k) => (x: number) => x * k).map((f) => task(f)); export default () => ts.map((t) => t(1));",
    refused: "captured-variable",
  },
  {
    name: "a wrapped function, handed on",
    files:
      "const twice = (f: any) => (x: number) => f(x) * 2; const define = (f: any) => task(twice(f)); const t = define((x: number) => x + 1); export default () => t(1);",
    refused: "captured-variable",
  },
  {
    name: "one of two functions",
    files:
      "const mk = (k: number) => (x: number) => x * k; const define = (f: any, alt?: any) => task(alt ?? f); const t = define((x: number) => x + 1, mk(3)); export default () => t(1);",
    refused: "captured-variable",
  },
  {
    name: "one of two functions of the same text",
    files:
      "const k = 2; const mk = (k: number) => (x: number) => x * k; const define = (f: any, alt?: any) => task(alt ?? f); const t = define((x: number) => x * k, mk(3)); export default () => t(1);",
    refused: "ambiguous-function",
  },
  {
    name: "functions of the same text from two files, through an object",
    files: {
      "a.ts": "const K = 2; export const f = (x: number) => x * K;",
      "b.ts": "const K = 3; export const g = (x: number) => x * K;",
      "p.ts":
        `import { f } from "./a.ts"; import { g } from "./b.ts"; function mk(o: any) { return [task(o.a), task(o.b)] as any[]; } const [a, b] = mk({ a: f, b: g }); export default () => [a(1), b(1)];`,
    },
    refused: "ambiguous-function",
  },
  {
    name: "functions of the same text with names of their own, through an object",
    files: {
      "a.ts": "const K = 2; export function f(x: number) { return x * K; }",
      "b.ts":
        "const K = 3; export function g(x: number) { return x * K; } export const h = function (x: number) { return x * K; };",
      "p.ts":
        `import { f } from "./a.ts"; import { g, h } from "./b.ts"; function mk(o: any) { return [task(o.a), task(o.b), task(o.c)] as any[]; } const [a, b, c] = mk({ a: f, b: g, c: h }); export default () => [a(1), b(1), c(1)];`,
    },
    edit: ["K = 3", "K = 4"],
    gives: [[2, 3, 3], [2, 4, 4]],
  },
  {
    name: "functions of the same text and name, through an object",
    files: {
      "a.ts": "const K = 2; export function f(x: number) { return x * K; }",
      "b.ts": "const K = 3; export function f(x: number) { return x * K; }",
      "p.ts":
        `import { f } from "./a.ts"; import * as b from "./b.ts"; function mk(o: any) { return [task(o.a), task(o.b)] as any[]; } const [x, y] = mk({ a: f, b: b.f }); export default () => [x(1), y(1)];`,
    },
    refused: "ambiguous-function",
  },
  {
    name: "a function that was given the name of another one of its text",
    files: {
      "a.ts": "const K = 2; export function f(x: number) { return x * K; }",
      "b.ts": "const K = 3; export function g(x: number) { return x * K; }",
      "p.ts":
        `import { f } from "./a.ts"; import { g } from "./b.ts"; Object.defineProperty(g, "name", { value: "f" }); function mk(o: any) { return [task(o.a), task(o.b)] as any[]; } const [a, b] = mk({ a: f, b: g }); export default () => [a(1), b(1)];`,
    },
    edit: ["K = 3", "K = 4"],
    gives: [[2, 3], [2, 4]],
  },
  {
    name: "a member that is replaced by a function of its text with another name",
    files: {
      "a.ts": "const K = 3; export function other(x: number) { return x * K; }",
      "p.ts":
        `import { other } from "./a.ts"; const K = 2; const o = { f: function one(x: number) { return x * K; } }; Object.assign(o, { f: other }); const t = task(o.f); export default () => t(1);`,
    },
    edit: ["K = 3", "K = 4"],
    gives: [3, 4],
  },
  {
    name: "functions of the same text from two files, by name",
    files: {
      "a.ts": "const K = 2; export const f = (x: number) => x * K;",
      "b.ts": "const K = 3; export const g = (x: number) => x * K;",
      "p.ts":
        `import { f } from "./a.ts"; import * as b from "./b.ts"; const define = (f: any) => task({ name: "n" }, f) as any; const ts = [task(f), task(b.g), define(b.g)]; export default () => ts.map((t) => t(1));`,
    },
    edit: ["K = 3", "K = 4"],
    gives: [[2, 3, 3], [2, 4, 4]],
  },
  {
    name: "a function of another file, whose text one of this file has",
    files: {
      "a.ts": "const K = 3; export const fs = [(x: number) => x * K];",
      "p.ts":
        `import { fs } from "./a.ts"; const K = 2; const decoy = (x: number) => x * K; const t = task(fs[0]!); export default () => [t(1), decoy(1)];`,
    },
    refused: "ambiguous-function",
  },
  {
    name: "the same function in two files, through an object",
    files: {
      "a.ts": "export const f = (x: number) => x * 2;",
      "b.ts": "export const g = (x: number) => x * 2;",
      "p.ts":
        `import { f } from "./a.ts"; import { g } from "./b.ts"; const mk = (o: any) => [task(o.a), task(o.b)] as any[]; const [a, b] = mk({ a: f, b: g }); export default () => [a(1), b(2)];`,
    },
    gives: [[2, 4]],
  },
  {
    name: "what two functions that are called at once return",
    files:
      "const t1 = (() => { const k = 2; return (x: number) => x * k; })(); const t2 = (() => { const k = 3; return (x: number) => x * k; })(); const a = task(t1), b = task(t2); export default () => [a(1), b(1)];",
    refused: "ambiguous-function",
  },
  {
    name: "options with functions beside a body with a const enum",
    files:
      "const enum E { A = 1 } const t = task({ serializer: { name: 'j', version: 1, dumps: (v: unknown) => new TextEncoder().encode(JSON.stringify(v)), loads: (b: Uint8Array) => JSON.parse(new TextDecoder().decode(b)) } }, (x: number) => x + E.A); export default () => t(1);",
    edit: ["x + E.A", "x + 10 + E.A"],
    gives: [2, 12],
  },
  {
    name: "outs beside a body with a const enum",
    files:
      "const enum E { A = 1 } const t = task({ outs: (x: number) => 2 } as any, (x: number) => [E.A, x + 1]) as any; export default () => t(1);",
    edit: ["x + 1", "x + 2"],
    gives: [[1, 2], [1, 3]],
  },
  {
    name: "a named function with a const enum, by a helper",
    files:
      "const enum E { A = 1 } const f = (x: number) => x + E.A; const define = (f: any) => task(f) as any; const t = define(f); export default () => t(1);",
    edit: ["x + E.A", "x + 10 + E.A"],
    gives: [2, 12],
  },
  {
    name: "functions with a const enum, through an object",
    files:
      "const enum E { A = 1 } const mk = (o: any) => [task(o.a), task(o.b)]; const [a, b] = mk({ a: (x: number) => x + E.A, b: (x: number) => x * 2 + E.A }) as any[]; export default () => [a(1), b(1)];",
    refused: "unlocatable-function",
  },
  {
    name: "a member that is replaced",
    files:
      "const make = (k: number) => ({ f(x: number) { return x * k; } }); const o = { f(x: number) { return x + 1; } }; const a = task(o.f); o.f = make(2).f; const b = task(o.f); export default () => [a(1), b(1)];",
    refused: "captured-variable",
  },
  {
    name: "a function that is assigned later",
    files:
      "let f = (x: number) => x + 1; const a = task(f); f = (x: number) => x + 2; const b = task(f); export default () => [a(1), b(1)];",
    edit: ["x + 2", "x + 3"],
    gives: [[2, 3], [2, 4]],
  },
  {
    name: "a helper that takes options and function",
    files:
      "const K = { a: 1 }; const def = (o: any, f: any) => task({ cutoff: false, ...o }, f) as any; const t = def({ name: 'n', deps: [K] }, (x: number) => x + K.a); export default () => t(1);",
    edit: ["a: 1", "a: 2"],
    gives: [2, 3],
  },
  {
    name: "a constant of which deps has a member",
    files:
      "const c = { rate: 1, other: 2 }; const t = task({ deps: [c.rate] }, () => c.other); export default () => t();",
    edit: ["other: 2", "other: 3"],
    gives: [2, 3],
  },
  {
    name: "a constant of which named deps have a member",
    files:
      "const c = { rate: 1, other: 2 }; const t = task({ deps: { r: c.rate } }, () => c.other); export default () => t();",
    edit: ["other: 2", "other: 3"],
    gives: [2, 3],
  },
  {
    name: "a function in deps of the same arity",
    files:
      "const K = { a: 1 }; const f = (x: number) => x * K.a; const t = task({ deps: [f] }, (x: number) => f(x)); export default () => t(1);",
    edit: ["a: 1", "a: 2"],
    gives: [1, 2],
  },
  {
    name: "a made function in deps",
    files:
      "const make = (k: number) => (x: number) => x * k; const f = make(3); const t = task({ deps: [f] }, (x: number) => f(x)); export default () => t(1);",
    refused: "captured-variable",
  },
  {
    name: "a function deep in deps with the text of the body",
    files:
      "const K = 1; const f = ((K: number) => [(x: number) => x * K])(2)[0]!; const t = task({ deps: { h: { f } } }, (x: number) => x * K); export default () => t(1);",
    refused: "ambiguous-function",
  },
  {
    name: "deps that a helper leaves out",
    files:
      "const K = [2]; const def = (_o: any, f: any) => task(f) as any; const t = def({ deps: [K] }, (x: number) => x * K[0]!); export default () => t(1);",
    edit: ["[2]", "[3]"],
    gives: [2, 3],
  },
  {
    name: "deps that a helper replaces",
    files:
      "const K = [2], L = [7]; const def = (o: any, f: any) => task({ ...o, deps: [L] }, f) as any; const t = def({ deps: [K] }, (x: number) => x * K[0]!); export default () => t(1);",
    edit: ["[2]", "[3]"],
    gives: [2, 3],
  },
  {
    name: "deps of options that are filled later",
    files:
      "const K = [2], L = [7]; const o: any = { deps: [K] }; o.deps = [L]; const t = task(o, (x: number) => x * K[0]!); export default () => t(1);",
    edit: ["[2]", "[3]"],
    gives: [2, 3],
  },
  {
    name: "deps that a helper changes",
    files:
      "const K = [2], L = [7]; const def = (o: any, f: any) => { o.deps = [L]; return task(o, f) as any; }; const t = def({ deps: [K] }, (x: number) => x * K[0]!); export default () => t(1);",
    edit: ["[2]", "[3]"],
    gives: [2, 3],
  },
  {
    name: "modules of functions of one text",
    files: {
      "a.ts":
        "export const f = (x: number) => x + (globalThis as any).soundA; (globalThis as any).soundA = 1;",
      "b.ts": "export const f = (x: number) => x + (globalThis as any).soundA;",
      "p.ts":
        `import * as a from "./a.ts"; import * as b from "./b.ts"; const t = task({ hashMode: "module" }, [a.f, b.f][0]!); export default () => t(1);`,
    },
    refused: "ambiguous-function",
  },
  {
    name: "deps of a task that is given other options",
    files:
      "const K = [2], L = [7]; const inner = task({ deps: [K] }, (x: number) => x * K[0]!); const t = task({ deps: [L] }, inner as any) as any; export default () => t(1);",
    edit: ["[2]", "[3]"],
    gives: [2, 3],
  },
  {
    name: "env that a helper leaves out",
    files:
      "const K = Deno.env.get('MERKL_SOUND'); const def = (_o: any, f: any) => task(f) as any; const t = def({ env: ['MERKL_SOUND'] }, () => K); export default () => t();",
    refused: "impure-constant",
  },
  {
    name: "env that is declared",
    files:
      "const K = Deno.env.get('MERKL_SOUND'); const t = task({ env: ['MERKL_SOUND'] }, () => K); export default () => t();",
    env: ["MERKL_SOUND", "a", "b"],
    gives: ["a", "b"],
  },
  {
    name: "a line separator in a comment",
    files:
      "/*\u2028*/ const a = task((x: number) => x + 1);\nconst b = task((x: number) => x + 2);\nconst c = task((x: number) => x + 3);\nexport default () => [a(1), b(1), c(1)];",
    edit: ["x + 2", "x + 20"],
    gives: [[2, 3, 4], [2, 21, 4]],
  },
  {
    name: "a line separator before functions of one text",
    files:
      "/*\u2028*/ const mk = () => { const k = 2; return task((x: number) => x * k); };\nconst k = 3;\nconst a = mk(), b = task((x: number) => x * k);\nexport default () => [a(1), b(1)];",
    refused: "ambiguous-function",
  },
  {
    name: "a function as argument",
    files:
      "const ap = task((f: any, x: number) => f(x) as number); const f = (x: number) => x * 2; export default () => ap(f, 1);",
    edit: ["x * 2", "x * 3"],
    gives: [2, 3],
  },
  {
    name: "functions of the same text as arguments",
    files: {
      "a.ts": "const K = 2; export const f = (x: number) => x * K;",
      "b.ts": "const K = 3; export const g = (x: number) => x * K;",
      "p.ts":
        `import { f } from "./a.ts"; import { g } from "./b.ts"; const ap = task((f: any, x: number) => f(x) as number); export default () => [ap(f, 1), ap(g, 1)];`,
    },
    edit: ["K = 3", "K = 4"],
    gives: [[2, 3], [2, 4]],
  },
  {
    name: "functions within arguments",
    files:
      "const ap = task((o: any, x: number) => o.fs[0](x) as number); const L = 2; export default () => [ap({ fs: [(x: number) => x * L] }, 1), ap({ fs: [(x: number) => x + L] }, 1)];",
    edit: ["L = 2", "L = 5"],
    gives: [[2, 3], [5, 6]],
  },
  {
    name: "a closure as argument",
    files:
      "const mul = (k: number) => (x: number) => x * k; const ap = task((f: any, x: number) => f(x) as number); export default () => [ap(mul(2), 1), ap(mul(3), 1)];",
    refused: "captured-variable",
  },
  {
    name: "functions as items of a batch",
    files:
      "const all = batch((fs: any[]) => fs.map((f) => f(1) as number)); const L = 2; const f = (x: number) => x * L, g = (x: number) => x + L; export default () => all([f, g]);",
    edit: ["L = 2", "L = 5"],
    gives: [[2, 3], [5, 6]],
  },
];

for (const one of CASES) {
  Deno.test(`no wrong hit: ${one.name}`, async () => {
    const cache = new MemoryCache();
    const [name = "MERKL_SOUND", first = "", second = ""] = one.env ?? [];
    Deno.env.set(name, first);
    try {
      if (one.refused) {
        await assert.rejects(runOnce(filesOf(one), cache), (error) => {
          assert.ok(isMerklError(error), String(error));
          assert.equal(error.code, one.refused, error.message);
          return true;
        });
        return;
      }
      assert.deepEqual(await runOnce(filesOf(one), cache), one.gives![0]);
      if (one.gives!.length < 2) return;
      Deno.env.set(name, second);
      const after = one.edit ? edited(one) : filesOf(one);
      assert.deepEqual(await runOnce(after, cache), one.gives![1]);
    } finally {
      Deno.env.delete(name);
      await cache.close();
    }
  });
}
