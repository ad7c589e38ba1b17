/** What must move a key. */

import assert from "node:assert/strict";
import { keyOf, type Sources, withImport } from "./rig.ts";

const chain = (body: string): Sources => ({
  "main.ts": withImport(`import { a } from "./a.ts"; task(() => a());`),
  "a.ts": `import { b } from "./b.ts"; export const a = () => b();`,
  "b.ts": `export * from "./c.ts";`,
  "c.ts": `export function b() { ${body} }`,
});
const two = (main: string, other: string): Sources => ({
  "main.ts": withImport(main),
  "other.ts": other,
});

/** Pairs of projects that must have different keys. */
const DIFFER: readonly (readonly [string, Sources | string, Sources | string])[] = [
  ["a helper three files away", chain("return 1;"), chain("return 2;")],
  ["the body", "task(() => 1);", "task(() => 2);"],
  ["a constant", "const K = 1; task(() => K);", "const K = 2; task(() => K);"],
  [
    "a constant of constants",
    "const A = 1; const K = { a: [A] }; task(() => K);",
    "const A = 2; const K = { a: [A] }; task(() => K);",
  ],
  ["a number and its text", `task(() => 1);`, `task(() => "1");`],
  ["a default value", "task((a = 1) => a);", "task((a = 2) => a);"],
  [
    "const, let and var of a helper's local",
    "task(() => { for (let i = 0; i < 2; i++) setTimeout(() => i); });",
    "task(() => { for (var i = 0; i < 2; i++) setTimeout(() => i); });",
  ],
  [
    "optional chains cut by parentheses",
    "task((a: any) => (a?.b).c);",
    "task((a: any) => a?.b.c);",
  ],
  ["grouping", "task((a: number) => (a - 1) - 2);", "task((a: number) => a - (1 - 2));"],
  ["exponents", "task((a: number) => (a ** 2) ** 3);", "task((a: number) => a ** (2 ** 3));"],
  ["the class that is made", "task((f: any) => new (f())());", "task((f: any) => new f()());"],
  ["holes", "task(() => [1,,].length);", "task(() => [1,].length);"],
  ["raw template text", "task((t: any) => t`\\n`);", "task((t: any) => t`\n`);"],
  ["async", "task(() => { return 1; });", "task(async () => { return 1; });"],
  ["generators", "task(function () { return 1; });", "task(function* () { return 1; });"],
  [
    "__proto__ as property",
    "const __proto__ = [1]; task(() => ({ __proto__ }));",
    "const __proto__ = [1]; task(() => ({ __proto__: __proto__ }));",
  ],
  [
    "else of which if",
    "task((a: any) => { if (a) { if (a.b) a(); } else a.c(); });",
    "task((a: any) => { if (a) { if (a.b) a(); else a.c(); } });",
  ],
  [
    "labels",
    "task(() => { a: for (;;) { for (;;) { break a; } } });",
    "task(() => { a: for (;;) { for (;;) { break; } break a; } });",
  ],
  ["enum members", "enum E { A = 1 } task(() => E.A);", "enum E { A = 2 } task(() => E.A);"],
  [
    "const enums",
    "const enum E { A = 1 } task(() => E.A);",
    "const enum E { A = 2 } task(() => E.A);",
  ],
  [
    "merged enums",
    "enum E { A = 1 } enum E { B = 2 } task(() => E.B);",
    "enum E { A = 1 } enum E { B = 3 } task(() => E.B);",
  ],
  [
    "namespaces",
    "namespace N { export const a = 1; } task(() => N.a);",
    "namespace N { export const a = 2; } task(() => N.a);",
  ],
  [
    "parameter properties",
    "class A { constructor(public a: number) {} } task(() => new A(1));",
    "class A { constructor(a: number) {} } task(() => new A(1));",
  ],
  ["fields", "class A { a = 1; } task(() => new A());", "class A { a = 2; } task(() => new A());"],
  [
    "base classes",
    "class B { b() { return 1; } } class A extends B {} task(() => new A());",
    "class B { b() { return 2; } } class A extends B {} task(() => new A());",
  ],
  [
    "a member added to an object",
    "const X: any = {}; X.y = 1; task(() => X.y);",
    "const X: any = {}; X.y = 2; task(() => X.y);",
  ],
  [
    "Object.assign",
    "const X: any = {}; Object.assign(X, { y: 1 }); task(() => X.y);",
    "const X: any = {}; Object.assign(X, { y: 2 }); task(() => X.y);",
  ],
  [
    "a method that fills",
    "const X = new Map(); X.set(1, 1); task(() => X);",
    "const X = new Map(); X.set(1, 2); task(() => X);",
  ],
  [
    "a function that fills",
    "const fill = (x: any, y: number) => { x.y = y; }; const X = {}; fill(X, 1); task(() => X);",
    "const fill = (x: any, y: number) => { x.y = y; }; const X = {}; fill(X, 2); task(() => X);",
  ],
  [
    "assignments to a module's let",
    "let x = 1; x = 2; task(() => x);",
    "let x = 1; x = 3; task(() => x);",
  ],
  [
    "assignments in a branch",
    "let x = 1; if (x) { x = 2; } task(() => x);",
    "let x = 1; if (x) { x = 3; } task(() => x);",
  ],
  [
    "which of two imports is used",
    two(
      `import { a as x } from "./other.ts"; task(() => x());`,
      "export const a = () => 1; export const b = () => 2;",
    ),
    two(
      `import { b as x } from "./other.ts"; task(() => x());`,
      "export const a = () => 1; export const b = () => 2;",
    ),
  ],
  [
    "a default export",
    two(`import f from "./other.ts"; task(() => f());`, "export default function () { return 1; }"),
    two(`import f from "./other.ts"; task(() => f());`, "export default function () { return 2; }"),
  ],
  [
    "a default expression",
    two(`import f from "./other.ts"; task(() => f);`, "export default [1];"),
    two(`import f from "./other.ts"; task(() => f);`, "export default [2];"),
  ],
  [
    "a bare import",
    two(`import "./other.ts"; task(() => 1);`, "(globalThis as any).x = 1;"),
    two(`import "./other.ts"; task(() => 1);`, "(globalThis as any).x = 2;"),
  ],
  [
    "a whole namespace",
    two(`import * as o from "./other.ts"; task(() => Object.keys(o));`, "export const a = 1;"),
    two(`import * as o from "./other.ts"; task(() => Object.keys(o));`, "export const b = 1;"),
  ],
  [
    "a literal dynamic import",
    two(`task(async () => (await import("./other.ts")).a);`, "export const a = 1;"),
    two(`task(async () => (await import("./other.ts")).a);`, "export const a = 2;"),
  ],
  ["imported JSON", {
    "main.ts": withImport(`import d from "./d.json" with { type: "json" }; task(() => d);`),
    "d.json": "[1]",
  }, {
    "main.ts": withImport(`import d from "./d.json" with { type: "json" }; task(() => d);`),
    "d.json": "[2]",
  }],
  ["an asset", {
    "main.ts": withImport(`task(() => new URL("./d.txt", import.meta.url));`),
    "d.txt": "1",
  }, { "main.ts": withImport(`task(() => new URL("./d.txt", import.meta.url));`), "d.txt": "2" }],
  [
    "another task",
    "const one = task((a: number) => a + 1); task(() => one);",
    "const one = task((a: number) => a + 2); task(() => one);",
  ],
  [
    "the options of another task",
    `const one = task({ version: "1" }, (a: number) => a); task(() => one);`,
    `const one = task({ version: "2" }, (a: number) => a); task(() => one);`,
  ],
  [
    "one state or two",
    "let a = 0; let b = 0; const f = () => a++; const g = () => a++; task(() => f() + g());",
    "let a = 0; let b = 0; const f = () => a++; const g = () => b++; task(() => f() + g());",
  ],
  [
    "a captured constant of a function",
    "const make = () => { const k = 1; task(() => k); }; make();",
    "const make = () => { const k = 2; task(() => k); }; make();",
  ],
  [
    "what a destructured constant picks",
    "const { a, b } = { a: 1, b: 1 }; task(() => a);",
    "const { a, b } = { a: 1, b: 1 }; task(() => b);",
  ],
  [
    "a decorator",
    "const d = (..._: any[]): any => {}; class A { @d f() {} } task(() => A);",
    "const d = (..._: any[]): any => {}; class A { f() {} } task(() => A);",
  ],
  [
    "a function added to an imported object",
    two(
      `import { o } from "./other.ts"; (o as any).f = () => 1; task(() => o);`,
      "export const o = {};",
    ),
    two(
      `import { o } from "./other.ts"; (o as any).f = () => 2; task(() => o);`,
      "export const o = {};",
    ),
  ],
];

