/**
 * Whatever way a value is changed while modules load, an edit of that is seen: each change by itself
 * in each place where it may stand.
 */

import { type Edit, type Files, testEdits } from "../source/edit_rig.ts";

/** What may be called to change something. */
const HELPERS = `
export const set = (o: any, v: any) => { o.a = v; };
export function deepSet(o: any, v: any) { o.in.b = v; }
export const scale = (r: any) => { r.v = r.v * 10 + K; };
export const each = (l: any, f: any) => { for (const x of l) f(x); };
export const tag = (f: any, k: any) => { f.k = k; return f; };
export const id = <T>(x: T): T => x;
export const pick = (o: any) => o.in;
export const first = (l: any) => l[0];
export const wrap = (o: any) => ({ o });
export const unwrap = (w: any) => w.o;
export const apply = (f: any, ...a: any[]) => f(...a);
export const mk = (o: any) => (v: any) => { o.a = v; };
export const mixin = (C: any, o: any) => { for (const n of Object.keys(o)) C.prototype[n] = o[n]; };
export class Box { constructor(public o: any) {} set(v: any) { this.o.a = v; } static put(o: any, v: any) { o.a = v; } }
export class Sub extends Box { go(v: any) { this.set(v); } }
export const util = { set, deep: { set }, put(o: any, v: any) { o.a = v; } };
export const compose = (...fs: any[]) => (x: any) => fs.reduce((y, f) => f(y), x);
export const later: any[] = [];
export const on = (f: any) => { later.push(f); };
export const flush = () => { for (const f of later) f(); };
export function* only(o: any) { yield o; }
export const tpl = (_: any, o: any, v: any) => { o.a = v; };
export const setLast = (...os: any[]) => { os.at(-1).a = os[0]; };
export const setIn = ({ to, v }: any) => { to.a = v; };
export const setDef = (v: any, o: any = o0) => { o.a = v; };
export const withO = (f: any) => f(o0);
const K = 1;
`;

/** What is changed. */
const STATE = `
export const o0: any = { a: 1, in: { b: 1 } };
export const l0: any[] = [{ v: 1 }, { v: 2 }];
export const m0 = new Map<string, any>([["k", { v: 1 }]]);
export class C0 { static s = 1; f = 1; m() { return this.f; } }
export const f0: any = (x: number) => x + (f0.k ?? 0);
const st = (v: any) => ({ get: () => v, put: (n: any) => { v = n; } });
export const { get: g0, put: p0 } = st(1);
export const cell = st(1);
export const box0 = { ref: o0 };
`;

const NAMES_OF_HELPERS =
  "set, deepSet, scale, each, tag, id, pick, first, wrap, unwrap, apply, mk, mixin, Box, Sub, util, compose, later, on, flush, only, tpl, setLast, setIn, setDef, withO";
const NAMES_OF_STATE = "o0, l0, m0, C0, f0, g0, p0, cell, box0";

const USE = `const t = task((x: number) =>
  JSON.stringify([o0, l0, [...m0], C0.s, (C0 as any).k, new C0().m(), Object.keys(C0.prototype), f0(1), g0(), cell.get(), x]));`;

