/** Code that changes a value while modules load is part of what uses the value. */

import assert from "node:assert/strict";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { analyze, type RigOptions, type Sources, withImport } from "./rig.ts";

type Project = Sources | string;

/** The key, or the code of the refusal. */
async function outcome(project: Project, options: RigOptions = {}): Promise<string> {
  try {
    return (await analyze(project, options)).codeHash;
  } catch (error) {
    assert.ok(isMerklError(error), String(error));
    return error.code;
  }
}

/** A project, part of its text, what takes its place, and what must come of it (else: another key). */
type Edit = readonly [what: string, project: Project, from: string, to: string, expected?: string];

function edited(project: Project, from: string, to: string): Project {
  if (typeof project === "string") {
    assert.ok(project.includes(from), from);
    return project.replace(from, to);
  }
  const files = Object.entries(project).map(([path, text]) => [path, text.replace(from, to)]);
  assert.notDeepEqual(Object.fromEntries(files), project);
  return Object.fromEntries(files);
}

const main = (text: string, others: Sources): Sources => ({
  "main.ts": withImport(text),
  ...others,
});
const TABLE = "const table = new Map<string, number>(); task(() => table.get('a'));\n";
const LIST = "const list: any[] = []; task(() => list);\n";
const BOX = "const box: any = {}; task(() => box.a);\n";

