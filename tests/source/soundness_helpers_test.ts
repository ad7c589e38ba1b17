/** What helpers put into the classes and functions that they are handed while modules load. */

import assert from "node:assert/strict";
import { type Edit, testEdits } from "./edit_rig.ts";
import { analyze, keyOf } from "./rig.ts";

const USE = "const t = task((x: number) => (new A() as any).jump() + x);";
const mixed = (helper: string, call: string) =>
  `class J { jump() { return 3; } } class A {} ${helper} ${call} ${USE}`;
const HANDBOOK = `export function applyMixins(derived: any, constructors: any[]) {
  constructors.forEach((base) => {
    Object.getOwnPropertyNames(base.prototype).forEach((name) => {
      Object.defineProperty(
        derived.prototype,
        name,
        Object.getOwnPropertyDescriptor(base.prototype, name) ?? Object.create(null),
      );
    });
  });
}`;
const SAVE = "function put(to: any, what: any) { to.prototype.jump = what; }";

/** A helper, and how it's called. */
const MIXED: readonly (readonly [what: string, helper: string, call: string])[] = [
  [
    "by name",
    "function mix(d: any, b: any) { d.prototype.jump = b.prototype.jump; }",
    "mix(A, J);",
  ],
  [
    "in a loop",
    "const mix = (d: any, bs: any[]) => { for (const b of bs) d.prototype.jump = b.prototype.jump; };",
    "mix(A, [J]);",
  ],
  [
    "through another name",
    "function mix(d: any, b: any) { const p = d.prototype; p.jump = b.prototype.jump; }",
    "mix(A, J);",
  ],
  [
    "through a part that is taken out",
    "function mix(d: any, b: any) { const { prototype: p } = d; p.jump = b.prototype.jump; }",
    "mix(A, J);",
  ],
  [
    "to each of a list",
    "function mix(ds: any[], b: any) { for (const d of ds) d.prototype.jump = b.prototype.jump; }",
    "mix([A], J);",
  ],
  [
    "to each of a copied list",
    "function mix(ds: any[], b: any) { const all = [...ds]; all.forEach((d) => { d.prototype.jump = b.prototype.jump; }); }",
    "mix([A], J);",
  ],
  [
    "by Object.assign",
    "function mix(d: any, o: any) { Object.assign(d.prototype, o); }",
    "mix(A, { jump: () => new J().jump() });",
  ],
  [
    "by a helper of the helper",
    `function mix(d: any, b: any) { put(d, b.prototype.jump); } ${SAVE}`,
    "mix(A, J);",
  ],
  ["by call()", SAVE, "put.call(null, A, J.prototype.jump);"],
  ["by apply()", SAVE, "put.apply(null, [A, J.prototype.jump]);"],
  ["with spread arguments", SAVE, "put(...[A, J.prototype.jump] as const);"],
  [
    "for both branches",
    "function mix(d: any, b: any) { const p = d ? d.prototype : b; p.jump = b.prototype.jump; }",
    "mix(A, J);",
  ],
];

