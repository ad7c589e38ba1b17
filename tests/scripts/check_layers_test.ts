import assert from "node:assert/strict";
import { checkLayers } from "../../scripts/check_layers.ts";
import { tempProject } from "../support/temp_project.ts";

async function problems(files: Record<string, string>): Promise<string[]> {
  await using project = tempProject({ files: { "deno.json": "{}", ...files } });
  return await checkLayers(project.dir);
}

Deno.test("values from below and types from anywhere are fine", async () => {
  assert.deepEqual(
    await problems({
      "lib/util/a.ts": 'import type { B } from "../cli/b.ts";\nexport const a: B = 1;\n',
      "lib/cli/b.ts": 'import { a } from "../util/a.ts";\nexport type B = number;\nexport { a };\n',
      "lib/error/c.ts": 'export type { B } from "../cli/b.ts";\nawait import("./d.ts");\n',
      "lib/error/d.ts": "export {};\n",
    }),
    [],
  );
});

Deno.test("an upward import is refused, static or dynamic, and so is the library's front", async () => {
  assert.deepEqual(
    await problems({
      "mod.ts": "export const m = 1;\n",
      "lib/util/a.ts": '\nimport { b } from "../error/b.ts";\nconsole.log(b);\n',
      "lib/error/b.ts": "export const b = 1;\n",
      "lib/hash/c.ts": 'export const late = () => import("../run/d.ts");\n',
      "lib/run/d.ts": 'export { m } from "../../mod.ts";\n',
    }),
    [
      "lib/hash/c.ts:1: upward import of a value from lib/run/d.ts",
      "lib/run/d.ts:1: imports mod.ts, which is above it",
      "lib/util/a.ts:2: upward import of a value from lib/error/b.ts",
    ],
  );
});

Deno.test("siblings don't import each other", async () => {
  assert.deepEqual(
    await problems({
      "lib/codec/a.ts": 'export { b } from "../source/b.ts";\n',
      "lib/source/b.ts": "export const b = 1;\n",
    }),
    ["lib/codec/a.ts:1: codec and source are siblings, but it imports lib/source/b.ts"],
  );
});

Deno.test("a cycle of values is shown whole", async () => {
  assert.deepEqual(
    await problems({
      "lib/util/a.ts": 'import "./b.ts";\n',
      "lib/util/b.ts": 'import "./c.ts";\n',
      "lib/util/c.ts": 'import "./a.ts";\nimport type {} from "./b.ts";\n',
    }),
    ["value cycle: lib/util/a.ts -> lib/util/b.ts -> lib/util/c.ts -> lib/util/a.ts"],
  );
});

Deno.test("a file past 300 lines is refused", async () => {
  const lines = (count: number) => "export {};\n".repeat(count);
  assert.deepEqual(await problems({ "lib/util/a.ts": lines(300), "lib/util/b.ts": lines(301) }), [
    "lib/util/b.ts: 301 lines, more than 300: make it two files",
  ]);
});

Deno.test("only load.ts imports what isn't a literal", async () => {
  const code = [
    'const x = "./a.ts";',
    "// import(x)",
    "/** From `import(x)`. */",
    "await import(x);",
    'type T = import("./b.ts").T;',
    "console.log(`import(${x})`);",
    "await import(`${x}.ts`);",
    "",
  ].join("\n");
  assert.deepEqual(
    await problems({ "lib/project/load.ts": code, "lib/project/b.ts": code + "export {};\n" }),
    [
      "lib/project/b.ts:4: only lib/project/load.ts imports what isn't a literal",
      "lib/project/b.ts:7: only lib/project/load.ts imports what isn't a literal",
    ],
  );
});

Deno.test("the parser and concrete stores are named in one place each", async () => {
  assert.deepEqual(
    await problems({
      "lib/source/parse.ts": 'import "@babel/parser";\n',
      "lib/source/slice.ts": 'import "@babel/parser";\nimport type {} from "@babel/parser";\n',
      "lib/cache/file_store.ts": "export {};\n",
      "lib/cache/cache.ts": 'import "./file_store.ts";\n',
      "lib/project/stores.ts": 'import "../cache/file_store.ts";\n',
      "lib/run/run.ts": 'import "../cache/file_store.ts";\n',
    }),
    [
      "lib/run/run.ts:1: only lib/project/stores.ts names a concrete store (lib/cache/file_store.ts)",
      "lib/source/slice.ts:1: only lib/source/parse.ts names the parser (@babel/parser)",
    ],
  );
});