const EDITS: readonly Edit[] = [
  ["a callback that pushes", LIST + "[1, 2].forEach((x) => list.push(x));", "2]", "3]"],
  [
    "a callback that assigns",
    BOX + "Object.entries({ a: 1 }).forEach(([k, v]) => { box[k] = v; });",
    "a: 1",
    "a: 2",
  ],
  ["a function called at once", BOX + "(() => { box.a = 1; })();", "= 1", "= 2"],
  [
    "a namespace as emitted",
    "var E: any; (function (E: any) { E.A = 1; })(E || (E = {})); task(() => E.A);",
    "= 1",
    "= 2",
  ],
  ["a function that fills", TABLE + "function fill() { table.set('a', 1); } fill();", "1)", "2)"],
  [
    "a function that calls one that fills",
    TABLE + "const set = (n: number) => table.set('a', n); const fill = () => set(1); fill();",
    "set(1)",
    "set(2)",
  ],
  [
    "the call of a function that fills",
    TABLE + "function fill() { table.set('a', 1); } fill();",
    " fill();",
    "",
  ],
  [
    "a function that is given what it changes",
    BOX + "function configure(o: object) { Object.assign(box, o); } configure({ a: 5 });",
    "a: 5",
    "a: 6",
  ],
  [
    "a registering function",
    TABLE +
    "const def = (k: string, v: number) => { table.set(k, v); return v; }; const one = def('a', 1);",
    "1);",
    "2);",
  ],
  ["a chain of calls", TABLE + "table.set('a', 1).set('b', 2);", "1)", "3)"],
  ["a call whose result is kept", LIST + "const n = list.push(7);", "7", "8"],
  [
    "a sorted list",
    "const a = [3, 1]; const b = a.sort((x, y) => x - y); task(() => a);",
    "x - y",
    "y - x",
  ],
  [
    "an exported call",
    "const m = new Map([['x', 1]]); task(() => m.size); export const ok = m.delete('x');",
    "delete('x')",
    "delete('y')",
  ],
  ["a call behind a condition", LIST + "const on = true; on && list.push(7);", "7", "8"],
  [
    "a constructor that is given it",
    LIST + "class R { constructor(x: any[]) { x.push(1); } } new R(list);",
    "push(1)",
    "push(2)",
  ],
  [
    "an object that is given it",
    LIST + "const reg = (o: { list: any[] }) => o.list.push(1); reg({ list });",
    "push(1)",
    "push(2)",
  ],
  [
    "a decorator",
    BOX +
    "const reg = (n: string) => (v: any, _: any) => { box[n] = v; }; @reg('a') class A { static n = 5; }",
    "reg('a')",
    "reg('b')",
  ],
  ["a static block", BOX + "class A { static { box.a = 5; } }", "= 5", "= 6"],
  ["another name", "const a: any = {}; const b = a; b.x = 2; task(() => a.x);", "= 2", "= 3"],
  [
    "a name of a part",
    "const o = { x: { y: 1 } }; const x = o.x; x.y = 3; task(() => o.x.y);",
    "= 3",
    "= 4",
  ],
  [
    "a destructured part",
    "const o = { x: { y: 1 } }; const { x } = o; x.y = 3; task(() => o.x.y);",
    "= 3",
    "= 4",
  ],
  ["a name in a loop", LIST + "for (const x of [1, 2]) { const y = list; y.push(x); }", "2]", "3]"],
  [
    "items of it in a loop",
    "const os: any[] = [{ n: 1 }]; task(() => os); for (const o of os) o.n = 2;",
    "= 2",
    "= 3",
  ],
  [
    "items of it in a callback",
    "const os: any[] = [{ n: 1 }]; task(() => os); os.forEach((o) => o.n = 2);",
    "= 2",
    "= 3",
  ],
  [
    "what a function gives out",
    "const box: any = {}; const get = () => box; get().a = 1; task(() => box.a);",
    "= 1",
    "= 2",
  ],
  [
    "what an object holds",
    "const box: any = {}; const all = { box }; all.box.a = 1; task(() => box.a);",
    "= 1",
    "= 2",
  ],
  [
    "what was put into another",
    "const box: any = {}; const all: any = {}; all.b = box; all.b.a = 1; task(() => box.a);",
    "= 1",
    "= 2",
  ],
  [
    "a stateful closure",
    "const k = (() => { let n = 0; return () => ++n; })(); const a = k(); task(() => a);",
    "const a",
    "k(); const a",
  ],
  [
    "a stateful closure called later",
    "const k = (() => { let n = 0; return () => ++n; })(); task(() => k()); k();",
    " k();",
    " k(); k();",
  ],
  [
    "a counter of the module",
    "let n = 0; const k = () => ++n; const a = k(); task(() => a);",
    "const a",
    "k(); const a",
  ],
  [
    "a static method",
    "class C { static n = 0; static add(n: number) { this.n += n; } } C.add(1); task(() => C.n);",
    "add(1)",
    "add(2)",
  ],
  [
    "a prototype",
    "class A {} (A.prototype as any).m = () => 3; task(() => (new A() as any).m());",
    "=> 3",
    "=> 4",
  ],
  [
    "a registered listener",
    `import { EventEmitter } from "node:events"; const e = new EventEmitter(); e.on("x", () => {}); task(() => e.listenerCount("x"));`,
    `e.on("x", () => {});`,
    "",
  ],
  [
    "when a value is taken",
    "const o = { v: 1 }; const b = o.v; o.v = 2; task(() => b);",
    "const b = o.v; o.v = 2;",
    "o.v = 2; const b = o.v;",
  ],
  [
    "when a function takes a value",
    "const o = { v: 1 }; const get = () => o.v; const b = get(); o.v = 2; task(() => b);",
    "const b = get(); o.v = 2;",
    "o.v = 2; const b = get();",
  ],
  [
    "a condition around var",
    "const on: number = 1; if (on > 0) { var y = 2; } task(() => y);",
    "on > 0",
    "on > 1",
  ],
  [
    "a statement of the task's file, for a constant two files away",
    main(
      `import { config } from "./config.ts"; import { help } from "./helper.ts"; config.rate = 5; task(() => help());`,
      {
        "config.ts": "export const config = { rate: 1 };",
        "helper.ts": `import { config } from "./config.ts"; export const help = () => config.rate;`,
      },
    ),
    "= 5",
    "= 6",
  ],
  [
    "a module that registers itself",
    main(
      `import { get } from "./reg.ts"; import { one } from "./one.ts"; one; task(() => get("one"));`,
      {
        "reg.ts":
          "const reg = new Map<string, any>(); export const add = (k: string, v: any) => { reg.set(k, v); }; export const get = (k: string) => reg.get(k);",
        "one.ts": `import { add } from "./reg.ts"; export const one = 1; add("one", 1);`,
      },
    ),
    `"one", 1`,
    `"one", 2`,
  ],
  [
    "a bare import of a module that only re-exports",
    main(`import { v } from "./x.ts"; task(() => v);`, {
      "x.ts": `import "./y.ts"; export { v } from "./z.ts";`,
      "y.ts": `import { v } from "./z.ts"; v.a = 2;`,
      "z.ts": "export const v = { a: 1 };",
    }),
    "a = 2",
    "a = 3",
  ],
  [
    "what a bare import in a re-exporting module does elsewhere",
    main(`import { v } from "./x.ts"; task(() => v);`, {
      "x.ts": `import "./y.ts"; export * from "./z.ts";`,
      "y.ts": `(Array.prototype as any).extra = 1;`,
      "z.ts": "export const v = { a: 1 };",
    }),
    "extra = 1",
    "extra = 2",
  ],
  [
    "an asset without ./",
    main(`task(() => new URL("d.json", import.meta.url));`, { "d.json": "1" }),
    "1",
    "2",
  ],
  [
    "an asset in a template",
    main("task(() => new URL(`d.json`, import.meta.url));", { "d.json": "1" }),
    "1",
    "2",
  ],
  [
    "what a CommonJS module requires",
    main(`import { one } from "./one.cjs"; task(() => one);`, {
      "one.cjs": `module.exports.one = require("./two.cjs").two;`,
      "two.cjs": "module.exports.two = 2;",
    }),
    "two = 2",
    "two = 3",
  ],
  [
    "an import by a template",
    main("task(async () => (await import(`./o.ts`)).v);", { "o.ts": "export const v = 1;" }),
    "= 1",
    "= 2",
  ],
];

