/** What JSX is compiled to counts, whoever says it. */

import assert from "node:assert/strict";
import { createResolver } from "../../lib/source/resolve.ts";
import { absPath } from "../../lib/util/path.ts";
import { tempProject } from "../support/temp_project.ts";
import { keyOf, type RigOptions, type Sources } from "./rig.ts";

const RUNTIME = "export const jsx = (t: string) => t + 1; export const jsxs = jsx;";
const FACTORY = "import { make } from './make.ts'; void make;";

function files(head: string, runtime = RUNTIME): Sources {
  return {
    "p.tsx": `${head}
import { task } from "./merkl.ts";
${head === FACTORY ? "" : "const make = 1; void make;"}
const React = { createElement: (t: string) => t };
void React;
task((x: number) => String(<b>{x}</b>));`,
    "rt/jsx-runtime.ts": runtime,
    "make.ts": `export const make = (t: string) => ${JSON.stringify(runtime)} + t;`,
  };
}

const SETTINGS: readonly (readonly [what: string, head: string, jsx: RigOptions["jsx"]])[] = [
  ["a runtime of the settings", "", { specifier: "./rt/jsx-runtime.ts" }],
  ["a factory of the settings", FACTORY, { name: "make" }],
];

for (const [what, head, jsx] of SETTINGS) {
  Deno.test(`a key moves with ${what}`, async () => {
    const key = (runtime: string) =>
      keyOf(files(head, runtime), { entry: "p.tsx", ...(jsx ? { jsx } : {}) });
    assert.equal(await key(RUNTIME), await key(RUNTIME));
    assert.notEqual(await key(RUNTIME.replace("+ 1", "+ 2")), await key(RUNTIME));
    const without = (runtime: string) => keyOf(files(head, runtime), { entry: "p.tsx" });
    assert.equal(await without(RUNTIME.replace("+ 1", "+ 2")), await without(RUNTIME));
  });
}

Deno.test("the nearest compilerOptions that speak of JSX count", async () => {
  await using project = tempProject({
    files: {
      "deno.json": `{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "preact" } }`,
      "a/deno.json": `{ "compilerOptions": { "jsxFactory": "h" } }`,
      "b/deno.json": `{ "compilerOptions": { "jsx": "react" } }`,
      "c/deno.json": `{ "compilerOptions": { "jsx": "precompile" } }`,
      "d/deno.json": `{ "compilerOptions": {} }`,
    },
  });
  const resolver = createResolver({ root: absPath(project.dir) });
  const of = (path: string) => resolver.jsx(absPath(project.path(path)));
  assert.deepEqual(of("p.tsx"), { specifier: "preact/jsx-runtime" });
  assert.deepEqual(of("a/p.tsx"), { name: "h" });
  assert.equal(of("b/p.tsx"), undefined);
  assert.deepEqual(of("c/p.tsx"), { specifier: "react/jsx-runtime" });
  assert.deepEqual(of("d/p.tsx"), { specifier: "preact/jsx-runtime" });
});

Deno.test("jsx-settings: JSX that Deno would compile otherwise says which comment is needed", async () => {
  await using project = tempProject({
    files: {
      "deno.json": `{
        "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "own" },
        "imports": { "own/": "./own/", "own/jsx-runtime": "./own/runtime.ts" }
      }`,
      "own/runtime.ts":
        "export const jsx = (tag: string, { children }: any) => tag + children + 1;",
    },
  });
  const write = (head: string) =>
    project.write(
      "p.tsx",
      `${head}import { task } from "@merkl/merkl";
export const t = task((x: number) => (<b>{x}</b>) as unknown as string);
export default () => t(5);`,
    );
  write("");
  const { code, stdout, stderr } = await project.run(["run", "--json", "p.tsx"]);
  assert.equal(code, 3);
  assert.equal(JSON.parse(stdout).error.code, "jsx-settings");
  assert.match(stderr, /hint: Begin the file with \/\*\* @jsxImportSource own \*\//);
  write("/** @jsxImportSource own */\n");
  const value = async () => {
    const { stdout, stderr } = await project.run(["run", "p.tsx"]);
    return [stdout.trim(), /(\d) run/.exec(stderr)![1]];
  };
  assert.deepEqual(await value(), ["b51", "1"]);
  assert.deepEqual(await value(), ["b51", "0"]);
  project.write("own/runtime.ts", project.read("own/runtime.ts").replace("+ 1", "+ 2"));
  assert.deepEqual(await value(), ["b52", "1"]);
});
