/**
 * What happens while modules load counts, by whatever way it changes what a task uses: what comes out
 * of the cache after an edit of it is what running the code without it gives.
 */

import { type Edit, type Files, testEdits } from "./edit_rig.ts";

const USE = "const t = task((x: number) =>";

/** Code that is run at the top level, what a task gives, and what is edited. */
type Step = readonly [name: string, code: string, gives: string, from: string, to: string];

const STEPS: readonly Step[] = [
  ["a typed array is set", "const a = new Uint8Array(2); a.set([1]);", "a[0]", "[1]", "[2]"],
  [
    "a view writes to a typed array",
    "const a = new Uint8Array(2); new DataView(a.buffer).setUint8(0, 1);",
    "a[0]",
    "0, 1",
    "0, 2",
  ],
  [
    "a part of a typed array is written to",
    "const a = new Uint8Array(4); const s = a.subarray(1); s[0] = 1;",
    "a[1]",
    "= 1;",
    "= 2;",
  ],
  [
    "a text is encoded into a typed array",
    'const a = new Uint8Array(2); new TextEncoder().encodeInto("a", a);',
    "a[0]",
    '"a"',
    '"b"',
  ],
  ["a date is set", "const d = new Date(0); d.setTime(5);", "d.getTime()", "(5)", "(6)"],
  [
    "a part of a URL is set",
    'const u = new URL("http://a/"); u.searchParams.set("q", "1");',
    "u.href",
    '"1"',
    '"2"',
  ],
  [
    "an iterator goes on",
    "const it = [1, 2, 3].values(); it.next();",
    "[...it].length",
    "it.next();",
    "",
  ],
  [
    "a generator goes on",
    "function* g() { yield 1; yield 2; } const it = g(); it.next(); const k = it.next().value;",
    "k",
    "it.next(); const k",
    "const k",
  ],
  [
    "a static setter is used",
    "class A { static #k = 1; static set k(n: number) { A.#k = n; } static get k() { return A.#k; } } A.k = 2;",
    "A.k",
    "A.k = 2",
    "A.k = 3",
  ],
  [
    "a setter is used by a pattern",
    "const o: any = { set k(n: number) { (this as any).n = n + 0; } }; [o.k] = [2];",
    "o.n",
    "+ 0",
    "+ 1",
  ],
  ["a loop assigns a member", "const o: any = {}; for (o.k of [1, 2]);", "o.k", ", 2", ", 3"],
  [
    "an error is caught",
    "const o: any = {}; try { throw 1; } catch (e) { o.k = e; }",
    "o.k",
    "throw 1",
    "throw 2",
  ],
  [
    "a method is handed over with its object",
    "const s = new Set<number>(); [1, 2].forEach(s.add, s);",
    "s.size",
    ", 2]",
    "]",
  ],
  [
    "a method is applied by another function",
    "const a: number[] = []; Reflect.apply(a.push, a, [1]);",
    "a.length",
    "[1]",
    "[1, 2]",
  ],
  [
    "a prototype's method is called",
    "const a: number[] = []; Array.prototype.push.call(a, 1);",
    "a.length",
    "a, 1",
    "a, 1, 2",
  ],
  [
    "another list's method is called",
    "const a: number[] = []; [].push.apply(a, [1] as never);",
    "a.length",
    "[1]",
    "[1, 2]",
  ],
  [
    "a bound method is called",
    "const a: number[] = []; const p = a.push.bind(a); p(1);",
    "a.length",
    "p(1)",
    "p(1, 2)",
  ],
  [
    "one of two is changed",
    "const a: any = {}, b: any = {}; (true ? a : b).k = 1;",
    "a.k",
    "k = 1",
    "k = 2",
  ],
  [
    "what is found in a list is changed",
    "const a: any = {}; [a].find(() => true).k = 1;",
    "a.k",
    "k = 1",
    "k = 2",
  ],
  [
    "a function changes its receiver",
    "const a: any = {}; function f(this: any) { this.k = 1; } f.call(a);",
    "a.k",
    "k = 1",
    "k = 2",
  ],
  [
    "a constructor registers what it makes",
    "const all: any[] = []; class A { constructor(readonly n: number) { all.push(this); } } new A(1);",
    "all[0].n",
    "A(1)",
    "A(2)",
  ],
  [
    "a class registers itself by a method of its base class",
    "const all: any = {}; class Base { static init() { all[this.name] = (this as any).v; } } class B extends Base { static v = 1; static { this.init(); } }",
    "all.B",
    "v = 1",
    "v = 2",
  ],
  [
    "a class registers itself by its own name",
    "const all: any = {}; class B { static v = 1; static init() { all.v = this.v + 0; } static ok = B.init(); }",
    "all.v",
    "+ 0",
    "+ 1",
  ],
  [
    "a tag is called",
    "const o: any = {}; const tag = (s: any) => { o.k = s[0]; }; tag`one`;",
    "o.k",
    "`one`",
    "`two`",
  ],
  ...[
    ["get go() { o.k = 1; return 0; }", "i.go"],
    ['toString() { o.k = 1; return ""; }', "`${i}`"],
    ["valueOf() { o.k = 1; return 0; }", "+i"],
    ["toJSON() { o.k = 1; }", "JSON.stringify(i)"],
    ["*[Symbol.iterator]() { o.k = 1; }", "[...i]"],
    ["*[Symbol.iterator]() { o.k = 1; }", "for (const _ of i)"],
    ["[Symbol.iterator]: function* () { o.k = 1; }", "const [q] = i"],
  ].map(([member, use]): Step => [
    `an object does something unnamed: ${use}`,
    `const o: any = {}; const i: any = { ${member} }; ${use};`,
    "o.k",
    "k = 1",
    "k = 2",
  ]),
  [
    "a class is asked for its instances",
    "const o: any = {}; class A { static [Symbol.hasInstance]() { o.k = 1; return true; } } void (({}) instanceof A);",
    "o.k",
    "k = 1",
    "k = 2",
  ],
  [
    "something is changed through a proxy",
    "const o: any = {}; const p: any = new Proxy(o, {}); p.k = 1;",
    "o.k",
    "k = 1",
    "k = 2",
  ],
  [
    "a trap of a proxy runs",
    "const o: any = {}; const p: any = new Proxy({}, { get() { o.k = 1; } }); p.z;",
    "o.k",
    "k = 1",
    "k = 2",
  ],
  [
    "something is disposed of",
    "const o: any = {}; { using _ = { [Symbol.dispose]() { o.k = 1; } }; }",
    "o.k",
    "k = 1",
    "k = 2",
  ],
  [
    "a callback of JSON.parse runs",
    'const o: any = {}; JSON.parse("[1]", (_k, v) => { o.k = 1; return v; });',
    "o.k",
    "k = 1",
    "k = 2",
  ],
  ["an enum is assigned", "enum E { A = 1 } (E as any).A = 2;", "E.A", "A = 2", "A = 3"],
  [
    "a property of a task is assigned",
    "const one: any = task((x: number) => x); one.k = 1;",
    "one.k",
    "k = 1",
    "k = 2",
  ],
  [
    "a prototype is set",
    "const o: any = {}; Object.setPrototypeOf(o, { k: 1 });",
    "o.k",
    "k: 1",
    "k: 2",
  ],
  [
    "a getter is defined",
    'const o: any = {}; Object.defineProperty(o, "k", { get: () => 1 });',
    "o.k",
    "=> 1",
    "=> 2",
  ],
];

