/**
 * Run, edit, run, over what the language has to offer: what comes out of the cache after an edit that a
 * body can notice is what running the code without it gives.
 */

import { type Edit, testEdits } from "./edit_rig.ts";

const EDITS: readonly Edit[] = [
  [
    "re-export named",
    {
      "p.ts": 'import { h } from "./a.ts"; const t = task((x: number) => h(x));',
      "a.ts": 'export { h } from "./b.ts";',
      "b.ts": "export const h = (x: number) => x + 1;",
    },
    "x + 1",
    "x + 2",
  ],
  [
    "re-export renamed",
    {
      "p.ts": 'import { k } from "./a.ts"; const t = task((x: number) => k(x));',
      "a.ts": 'export { h as k } from "./b.ts";',
      "b.ts": "export const h = (x: number) => x + 1; export const g = (x: number) => x + 5;",
    },
    "h as k",
    "g as k",
  ],
  [
    "re-export star as ns",
    {
      "p.ts": 'import { ns } from "./a.ts"; const t = task((x: number) => ns.h(x));',
      "a.ts": 'export * as ns from "./b.ts";',
      "b.ts": "export const h = (x: number) => x + 1;",
    },
    "x + 1",
    "x + 2",
  ],
  [
    "star shadowed by own",
    {
      "p.ts": 'import { h } from "./a.ts"; const t = task((x: number) => h(x));',
      "a.ts": 'export * from "./b.ts";',
      "b.ts": "export const h = (x: number) => x + 1;",
    },
    'export * from "./b.ts";',
    'export * from "./b.ts"; export const h = (x: number) => x + 7;',
  ],
  [
    "default export anonymous fn",
    {
      "p.ts": 'import h from "./a.ts"; const t = task((x: number) => h(x));',
      "a.ts": "export default (x: number) => x + 1;",
    },
    "x + 1",
    "x + 2",
  ],
  [
    "default export expr",
    {
      "p.ts": 'import h from "./a.ts"; const t = task((x: number) => h.k + x);',
      "a.ts": "export default { k: 1 };",
    },
    "k: 1",
    "k: 2",
  ],
  [
    "default as named re-export",
    {
      "p.ts": 'import { h } from "./a.ts"; const t = task((x: number) => h(x));',
      "a.ts": 'export { default as h } from "./b.ts";',
      "b.ts": "export default function (x: number) { return x + 1; }",
    },
    "x + 1",
    "x + 2",
  ],
  [
    "namespace computed member",
    {
      "p.ts":
        'import * as ns from "./a.ts"; const t = task((k: string) => (ns as any)[k]()); export default () => t("h");',
      "a.ts": "export const h = () => 1;",
    },
    "=> 1",
    "=> 2",
  ],
  [
    "namespace spread",
    {
      "p.ts":
        'import * as ns from "./a.ts"; const all = { ...ns }; const t = task((k: string) => (all as any)[k]()); export default () => t("h");',
      "a.ts": "export const h = () => 1;",
    },
    "=> 1",
    "=> 2",
  ],
  [
    "namespace keys",
    {
      "p.ts":
        'import * as ns from "./a.ts"; const t = task(() => Object.keys(ns)); export default () => t();',
      "a.ts": "export const h = 1;",
    },
    "h = 1",
    "h = 1; export const z = 2",
  ],
  [
    "class static block",
    "class A { static k = 0; static { A.k = 1; } } const t = task((x: number) => A.k + x);",
    "A.k = 1",
    "A.k = 2",
  ],
  [
    "static block elsewhere",
    "const box: any = {}; class A { static { box.k = 1; } } void A; const t = task((x: number) => box.k + x);",
    "k = 1",
    "k = 2",
  ],
  [
    "getter in object",
    "const o = { get k() { return 1; } }; const t = task((x: number) => o.k + x);",
    "return 1",
    "return 2",
  ],
  [
    "class getter",
    "class A { get k() { return 1; } } const t = task((x: number) => new A().k + x);",
    "return 1",
    "return 2",
  ],
  [
    "superclass in other file",
    {
      "p.ts":
        'import { B } from "./a.ts"; class A extends B {} const t = task((x: number) => new A().k() + x);',
      "a.ts": "export class B { k() { return 1; } }",
    },
    "return 1",
    "return 2",
  ],
  [
    "decorator",
    "function dec(v: any, c: any) { return function (this: any) { return v.call(this) + 1; }; } class A { @dec k() { return 1; } } const t = task((x: number) => new A().k() + x);",
    ") + 1",
    ") + 2",
  ],
  [
    "class decorator other file",
    {
      "p.ts":
        'import { dec } from "./a.ts"; @dec class A { k() { return 1; } } const t = task((x: number) => (A as any).z + x);',
      "a.ts": "export function dec(c: any, _: any) { c.z = 1; }",
    },
    "z = 1",
    "z = 2",
  ],
  ["enum", "enum E { A = 1, B = A + 1 } const t = task((x: number) => E.B + x);", "A = 1", "A = 5"],
  [
    "enum merged",
    "enum E { A = 1 } enum E { B = 2 } const t = task((x: number) => E.B + x);",
    "B = 2",
    "B = 3",
  ],
  [
    "const enum",
    "const enum E { A = 1, B = A << 2 } const t = task((x: number) => E.B + x);",
    "<< 2",
    "<< 3",
  ],
  [
    "enum from const other file",
    {
      "p.ts": 'import { E } from "./a.ts"; const t = task((x: number) => E.B + x);',
      "a.ts": 'import { k } from "./b.ts"; export enum E { A = 0, B = k }',
      "b.ts": "export const k = 3;",
    },
    "k = 3",
    "k = 4",
  ],
  [
    "namespace TS",
    "namespace N { export const k = 1; export function f() { return k; } } const t = task((x: number) => N.f() + x);",
    "k = 1",
    "k = 2",
  ],
  [
    "generator helper",
    "function* g() { yield 1; yield 2; } const t = task((x: number) => [...g()].length + x);",
    "yield 2;",
    "yield 2; yield 3;",
  ],
  [
    "async generator",
    "async function* g() { yield 1; } const t = task(async (x: number) => { let s = x; for await (const y of g()) s += y; return s; });",
    "yield 1",
    "yield 2",
  ],
  [
    "tagged template",
    'const tag = (s: TemplateStringsArray, ...v: any[]) => s.join("1") + v; const t = task((x: number) => tag`a${x}b`);',
    'join("1")',
    'join("2")',
  ],
  ["tagged template raw", "const t = task((x: number) => String.raw`a\\n${x}`);", "a\\n", "a\\t"],
  [
    "template escape same cooked",
    "const tag = (s: TemplateStringsArray) => s.raw[0]; const t = task((x: number) => tag`\\x41`);",
    "\\x41",
    "A",
  ],
  [
    "json import",
    {
      "p.ts":
        'import j from "./d.json" with { type: "json" }; const t = task((x: number) => j.k + x);',
      "d.json": '{"k": 1}',
    },
    '"k": 1',
    '"k": 2',
  ],
  [
    "json ns import",
    {
      "p.ts":
        'import * as j from "./d.json" with { type: "json" }; const t = task((x: number) => (j as any).default.k + x);',
      "d.json": '{"k": 1}',
    },
    '"k": 1',
    '"k": 2',
  ],
  [
    "json dynamic import",
    {
      "p.ts":
        'const t = task(async (x: number) => (await import("./d.json", { with: { type: "json" } })).default.k + x);',
      "d.json": '{"k": 1}',
    },
    '"k": 1',
    '"k": 2',
  ],
  [
    "text import",
    {
      "p.ts":
        'import s from "./d.txt" with { type: "text" }; const t = task((x: number) => s.trim() + x);',
      "d.txt": "hello",
    },
    "hello",
    "bye",
  ],
  [
    "dynamic import literal",
    {
      "p.ts": 'const t = task(async (x: number) => (await import("./a.ts")).k + x);',
      "a.ts": "export const k = 1;",
    },
    "k = 1",
    "k = 2",
  ],
  [
    "dynamic import then helper",
    {
      "p.ts":
        'const load = () => import("./a.ts"); const t = task(async (x: number) => (await load()).k + x);',
      "a.ts": "export const k = 1;",
    },
    "k = 1",
    "k = 2",
  ],
  [
    "computed member",
    'const o: any = { a: () => 1, b: () => 2 }; const t = task((k: string) => o[k]()); export default () => t("b");',
    "=> 2",
    "=> 3",
  ],
  [
    "destructured const",
    "const { a, b: { c } } = { a: 1, b: { c: 2 } }; const t = task((x: number) => a + c + x);",
    "c: 2",
    "c: 3",
  ],
  [
    "destructured default",
    "const { a = 5 } = {} as any; const t = task((x: number) => a + x);",
    "a = 5",
    "a = 6",
  ],
  [
    "array destructured",
    "const [, a] = [1, 2]; const t = task((x: number) => a + x);",
    "1, 2",
    "1, 3",
  ],
  [
    "destructured import obj",
    {
      "p.ts": 'import { o } from "./a.ts"; const { k } = o; const t = task((x: number) => k + x);',
      "a.ts": "export const o = { k: 1 };",
    },
    "k: 1",
    "k: 2",
  ],
  [
    "alias fn",
    "const g = (x: number) => x + 1; const f = g; const t = task((x: number) => f(x));",
    "x + 1",
    "x + 2",
  ],
  [
    "alias swap",
    "const g = (x: number) => x + 1; const h = (x: number) => x + 2; const f = g; const t = task((x: number) => f(x));",
    "f = g",
    "f = h",
  ],
  [
    "alias as task body",
    "const g = (x: number) => x + 1; const f = g; const t = task(f);",
    "x + 1",
    "x + 2",
  ],
  [
    "prototype method replaced",
    "class A { k() { return 1; } } A.prototype.k = function () { return 2; }; const t = task((x: number) => new A().k() + x);",
    "return 2",
    "return 3",
  ],
  [
    "prototype builtin ext other file",
    {
      "p.ts": 'import "./a.ts"; const t = task((x: number) => ([x] as any).sum1());',
      "a.ts": "(Array.prototype as any).sum1 = function () { return this.length + 1; };",
    },
    "length + 1",
    "length + 2",
  ],
  [
    "Object.assign",
    "const o: any = {}; Object.assign(o, { k: 1 }); const t = task((x: number) => o.k + x);",
    "k: 1",
    "k: 2",
  ],
  [
    "Object.assign init",
    "const d = { k: 1 }; const o = Object.assign({}, d, { z: 1 }); const t = task((x: number) => o.k + x);",
    "k: 1",
    "k: 2",
  ],
  [
    "Object.assign from other module",
    {
      "p.ts":
        'import { o } from "./a.ts"; import { k } from "./b.ts"; Object.assign(o, { k }); const t = task((x: number) => o.k + x);',
      "a.ts": "export const o: any = {};",
      "b.ts": "export const k = 1;",
    },
    "k = 1",
    "k = 2",
  ],
  [
    "top-level await import",
    {
      "p.ts": 'const { k } = await import("./a.ts"); const t = task((x: number) => k + x);',
      "a.ts": "export const k = 1;",
    },
    "k = 1",
    "k = 2",
  ],
  [
    "factory closure",
    "const mk = (n: number) => (x: number) => x + n; const add2 = mk(2); const t = task((x: number) => add2(x));",
    "mk(2)",
    "mk(3)",
  ],
  [
    "curried compose",
    "const compose = (...fs: any[]) => (x: any) => fs.reduce((a, f) => f(a), x); const f1 = (x: number) => x + 1; const f2 = (x: number) => x * 2; const f = compose(f1, f2); const t = task((x: number) => f(x));",
    "x * 2",
    "x * 3",
  ],
  [
    "same text two files",
    {
      "p.ts":
        'import { f } from "./a.ts"; import { g } from "./b.ts"; const t = task((x: number) => f(x)); const u = task((x: number) => g(x)); export default () => [t(1), u(1)];',
      "a.ts": "const h = (x: number) => x + 1; export const f = (x: number) => h(x);",
      "b.ts": "const h = (x: number) => x + 2; export const g = (x: number) => h(x);",
    },
    "x + 2",
    "x + 3",
  ],
  [
    "same text tasks two files",
    {
      "p.ts":
        'import { f } from "./a.ts"; import { g } from "./b.ts"; export default () => [f(1), g(1)];',
      "a.ts":
        'import { task } from "merkl"; const h = (x: number) => x + 1; export const f = task((x: number) => h(x));',
      "b.ts":
        'import { task } from "merkl"; const h = (x: number) => x + 2; export const g = task((x: number) => h(x));',
    },
    "x + 2",
    "x + 3",
  ],
  [
    "date constant",
    "const D = new Date(2020, 1, 1); const t = task((x: number) => D.getFullYear() + x);",
    "2020",
    "2021",
  ],
  [
    "date.parse constant",
    'const D = Date.parse("2020-01-01"); const t = task((x: number) => D + x);',
    "2020",
    "2021",
  ],
  [
    "task wrapped in helper",
    "const wrap = (f: any) => task(f); const t = wrap((x: number) => x + 1);",
    "x + 1",
    "x + 2",
  ],
  [
    "wrapper imported",
    {
      "p.ts": 'import { wrap } from "./a.ts"; const t = wrap((x: number) => x + 1);',
      "a.ts":
        'import { task } from "merkl"; export const wrap = (f: any) => task({ version: undefined } as any, f);',
    },
    "x + 1",
    "x + 2",
  ],
  [
    "default param helper",
    "const d = () => 5; const t = task((x: number, y = d()) => x + y);",
    "=> 5",
    "=> 6",
  ],
  ["default param literal", "const t = task((x: number, y = 5) => x + y);", "y = 5", "y = 6"],
  [
    "default param const",
    "const K = 5; const t = task((x: number, { y = K } = {}) => x + y);",
    "K = 5",
    "K = 6",
  ],
  [
    "optional chaining call",
    "const o: any = { f: { g: () => 1 } }; const t = task((x: number) => o?.f?.g?.() + x);",
    "=> 1",
    "=> 2",
  ],
  [
    "method shorthand task",
    "const o = { run(x: number) { return x + 1; } }; const t = task(o.run);",
    "x + 1",
    "x + 2",
  ],
  [
    "method shorthand task in call",
    "const t = task({ body(x: number) { return x + 1; } }.body);",
    "x + 1",
    "x + 2",
  ],
  [
    "bound helper",
    "function f(a: number, x: number) { return a + x; } const g = f.bind(null, 5); const t = task((x: number) => g(x));",
    "null, 5",
    "null, 6",
  ],
  [
    "bound this helper",
    "const o = { k: 1 }; function f(this: any, x: number) { return this.k + x; } const g = f.bind(o); const t = task((x: number) => g(x));",
    "k: 1",
    "k: 2",
  ],
  [
    "using",
    "const r = { k: 1, [Symbol.dispose]() {} }; const mk = () => r; const t = task((x: number) => { using q = mk(); return q.k + x; });",
    "k: 1",
    "k: 2",
  ],
  [
    "using dispose effect",
    "const t = task((x: number) => { const a: number[] = []; { using q = { [Symbol.dispose]() { a.push(1); } }; void q; } return [...a, x]; });",
    "push(1)",
    "push(2)",
  ],
  [
    "symbol iterator",
    "const it = { *[Symbol.iterator]() { yield 1; } }; const t = task((x: number) => [...it, x]);",
    "yield 1",
    "yield 2",
  ],
  [
    "toString on object",
    'const o = { toString() { return "1"; } }; const t = task((x: number) => `${o}${x}`);',
    '"1"',
    '"2"',
  ],
  [
    "regex flag",
    'const R = /a/g; const t = task((x: string) => x.replace(R, "b")); export default () => t("AaA");',
    "/g",
    "/gi",
  ],
  ["bigint", "const K = 1n; const t = task((x: number) => String(K + BigInt(x)));", "1n", "2n"],
  [
    "CRLF template",
    { "p.ts": "const S = `a\nb`; const t = task((x: number) => S + x);" },
    "a\nb",
    "a\n\nb",
  ],
  [
    "label/loop",
    "const t = task((x: number) => { out: for (;;) { for (;;) break out; } return x + 1; });",
    "x + 1",
    "x + 2",
  ],
  [
    "var hoisting",
    "const t = task((x: number) => k() + x); export default () => t(1); function k() { return v; } var v = 1;",
    "v = 1",
    "v = 2",
  ],
  [
    "function redeclared",
    "function k() { return 1; } var z = k; const t = task((x: number) => z() + x);",
    "return 1",
    "return 2",
  ],
  [
    "let reassigned toplevel",
    "let k = 0; k = 1; const t = task((x: number) => k + x);",
    "k = 1",
    "k = 2",
  ],
  [
    "let reassigned after task",
    "let k = 0; const t = task((x: number) => k + x); k = 1;",
    "k = 1",
    "k = 2",
  ],
  [
    "let conditional",
    "let k = 0; if (Math.PI > 3) k = 1; const t = task((x: number) => k + x);",
    "> 3",
    "> 4",
  ],
  [
    "let in try",
    'let k = 0; try { JSON.parse("{"); k = 5; } catch { k = 1; } const t = task((x: number) => k + x);',
    '"{"',
    '"{}"',
  ],
  [
    "let by for",
    "let k = 0; for (const x of [1, 2, 3]) k += x; const t = task((x: number) => k + x);",
    "1, 2, 3",
    "1, 2, 4",
  ],
  [
    "logical assign",
    "let k: any; k ??= 1; const t = task((x: number) => k + x);",
    "??= 1",
    "??= 2",
  ],
  [
    "destructuring assign",
    "let k = 0; ({ k } = { k: 1 }); const t = task((x: number) => k + x);",
    "k: 1",
    "k: 2",
  ],
  [
    "deps thunk-like const obj changed later top",
    "const o = { r: 0 }; const t = task({ deps: { o } }, (x: number) => o.r + x); o.r = 1;",
    "o.r = 1;",
    "o.r = 2;",
  ],
  [
    "deps array",
    "const o = { r: 1 }; const t = task({ deps: [o] } as any, (x: number) => o.r + x);",
    "r: 1",
    "r: 2",
  ],
  [
    "captured outer let via deps in factory",
    "const mk = () => { let n = 1; return task({ deps: { n } }, (x: number) => x + n); }; const t = mk();",
    "n = 1",
    "n = 2",
  ],
  [
    "outs function",
    "const t = task({ outs: (n: number) => 2 } as any, (n: number) => [n + 1, n + 2] as any);",
    "n + 2",
    "n + 3",
  ],
  [
    "task called in body",
    "const u = task((x: number) => x * 2); const t = task(async (x: number) => await u(x).eval() + 1);",
    "x * 2",
    "x * 3",
  ],
  [
    "task.fn in body",
    "const u = task((x: number) => x * 2); const t = task((x: number) => u.fn(x) + 1);",
    "x * 2",
    "x * 3",
  ],
  [
    "helper evaluates task",
    "const u = task((x: number) => x * 2); const help = async (x: number) => await u.eval(x); const t = task(async (x: number) => await help(x) + 1);",
    "x * 2",
    "x * 3",
  ],
  [
    "task in other file called in body",
    {
      "p.ts":
        'import { u } from "./a.ts"; const t = task(async (x: number) => await u(x).eval() + 1);',
      "a.ts":
        'import { task } from "merkl"; import { k } from "./b.ts"; export const u = task((x: number) => x * k);',
      "b.ts": "export const k = 2;",
    },
    "k = 2",
    "k = 3",
  ],
  [
    "task as argument",
    "const u = task((x: number) => x * 2); const t = task(async (f: any, x: number) => await f.eval(x)); export default () => t(u, 1);",
    "x * 2",
    "x * 3",
  ],
  [
    "conditional alias",
    "const a = (x: number) => x + 1, b = (x: number) => x + 2; const f = Math.PI > 4 ? a : b; const t = task((x: number) => f(x));",
    "> 4",
    "> 3",
  ],
  [
    "array of fns loop tasks",
    "const fs = [(x: number) => x + 1, (x: number) => x + 2]; const ts = fs.map((f) => task(f)); export default () => ts.map((t) => t(1));",
    "x + 2",
    "x + 3",
  ],
  [
    "object of tasks",
    "const ts = { a: task((x: number) => x + 1), b: task((x: number) => x + 2) }; export default () => [ts.a(1), ts.b(1)];",
    "x + 2",
    "x + 3",
  ],
  [
    "class static method as task",
    "class P { static k = 1; static run(x: number) { return x + P.k; } } const t = task(P.run);",
    "k = 1",
    "k = 2",
  ],
  [
    "class static this method as task",
    "class P { static k = 1; static run(x: number) { return x + this.k; } } const t = task((x: number) => P.run(x));",
    "k = 1",
    "k = 2",
  ],
  [
    "private field",
    "class P { #k = 1; get() { return this.#k; } } const t = task((x: number) => new P().get() + x);",
    "#k = 1",
    "#k = 2",
  ],
  [
    "param property",
    "class P { constructor(public k = 1) {} } const t = task((x: number) => new P().k + x);",
    "k = 1",
    "k = 2",
  ],
  [
    "mixins",
    "const Mix = (B: any) => class extends B { k() { return 1; } }; class A extends Mix(Object) {} const t = task((x: number) => (new A() as any).k() + x);",
    "return 1",
    "return 2",
  ],
  [
    "symbol.toPrimitive",
    "const o = { [Symbol.toPrimitive]() { return 1; } } as any; const t = task((x: number) => o + x);",
    "return 1",
    "return 2",
  ],
  [
    "computed key",
    'const K = "a"; const o: any = { [K]: 1 }; const t = task((x: number) => JSON.stringify(o) + x);',
    'K = "a"',
    'K = "b"',
  ],
  [
    "key order",
    "const o = { a: 1, b: 2 }; const t = task((x: number) => JSON.stringify(o) + x);",
    "a: 1, b: 2",
    "b: 2, a: 1",
  ],
  [
    "import.meta.url dirname",
    {
      "p.ts":
        'const t = task((x: number) => Deno.readTextFileSync(new URL("./d.txt", import.meta.url)) + x);',
      "d.txt": "one",
    },
    "one",
    "two",
  ],
  [
    "read const in deps",
    {
      "p.ts":
        'const D = Deno.readTextFileSync(new URL("./d.txt", import.meta.url)); const t = task({ deps: { D } }, (x: number) => D + x);',
      "d.txt": "one",
    },
    "one",
    "two",
  ],
  [
    "js file",
    {
      "p.ts": 'import { k } from "./a.js"; const t = task((x: number) => k + x);',
      "a.js": "export const k = 1;",
    },
    "k = 1",
    "k = 2",
  ],
  [
    "mjs file",
    {
      "p.ts": 'import { k } from "./a.mjs"; const t = task((x: number) => k + x);',
      "a.mjs": "export const k = 1;",
    },
    "k = 1",
    "k = 2",
  ],
  [
    "cjs file",
    {
      "p.ts": 'import a from "./a.cjs"; const t = task((x: number) => a.k + x);',
      "a.cjs": 'const b = require("./b.cjs"); exports.k = b.k;',
      "b.cjs": "exports.k = 1;",
    },
    "k = 1",
    "k = 2",
  ],
  [
    "file url import",
    {
      "p.ts": 'import { k } from "./sub dir/a.ts"; const t = task((x: number) => k + x);',
      "sub dir/a.ts": "export const k = 1;",
    },
    "k = 1",
    "k = 2",
  ],
  [
    "percent-encoded import",
    {
      "p.ts": 'import { k } from "./sub%20dir/a.ts"; const t = task((x: number) => k + x);',
      "sub dir/a.ts": "export const k = 1;",
    },
    "k = 1",
    "k = 2",
  ],
  [
    "query import",
    {
      "p.ts": 'import { k } from "./a.ts?x"; const t = task((x: number) => k + x);',
      "a.ts": "export const k = 1;",
    },
    "k = 1",
    "k = 2",
  ],
  [
    "data url import",
    {
      "p.ts":
        'import { k } from "data:text/javascript,export const k = 1"; const t = task((x: number) => k + x);',
    },
    "k = 1",
    "k = 2",
  ],
  [
    "circular imports",
    {
      "p.ts":
        'import { f } from "./a.ts"; export const k = () => 1; const t = task((x: number) => f() + x);',
      "a.ts": 'import { k } from "./p.ts"; export const f = () => k();',
    },
    "=> 1",
    "=> 2",
  ],
  [
    "export let mutated by own module",
    {
      "p.ts": 'import { k } from "./a.ts"; const t = task((x: number) => k + x);',
      "a.ts": "export let k = 0; function init() { k = 1; } init();",
    },
    "k = 1",
    "k = 2",
  ],
  [
    "IIFE const",
    "const k = (() => { let s = 0; for (let i = 0; i < 3; i++) s += i; return s; })(); const t = task((x: number) => k + x);",
    "i < 3",
    "i < 4",
  ],
  [
    "memo cache in closure",
    "const cache = new Map<number, number>(); const f = (x: number) => { if (!cache.has(x)) cache.set(x, x + 1); return cache.get(x)!; }; const t = task((x: number) => f(x));",
    "x + 1",
    "x + 2",
  ],
  [
    "closure counter state",
    "const mk = (s: number) => { let n = s; return () => n++; }; const c = mk(1); const t = task((x: number) => c() + x);",
    "mk(1)",
    "mk(2)",
  ],
  [
    "switch fallthrough",
    "const t = task((x: number) => { switch (x) { case 1: case 2: return 5; default: return 6; } });",
    "case 1: case 2",
    "case 2: case 3",
  ],
  [
    "comma / parens",
    "const t = task((x: number) => (x, x + 1) * 2);",
    "(x, x + 1) * 2",
    "x + 1 * 2",
  ],
  [
    "ASI-sensitive",
    "const t = task((x: number) => { return x\n + 1; });",
    "return x\n + 1",
    "return\n x + 1",
  ],
  ["unary/binary", "const t = task((x: number) => 1 - -x);", "1 - -x", "1 - x"],
  [
    "exponent assoc",
    "const t = task((x: number) => 2 ** (3 ** x)); export default () => t(2);",
    "2 ** (3 ** x)",
    "(2 ** 3) ** x",
  ],
  [
    "optional chain paren",
    "const t = task((x: any) => { try { return (x?.a).b ?? 1; } catch { return 2; } }); export default () => t(null);",
    "(x?.a).b",
    "x?.a.b",
  ],
  [
    "new call paren",
    'class A { static B = class { k = 1; }; static C() { return A.B; } } const t = task(() => { try { return (new (A.C() as any)()).k; } catch (e) { return "e"; } }); export default () => t();',
    "new (A.C() as any)()",
    "new (A.C as any)()",
  ],
  [
    "async vs sync arrow",
    "const h = async () => 1; const t = task(() => typeof h()); export default () => t();",
    "async () =>",
    "() =>",
  ],
  ["nullish vs or", "const t = task((x: number) => 0 ?? x);", "0 ?? x", "0 || x"],
  [
    "directive use strict",
    "function f(this: any) { return typeof this; } const t = task(() => f.call(1 as any)); export default () => t();",
    "typeof this",
    "typeof (this as any).x",
  ],
  [
    "type-only enum import",
    {
      "p.ts": 'import { type T, E } from "./a.ts"; const t = task((x: T) => E.A + x);',
      "a.ts": "export type T = number; export enum E { A = 1 }",
    },
    "A = 1",
    "A = 2",
  ],
  [
    "import equals alias",
    "namespace N { export namespace M { export const k = 1; } } import K = N.M; const t = task((x: number) => K.k + x);",
    "k = 1",
    "k = 2",
  ],
  [
    "declare merging class+ns",
    "class A {} namespace A { export const k = 1; } const t = task((x: number) => (A as any).k + x);",
    "k = 1",
    "k = 2",
  ],
  [
    "function+ns merge",
    "function A() {} namespace A { export const k = 1; } const t = task((x: number) => A.k + x);",
    "k = 1",
    "k = 2",
  ],
  [
    "batch fn code",
    "const one = task((x: number) => x + 1); const all = batch(one, (xs) => xs.map((x) => x + 1 + 0)); export default () => all([1, 2]);",
    "1 + 0",
    "1 + 1",
  ],
  [
    "unused param default fn in wrapper",
    "const opts = { k: 1 }; const t = task((x: number, o = opts) => o.k + x);",
    "k: 1",
    "k: 2",
  ],
  [
    "string with lone surrogate",
    'const S = "\\ud800"; const t = task((x: number) => S.charCodeAt(0) + x);',
    "\\ud800",
    "\\ud801",
  ],
  [
    "unicode normalization",
    'const S = "\u00e9"; const t = task((x: number) => S.length + x);',
    '"\u00e9"',
    '"e\u0301"',
  ],
];

testEdits(EDITS);