for (const [what, one, other] of DIFFER) {
  Deno.test(`a key moves with this: ${what}`, async () => {
    assert.notEqual(await keyOf(one), await keyOf(other));
  });
}

Deno.test("a key moves with JSX", async () => {
  const jsx = (text: string): Sources => ({
    "main.tsx": `/** @jsx h */\n${
      withImport(`const h = (...a: any[]) => a; const Box = () => <b>x</b>; task(() => ${text});`)
    }`,
  });
  const key = (text: string) => keyOf(jsx(text), { entry: "main.tsx" });
  assert.notEqual(await key("<Box a='1'>hi</Box>"), await key("<Box a='2'>hi</Box>"));
  assert.notEqual(await key("<Box>hi</Box>"), await key("<b>hi</b>"));
  assert.equal(await key("<Box>hi</Box>"), await key("<Box>\n  hi\n</Box>"));
});

Deno.test("a key moves with the version of a package, its path and the name taken from it", async () => {
  const source = (text: string) => ({ "main.ts": withImport("task(() => 1);"), "body.ts": text });
  const text = (specifier: string, name: string) => ({
    ...source(""),
    "main.ts": withImport(`import { ${name} as x } from "node:path"; task(() => x);`).replace(
      "node:path",
      specifier,
    ),
  });
  const key = (specifier: string, name: string, version = "1.0.0") =>
    keyOf(text(specifier, name), { versions: { "fast-check": version } });
  const one = await key("npm:fast-check", "integer");
  assert.equal(await key("npm:fast-check@4", "integer"), one);
  assert.notEqual(await key("npm:fast-check", "integer", "2.0.0"), one);
  assert.notEqual(await key("npm:fast-check", "string"), one);
});

Deno.test("a key moves with what JSX is compiled to calls of", async () => {
  const key = (pragma: string, name: string, edit: string) =>
    keyOf({
      "main.tsx": `/** @jsxRuntime classic */\n${pragma}\n` + withImport(
        `const ${name} = (...a: unknown[]) => [${edit}, a]; task(() => <b>x</b>);`,
      ),
    }, { entry: "main.tsx" });
  const pragma = "/** @jsx make */";
  assert.notEqual(await key(pragma, "make", "1"), await key(pragma, "make", "2"));
  assert.equal(await key(pragma, "make", "1"), await key("/** @jsx build */", "build", "1"));
  const habit = "/** @jsx h */";
  assert.notEqual(await key(habit, "h", "1"), await key(habit, "h", "2"));
});