/** Ways to change some of it to 33. */
const CHANGES: readonly string[] = [
  "o0.a = 33",
  "set(o0, 33)",
  "set(id(o0), 33)",
  "deepSet(o0, 33)",
  "pick(o0).b = 33",
  "{ const p = pick(o0); p.b = 33; }",
  "first(l0).v = 33",
  "set(first([o0]), 33)",
  "l0.forEach((r) => { r.v = 33; })",
  "each(l0, (r: any) => { r.v = 33; })",
  "l0.map((r) => (r.v = 33, r))",
  "m0.get('k').v = 33",
  "for (const r of l0) r.v = 33",
  "for (const [, v] of m0) v.v = 33",
  "m0.forEach((v) => { v.v = 33; })",
  "m0.set('z', 33)",
  "tag(f0, 33)",
  "tag(C0, 33)",
  "(C0.prototype as any).m = () => 33",
  "mixin(C0, { m: () => 33 })",
  "C0.s = 33",
  "set(unwrap(wrap(o0)), 33)",
  "{ const w = wrap(o0); set(w.o, 33); }",
  "apply(set, o0, 33)",
  "p0(33)",
  "cell.put(33)",
  "[o0].forEach((q) => set(q, 33))",
  "Object.assign(o0.in, { b: 33 })",
  "Object.assign(o0, { a: 33 })",
  "{ const { in: q1 } = o0; q1.b = 33; }",
  "(() => { o0.a = 33; })()",
  "{ function go() { o0.a = 33; } go(); }",
  "{ const fns = [() => { o0.a = 33; }]; fns[0]!(); }",
  "{ const fns = [() => { o0.a = 33; }]; fns.forEach((f) => f()); }",
  "if (o0.a) o0.a = 33",
  "try { throw 1; } catch { o0.a = 33; }",
  "new Box(o0).set(33)",
  "{ const b = new Box(o0); b.set(33); }",
  "Box.put(o0, 33)",
  "new Sub(o0).go(33)",
  "Reflect.set(o0, 'a', 33)",
  "{ class Z { static { o0.a = 33; } } void Z; }",
  "set.bind(null, o0)(33)",
  "{ const b = set.bind(null, o0); b(33); }",
  "set.call(null, o0, 33)",
  "set.apply(null, [o0, 33])",
  "([[o0, 33]] as any[]).forEach(([q, v]) => set(q, v))",
  "Object.entries({ o0 }).forEach(([, q]) => set(q, 33))",
  "new Map([[o0, 33]]).forEach((v, k) => set(k, v))",
  "for (const q of only(o0)) q.a = 33",
  "for (const q of only(o0)) set(q, 33)",
  "{ const al = o0 ? o0 : null; al.a = 33; }",
  "{ let tmp: any; tmp = o0; tmp.a = 33; }",
  "{ const arr = [...[o0]]; arr[0].a = 33; }",
  "{ const copy = { ...o0 }; copy.in.b = 33; }",
  "o0.in = { b: 33 }",
  "Object.defineProperty(o0, 'a', { value: 33, enumerable: true })",
  "{ const view = { get it() { return o0; } }; view.it.a = 33; }",
  "((a: any) => (b: any) => { a.a = b; })(o0)(33)",
  "((q = o0) => { q.a = 33; })()",
  "((...qs: any[]) => { qs[0].a = 33; })(o0)",
  "(({ q }: any) => { q.a = 33; })({ q: o0 })",
  "mk(o0)(33)",
  "{ const setO = mk(o0); setO(33); }",
  "[33].reduce((acc, v) => { acc.a = v; return acc; }, o0)",
  "[33].reduce((acc: any, v) => { set(acc, v); return acc; }, o0)",
  "util.set(o0, 33)",
  "util.deep.set(o0, 33)",
  "util.put(o0, 33)",
  "{ const { set: s2 } = util; s2(o0, 33); }",
  "compose((o: any) => { o.a = 33; return o; })(o0)",
  "compose(id, (o: any) => { set(o, 33); return o; })(o0)",
  "on(() => { o0.a = 33; }); flush()",
  "later.push(() => { o0.a = 33; }); flush()",
  "tpl`${o0}${33}`",
  "setLast(33, o0)",
  "setIn({ to: o0, v: 33 })",
  "setDef(33)",
  "withO((o: any) => { o.a = 33; })",
  "withO((o: any) => set(o, 33))",
  "box0.ref.a = 33",
  "set(box0.ref, 33)",
  "{ const { ref } = box0; set(ref, 33); }",
  "Object.values(box0).forEach((o) => set(o, 33))",
  "for (const k in box0) set((box0 as any)[k], 33)",
  "(box0 as any)['re' + 'f'].a = 33",
  "JSON.parse('[33]', (_k, v) => { if (v === 33) o0.a = v; return v; })",
  "[3, 1].sort((a, b) => { o0.a = 33; return a - b; })",
  "'x'.replace('x', () => { o0.a = 33; return ''; })",
  "Array.from([1], () => { o0.a = 33; })",
  "new Set([o0]).forEach((o) => { o.a = 33; })",
  "[...new Set([o0])].at(0).a = 33",
  "[o0, null].filter(Boolean)[0].a = 33",
  "[null, o0].find((o) => o)!.a = 33",
  "Promise.resolve(o0).constructor && (o0.a = 33)",
  "void (o0.a = 33)",
  "o0.a &&= 33",
  "o0.a++, o0.a += 33",
  "[o0.a] = [33]",
  "({ z: o0.a } = { z: 33 })",
  "for (o0.a of [1, 33]);",
  "delete o0.in, o0.z = 33",
  "(o0 as any)?.in && ((o0 as any).in.b = 33)",
  "l0.push({ v: 33 })",
  "l0[0] = { v: 33 }",
  "l0.length = 0, l0[0] = 33",
  "l0.splice(0, 1, { v: 33 })",
  "Array.prototype.push.call(l0, 33)",
  "[].push.apply(l0, [33] as any)",
  "l0.unshift(...[{ v: 33 }])",
  "l0.sort((a, b) => (33 - 30) * (b.v - a.v)), l0.push(33)",
  "l0.fill({ v: 33 }, 1)",
  "Object.setPrototypeOf(o0, { toJSON: () => 33 })",
  "(o0 as any).__proto__ = { toJSON: () => 33 }",
  "Object.setPrototypeOf(C0.prototype, {}), C0.s = 33",
  "(C0 as any).prototype.toJSON = 1, mixin(C0, { z33: 1 })",
  "Object.defineProperty(C0.prototype, 'm', { value: () => 33 })",
  "Object.assign(C0, { k: 33 })",
  "Object.assign(f0, { k: 33 })",
  "Object.assign(C0.prototype, { m: () => 33 })",
  "{ const P = C0.prototype; P.m = () => 33; }",
  "[C0].forEach((C) => { C.prototype.m = () => 33; })",
  "[C0].forEach((C) => tag(C, 33))",
  "{ const d = Object.getOwnPropertyDescriptor(C0.prototype, 'm')!; d.value = () => 33; Object.defineProperty(C0.prototype, 'm', d); }",
  "{ const orig = C0.prototype.m; C0.prototype.m = function () { return orig.call(this) + 33; }; }",
  "new C0().constructor === C0 && ((new C0().constructor as any).k = 33)",
  "(Object.getPrototypeOf(new C0()) as any).m = () => 33",
  "tag(tag(f0, 1), 33)",
  "id(f0).k = 33",
  "[f0][0].k = 33",
  "tag(id(f0), 33)",
  "apply(tag, f0, 33)",
  "apply(tag, C0, 33)",
  "apply(mixin, C0, { m: () => 33 })",
  "util.set(C0, 33), C0.s = 33",
];