const EDITS: readonly Edit[] = [
  ...MIXED.map(([what, helper, call]): Edit => [
    `what a helper puts into a class ${what}`,
    mixed(helper, call),
    "return 3",
    "return 4",
  ]),
  [
    "mixins as in the handbook",
    {
      "p.ts": `import { applyMixins } from "./mix.ts"; ${mixed("", "applyMixins(A, [J]);")}`,
      "mix.ts": HANDBOOK,
    },
    "return 3",
    "return 4",
  ],
  [
    "the helper that mixes",
    {
      "p.ts": `import { mix } from "./mix.ts"; ${mixed("", "mix(A, J);")}`,
      "mix.ts":
        "export const mix = (d: any, b: any) => { d.prototype.jump = () => new b().jump() + 1; };",
    },
    "+ 1",
    "+ 2",
  ],
  [
    "what a helper puts into a function",
    "function f(x: number) { return x + (f as any).k; } function tag(g: any, k: number) { g.k = k; } tag(f, 3); const t = task((x: number) => f(x));",
    "tag(f, 3)",
    "tag(f, 4)",
  ],
  [
    "what a helper puts into a function that a constant holds",
    "const f: any = (x: number) => x + f.k; const tag = (g: any, k: number) => Object.defineProperty(g, 'k', { value: k }); tag(f, 3); const t = task((x: number) => f(x));",
    "tag(f, 3)",
    "tag(f, 4)",
  ],
  [
    "what a class inherits by a helper",
    "function inherit(c: any, p: any) { c.prototype = Object.create(p.prototype); } function P() {} P.prototype.go = () => 5; function C() {} inherit(C, P); const t = task((x: number) => new (C as any)().go() + x);",
    "=> 5",
    "=> 6",
  ],
  [
    "what a class inherits by node:util",
    `import { inherits } from "node:util"; function P() {} P.prototype.go = () => 5; function C() {} inherits(C as any, P as any); const t = task((x: number) => new (C as any)().go() + x);`,
    "=> 5",
    "=> 6",
  ],
  [
    "what a helper does to each item of a list",
    {
      "p.ts":
        `import { scale } from "./scale.ts"; const rows = [{ v: 1 }, { v: 2 }]; rows.forEach(scale); const t = task((x: number) => rows[1]!.v + x);`,
      "scale.ts": "export const scale = (row: { v: number }) => { row.v *= 10; };",
    },
    "*= 10",
    "*= 20",
  ],
  [
    "what a helper does to each value of an object, in a fold",
    "const all: any = { a: { v: 1 } }; function add(sum: number, row: any) { row.tags.push(sum + 3); return sum; } all.a.tags = []; Object.values(all).reduce(add, 0); const t = task((x: number) => all.a.tags[0] + x);",
    "sum + 3",
    "sum + 4",
  ],
  [
    "what a function does that comes out of a call beside another",
    "const state = (v: number) => [() => v, (to: number) => { v = to; }] as const; const [get, set] = state(1); set(7); const t = task((x: number) => get() + x);",
    "set(7)",
    "set(8)",
  ],
  [
    "what is registered by a function of another module that comes out of a call",
    {
      "p.ts":
        `import { lookup } from "./registry.ts"; import "./plugins.ts"; const t = task((x: number) => lookup("a")(x));`,
      "registry.ts":
        "const make = () => { const all: any = {}; return { register(name: string, f: any) { all[name] = f; }, lookup: (name: string) => all[name] }; }; export const { register, lookup } = make();",
      "plugins.ts":
        `import { register } from "./registry.ts"; register("a", (x: number) => x + 1);`,
    },
    "x + 1",
    "x + 2",
  ],
  ...([
    ["a member of an object", "const o = { h(row: any) { row.v *= 3; } };", "rows.forEach(o.h);"],
    ["a static method", "class O { static h(row: any) { row.v *= 3; } }", "rows.forEach(O.h);"],
    ["Array.from", "const h = (row: any) => { row.v *= 3; };", "Array.from(rows, h);"],
    [
      "a function that is called while modules load",
      "const h = (row: any) => { row.v *= 3; };",
      "function all() { rows.forEach(h); } all();",
    ],
  ] as const).map(([what, helper, call]): Edit => [
    `what is done to each item by ${what}`,
    `const rows = [{ v: 1 }]; ${helper} ${call} const t = task((x: number) => rows[0]!.v + x);`,
    "*= 3",
    "*= 4",
  ]),
  [
    "what a helper puts into a function, called by another one while modules load",
    "function f(x: number) { return x + (f as any).k; } function tag(g: any, k: number) { g.k = k; } function all() { tag(f, 3); } all(); const t = task((x: number) => f(x));",
    "tag(f, 3)",
    "tag(f, 4)",
  ],
  [
    "what a helper puts into a class that another one hands to it",
    "class A { static k = 0; } const tag = (c: any, k: number) => { c.k = k; }; const apply = (f: any, ...a: any[]) => f(...a); apply(tag, A, 3); const t = task((x: number) => A.k + x);",
    "A, 3",
    "A, 4",
  ],
  [
    "what plugins put into a class",
    "class A { static k = 0; } const use = (c: any, ...plugins: any[]) => plugins.forEach((p) => p.install(c)); use(A, { install(c: any) { c.k = 3; } }); const t = task((x: number) => A.k + x);",
    "k = 3",
    "k = 4",
  ],
  [
    "what a tag of templates does to a value in one",
    "const o: any = { a: 1 }; const put = (_: unknown, to: any, v: number) => { to.a = v; }; put`${o} is ${3}`; const t = task((x: number) => o.a + x);",
    "${3}",
    "${4}",
  ],
];