for (const [what, project, from, to] of EDITS) {
  Deno.test(`a key moves with ${what}`, async () => {
    const one = await outcome(project);
    assert.match(one, /^[0-9a-f]{64}$/);
    assert.notEqual(await outcome(edited(project, from, to)), one);
  });
}

/** Edits of code that only reads: the key stays. */
const QUIET: readonly Edit[] = [
  ["a length", LIST + "export const n = list.length + 1;", "+ 1", "+ 2"],
  ["a copy that is mapped", LIST + "export const m = list.map((x) => x + 1);", "+ 1", "+ 2"],
  [
    "another task that is given it",
    LIST + "const t = task((x: any) => x); export const f = () => t(list, 1);\ntask(() => list);",
    "list, 1",
    "list, 2",
  ],
  ["a function that is not called", LIST + "export const f = () => { list.push(1); };", "1)", "2)"],
  [
    "a function that only reads",
    "const sum = (xs: readonly number[], k: number) => xs.reduce((a, x) => a + x * k, 0); const xs = [1, 2]; task(() => xs); export const s = sum(xs, 2);",
    ", 2);",
    ", 3);",
  ],
  [
    "printing",
    "const xs = [1, 2]; task(() => xs); console.log(JSON.stringify(xs), Object.keys(xs), 'a');",
    "'a'",
    "'b'",
  ],
  [
    "a body of another task",
    LIST + "task(() => { list.push(1); return 1; });\ntask(() => list);",
    "push(1)",
    "push(2)",
  ],
  ["a default export", LIST + "export default { list, n: 1 };", "n: 1", "n: 2"],
  [
    "a number that is handed on",
    "const K = 5; const box: any = {}; const put = (n: number, m: number) => { box.a = n + m; }; put(K, 1); task(() => K);",
    "K, 1",
    "K, 2",
  ],
];

for (const [what, project, from, to] of QUIET) {
  Deno.test(`a key stays with an edit of ${what}`, async () => {
    const one = await outcome(project);
    assert.match(one, /^[0-9a-f]{64}$/);
    assert.equal(await outcome(edited(project, from, to)), one);
  });
}

/** Constants of functions that may differ from call to call. */
const CAPTURED: readonly (readonly [what: string, text: string])[] = [
  [
    "is taken from a list",
    "const ks = [2, 3]; function mk() { const k = ks.pop()!; return task((x: number) => x * k); } mk();",
  ],
  [
    "is taken from a list in a loop",
    "const ks = [2, 3]; while (ks.length) { const k = ks.pop()!; task((x: number) => x * k); }",
  ],
  [
    "is looked up in a loop",
    "const ks = [2, 3]; while (ks.length) { const k = ks.at(-1)!; task((x: number) => x * k); ks.pop(); }",
  ],
  [
    "is counted",
    "let n = 0; const next = () => ++n; function mk() { const k = next(); return task((x: number) => x * k); } mk();",
  ],
  [
    "is the state of the module",
    "let n = 0; function mk() { n++; const k = n; return task((x: number) => x * k); } mk();",
  ],
  [
    "comes from a stateful closure",
    "const next = (() => { let n = 0; return () => ++n; })(); function mk() { const k = next(); return task((x: number) => x * k); } mk();",
  ],
  [
    "is changed by a function",
    "function add(o: any) { o.rate = 1; } function mk() { const o: any = {}; add(o); return task(() => o.rate); } mk();",
  ],
  [
    "is changed by another name",
    "function mk() { const o: any = {}; const p = o; p.rate = 1; return task(() => o.rate); } mk();",
  ],
  [
    "is changed in a callback",
    "function mk() { const o: any = {}; [1].forEach((x) => { o.rate = x; }); return task(() => o.rate); } mk();",
  ],
];