/** Where a change stands. */
const PLACES: Readonly<Record<string, (change: string) => string>> = {
  "a statement": (change) => `${change};`,
  "a function that is called": (change) => `function setup() { ${change}; } setup();`,
  "an initialiser": (change) => `export const more = (() => { ${change}; return 1; })();`,
  "a callback": (change) => `[1].forEach(() => { ${change}; });`,
  "a condition": (change) => `if (o0) { ${change}; }`,
  "a method that is called": (change) => `const app = { init() { ${change}; } }; app.init();`,
  "a constructor": (change) =>
    `class App { constructor() { this.go(); } go() { ${change}; } } new App();`,
};

/** In another module than what is changed, the helpers and the task, which doesn't name it. */
function apart(statement: string): Files {
  const state = `import { ${NAMES_OF_STATE} } from "./state.ts";`;
  return {
    "p.ts": `${state} import { done } from "./plug.ts"; ${USE}
      export default () => { void done; return t(1); };`,
    "help.ts": `import { o0 } from "./state.ts"; ${HELPERS}`,
    "state.ts": STATE,
    "plug.ts": `import { ${NAMES_OF_HELPERS} } from "./help.ts"; ${state}
      ${statement} export const done = 1;`,
  };
}

/** In the task's own module. */
function together(statement: string): Files {
  const own = (text: string) => text.replaceAll("export ", "");
  return { "p.ts": `${own(HELPERS)} ${own(STATE)} ${own(statement)} ${USE}` };
}

/** Each in each place takes ten minutes: else they take turns. */
const ALL = Deno.env.get("MERKL_ALL_PLACES") !== undefined;

testEdits(CHANGES.flatMap((change, i): Edit[] => {
  const other = change.replaceAll("33", "44");
  const places = Object.entries(PLACES);
  return [
    ...(ALL ? places : [places[i % places.length]!]).map(([place, stand]): Edit => [
      `${change} (in ${place} of another module)`,
      apart(stand(change)),
      change,
      other,
    ]),
    [`${change} (in the task's module)`, together(`${change};`), change, other],
  ];
}));
