/** What may change without moving a key. */

import assert from "node:assert/strict";
import { keyOf, type Sources, withImport } from "./rig.ts";

/** Pairs of projects that must have one key. */
const SAME: readonly (readonly [string, Sources | string, Sources | string])[] = [
  [
    "comments, layout and semicolons",
    "task((a: number) => { const b = a + 1; return b; });",
    "task(\n  /* first */ (a: number) => {\n    // second\n    const b = a + 1\n    return b\n  },\n);",
  ],
  [
    "types, casts and type parameters",
    "task((a: number[]) => a.map((x) => x * 2));",
    "type N = number;\ntask(<T extends N>(a: readonly T[]): N[] => a.map((x: N): N => (x as N)! * 2 satisfies N));",
  ],
  [
    "quotes, separators, parentheses and trailing commas",
    `task(() => ["a", 1000, (1 + 2) * 3].length);`,
    `task(() => ['a', 1_000, ((1 + 2)) * 3,].length,);`,
  ],
  [
    "braces around one statement",
    "task((a: number) => { if (a) return 1; return 2; });",
    "task((a: number) => { if (a) { return 1; } return 2; });",
  ],
  [
    "line ends and a byte order mark",
    "task((a: number) => {\n  return a;\n});",
    "task((a: number) => {\r\n  return a;\r\n});",
  ],
  [
    "the name of the task",
    "const one = task((a: number) => a);",
    "const two = task((a: number) => a);",
  ],
  [
    "the name of a helper",
    "function one(a: number) { return a > 0 ? one(a - 1) : 0; } task(() => one(3));",
    "function two(a: number) { return a > 0 ? two(a - 1) : 0; } task(() => two(3));",
  ],
  [
    "a function handed over by name or as it is",
    "const f = (a: number) => a + 1; task(f);",
    "task((a: number) => a + 1);",
  ],
  [
    "a helper moved to another file",
    "const K = 2; function helper(a: number) { return a * K; } task((a: number) => helper(a));",
    {
      "main.ts": withImport(
        `import { helper as h } from "./lib/other.ts"; task((a: number) => h(a));`,
      ),
      "lib/other.ts": "const K = 2; export function helper(a: number) { return a * K; }",
    },
  ],
  [
    "going through a re-export, a star and a namespace",
    {
      "main.ts": withImport(`import { f } from "./a.ts"; task(() => f());`),
      "a.ts": "export const f = () => 1;",
    },
    {
      "main.ts": withImport(`import * as all from "./index.ts"; task(() => all.g());`),
      "index.ts": `export * from "./mid.ts";`,
      "mid.ts": `export { f as g } from "./a.ts";`,
      "a.ts": "export const f = () => 1;",
    },
  ],
  [
    "the names in a cycle",
    "const even = (n: number): boolean => n === 0 || odd(n - 1); const odd = (n: number): boolean => n !== 0 && even(n - 1); task((n: number) => even(n));",
    "const odd = (n: number): boolean => n !== 0 && gerade(n - 1); const gerade = (n: number): boolean => n === 0 || odd(n - 1); task((n: number) => gerade(n));",
  ],
  [
    "an edit of what is not used",
    "export function unused() { return 1; } const other = 1; task(() => 5);",
    "export function unused() { return 2; } const other = 3; task(() => 5);",
  ],
  [
    "a name that is shadowed",
    "const x = 1; task(() => { const x = 5; return x; });",
    "const x = 2; task(() => { const x = 5; return x; });",
  ],
  [
    "a parameter, catch clause and loop that shadow",
    "const x = 1; task((x: number) => { try { for (const x of [1]) x; } catch (x) { return x; } return x; });",
    "const x = 2; task((x: number) => { try { for (const x of [1]) x; } catch (x) { return x; } return x; });",
  ],
  [
    "a property of that name",
    "const name = 1; task((a: { name: number }) => a.name + ({ name: 2 }).name);",
    "const name = 2; task((a: { name: number }) => a.name + ({ name: 2 }).name);",
  ],
  [
    "a type of that name",
    "class Model { a = 1 } task((a: Model) => a as unknown as Model);",
    "class Model { b = 2 } task((a: Model) => a as unknown as Model);",
  ],
  [
    "a member of a namespace that is not used",
    {
      "main.ts": withImport(`import * as n from "./a.ts"; task(() => n.a);`),
      "a.ts": "export const a = 1; export const b = 1;",
    },
    {
      "main.ts": withImport(`import * as n from "./a.ts"; task(() => n.a);`),
      "a.ts": "export const a = 1; export const b = 2;",
    },
  ],
  [
    "an import of types only",
    {
      "main.ts": withImport(`import type { A } from "./a.ts"; task((a: A) => a);`),
      "a.ts": "export type A = number; export const b = 1;",
    },
    {
      "main.ts": withImport(`import { type A } from "./a.ts"; task((a: A) => a);`),
      "a.ts": "export type A = number; export const b = 2;",
    },
  ],
  [
    "overloads, accessibility and abstract members",
    "class A { constructor() {} f(a: number) { return a; } } task(() => new A().f(1));",
    "interface I {} class A implements I { declare z: number; public constructor() {} f(a: number): number; f(a: number) { return a; } } task(() => new A().f(1));",
  ],
];

for (const [what, one, two] of SAME) {
  Deno.test(`a key stays when only this changes: ${what}`, async () => {
    assert.equal(await keyOf(one), await keyOf(two));
  });
}

Deno.test("a key stays in a file with a byte order mark", async () => {
  const text = withImport("task((a: number) => a + 41);");
  assert.equal(await keyOf({ "main.ts": "\ufeff" + text }), await keyOf({ "main.ts": text }));
});