for (const [what, text] of CAPTURED) {
  Deno.test(`a captured constant is refused that ${what}`, async () => {
    assert.equal(await outcome(text), "captured-variable");
  });
}

/** Constants of functions that are the same in each call. */
const FOLLOWED: readonly string[] = [
  "const size = (o: any) => o.a.length; function mk() { const o = { a: [1] }; const n = size(o); return task(() => o.a.length + n); } mk();",
  "function mk() { const o = { a: 1 }; const t = task((x: any) => x); t(o); return task(() => o.a); } mk();",
  "function mk() { const enc = new TextEncoder(); return task((s: string) => enc.encode(s)); } mk();",
  "function mk() { const f = (s: string) => new Set([s]).add('b'); return task((s: string) => f(s)); } mk();",
  "const table = new Map([['a', 1]]); table.set('b', 2); function mk() { const k = table.get('a'); return task(() => k); } mk();",
];

for (const text of FOLLOWED) {
  Deno.test(`a captured constant is followed: ${text.slice(0, 60)}`, async () => {
    assert.match(await outcome(text), /^[0-9a-f]{64}$/);
  });
}

Deno.test("a key moves with each of several packages that are exported as a whole", async () => {
  const project = main(`import { x } from "./re.ts"; task(() => x);`, {
    "re.ts": `export * from "npm:one"; export * from "npm:two"; export const y = 1;`,
  });
  const key = (versions: Record<string, string>) =>
    analyzeLoaded({ ...project, "re.ts": "export const x = 1;" }, project["re.ts"]!, versions);
  const one = await key({ one: "1.0.0", two: "1.0.0" });
  assert.notEqual(await key({ one: "1.0.0", two: "1.0.1" }), one);
  assert.notEqual(await key({ one: "1.0.1", two: "1.0.0" }), one);
});

/** Packages need not be there when the module is loaded: `re.ts` is replaced before it is read. */
async function analyzeLoaded(
  project: Sources,
  text: string,
  versions: Record<string, string>,
): Promise<string> {
  const before = (folder: string) => Deno.writeTextFileSync(`${folder}/re.ts`, text);
  return (await analyze(project, { versions, before })).codeHash;
}

Deno.test("a global that is none of the platform's is said where a body reads it, however it is set", async () => {
  const said = async (text: string) => (await analyze(text)).warnings.map((w) => w.code);
  const use = "declare const RATE: number; const twice = () => 2 * RATE; task(() => twice());";
  assert.deepEqual(await said(use), ["global-read"]);
  assert.deepEqual(await said("task(() => globalThis.RATE);"), ["global-read"]);
  const platform = [
    "fetch('x')",
    "Deno.readTextFile('x')",
    "navigator.language",
    "localStorage",
    "typeof window",
    "typeof document",
    "globalThis.structuredClone(1)",
    "new Blob([])",
  ];
  for (const text of platform) assert.deepEqual(await said(`task(() => ${text});`), [], text);
});

Deno.test("what is assigned to a global while modules load is said", async () => {
  const said = async (text: string) => (await analyze(text)).warnings.map((w) => w.code);
  const task = "task(() => (globalThis as any).RATE);";
  assert.deepEqual(await said(`(globalThis as any).RATE = 1; ${task}`), ["changed-global"]);
  assert.deepEqual(
    await said(`const set = () => { (globalThis as any).RATE = 1; }; set(); ${task}`),
    ["changed-global"],
  );
  assert.deepEqual(
    await said(`export const set = () => { (globalThis as any).RATE = 1; }; ${task}`),
    ["global-read"],
  );
});