const main = (text: string, others: Files): Files => ({ "p.ts": text, ...others });

const MODULES: readonly Edit[] = [
  [
    "a module that is loaded by import() registers something",
    main(
      `import { all } from "./all.ts"; if (all.length === 0) await import("./a.ts"); ${USE} all.join() + x);`,
      {
        "all.ts": "export const all: string[] = [];",
        "a.ts": 'import { all } from "./all.ts"; all.push("a");',
      },
    ),
    'push("a")',
    'push("b")',
  ],
  [
    "a module that is loaded while the graph is built registers something",
    main(
      `import { all } from "./all.ts"; const t = task(() => all.join()); export default async () => { await import("./a.ts"); return t(); };`,
      {
        "all.ts": "export const all: string[] = [];",
        "a.ts": 'import { all } from "./all.ts"; all.push("a");',
      },
    ),
    'push("a")',
    'push("b")',
  ],
  [
    "imported JSON is changed",
    main(`import d from "./d.json" with { type: "json" }; (d as any).k = 2; ${USE} d.k + x);`, {
      "d.json": '{"k":1}',
    }),
    "k = 2",
    "k = 3",
  ],
  [
    "imported JSON is changed elsewhere",
    main(
      `import d from "./d.json" with { type: "json" }; import { ok } from "./m.ts"; void ok; ${USE} d.k + x);`,
      {
        "m.ts":
          'import d from "./d.json" with { type: "json" }; (d as any).k = 2; export const ok = 1;',
        "d.json": '{"k":1}',
      },
    ),
    "k = 2",
    "k = 3",
  ],
  [
    "a name that two modules export otherwise",
    main(`import * as ns from "./s.ts"; ${USE} (ns as any).h?.(x) ?? -1);`, {
      "s.ts": 'export * from "./a.ts"; export * from "./b.ts";',
      "a.ts": "export const h = (x: number) => x + 1;",
      "b.ts": "export const i = 1;",
    }),
    "const i = 1",
    "const h = 1",
  ],
  [
    "a module that imports itself",
    `import { K as J } from "./p.ts"; export const K = 1; ${USE} J + x);`,
    "K = 1;",
    "K = 2;",
  ],
  [
    "an export with a text as its name",
    main(`import { "a b" as f } from "./s.ts"; ${USE} f(x));`, {
      "s.ts": 'const g = (x: number) => x + 1; export { g as "a b" };',
    }),
    "x + 1",
    "x + 2",
  ],
  [
    "a symbol that two modules make",
    main(`import { S, o } from "./s.ts"; ${USE} (o as any)[S] ?? x);`, {
      "s.ts": 'export const S = Symbol.for("a"); export const o = { [Symbol.for("a")]: 5 };',
    }),
    'S = Symbol.for("a")',
    'S = Symbol.for("b")',
  ],
];

testEdits([
  ...STEPS.map(([name, code, gives, from, to]): Edit => [
    name,
    `${code} ${USE} String(${gives}) + x);`,
    from,
    to,
  ]),
  ...MODULES,
]);