testEdits(EDITS);

/** Helpers that leave a class as it is: what else they're given is nothing to its users. */
const KEPT: readonly (readonly [what: string, helper: string])[] = [
  [
    "puts it into a table",
    "const table: any = {}; function h(c: any, n: number) { table[c.name] = c; void n; }",
  ],
  [
    "puts it into a new table",
    "function h(c: any, n: number) { const all: any = {}; for (const one of [c]) all[one.name] = one; return [all, n]; }",
  ],
  [
    "folds it into a table",
    "function h(c: any, n: number) { return [[c].reduce((all, one) => { all[one.name] = one; return all; }, {}), n]; }",
  ],
  [
    "puts it into a list",
    "function h(c: any, n: number) { const list: any[] = []; list.push(c); return [list, n]; }",
  ],
  [
    "extends it",
    "function h(c: any, n: number) { const sub: any = class extends c {}; sub.n = n; return sub; }",
  ],
  [
    "wraps it",
    "function h(c: any, n: number) { const make: any = () => new c(); make.inner = c; return [make, n]; }",
  ],
];

Deno.test("a list is as before for its users if functions only look at its items", async () => {
  const text = (n: number) =>
    `const rows = [{ v: 1 }]; const show = (row: { v: number }) => row.v * ${n}; export const shown = rows.map(show); task(() => rows[0]!.v);`;
  assert.equal(await keyOf(text(1)), await keyOf(text(2)));
});

for (const [what, helper] of KEPT) {
  Deno.test(`a class is as before for its users if a helper ${what}`, async () => {
    const text = (n: number) => `class A { v = 1; } ${helper} h(A, ${n}); task(() => new A().v);`;
    assert.equal(await keyOf(text(1)), await keyOf(text(2)));
  });
}

Deno.test("it is said that a function hands a class to what changes it, while the program runs", async () => {
  const said = async (body: string) => {
    const helper = `class A { static n = 0; } function h(c: any) { ${body} }`;
    const { warnings } = await analyze(
      `${helper} export default () => { h(A); }; task(() => A.n);`,
    );
    return warnings.map(({ code }) => code);
  };

  assert.deepEqual(await said("c.n = 1;"), ["changed-at-run-time"]);
  assert.deepEqual(await said("const all: any = {}; all[c.name] = c; return all;"), []);
});

Deno.test("it is said that a helper changes what all programs share, if it does", async () => {
  const said = async (body: string, call: string) => {
    const { warnings } = await analyze(
      `function h(to: any, what: any) { ${body} } ${call} task(() => [1].length);`,
    );
    return warnings.map(({ code, message }) => `${code} ${message.split(" ")[0]}`);
  };

  const changed = ["changed-global Array.prototype"];
  assert.deepEqual(await said("Object.assign(to, what);", "h(Array.prototype, {});"), changed);
  assert.deepEqual(
    await said("to.extra = what;", "[1].forEach(() => h(Array.prototype, 1));"),
    changed,
  );
  assert.deepEqual(await said("to.extra = what;", "h(globalThis, 1);"), [
    "changed-global globalThis",
  ]);
  assert.deepEqual(await said("to.extra = what;", "h({}, Array.prototype);"), []);
  assert.deepEqual(await said("return [to.length, what];", "h(Array.prototype, Math);"), []);
  assert.deepEqual(
    await said("to.extra = what;", "export const later = () => h(Array.prototype, 1);"),
    [],
  );
});
