import assert from "node:assert/strict";
import { isKnownToDeno } from "../../lib/project/load.ts";
import { plainModules } from "../../lib/project/plain_imports.ts";
import { createResolver } from "../../lib/source/resolve.ts";
import { type AbsPath, basename } from "../../lib/util/path.ts";

const BESIDE = {
  "b.ts": 'import "./c.mjs";\nexport const b: number = 1;\n',
  "c.mjs": 'export * from "./a.ts";\n',
  "data.json": "{}",
};

/** The names of the modules that `a.ts` with this text and its imports are. */
function plain(text: string, { hasMerkl = true, config = "{}" } = {}): string[] | undefined {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "merkl-plain-" }));
  try {
    const files = { ...BESIDE, "a.ts": text, "deno.json": config };
    for (const [name, content] of Object.entries(files)) {
      Deno.writeTextFileSync(`${folder}/${name}`, content);
    }
    const resolver = createResolver({ root: folder as AbsPath });
    const found = plainModules(`${folder}/a.ts` as AbsPath, resolver, hasMerkl);
    return found &&
      [...found.urls.map((url) => basename(url)), ...found.packages.map((one) => one.importable)];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("merkl, files beside it and Node's modules need no hooks", () => {
  assert.deepEqual(plain('import { task } from "@merkl/merkl";'), ["a.ts"]);
  assert.deepEqual(plain("import { join } from 'node:path'; import.meta.url;"), ["a.ts"]);
  assert.deepEqual(
    plain('import {\n  b,\n} from "./b.ts";\nArray.from("x"); // downloaded from afar'),
    ["a.ts", "b.ts", "c.mjs"],
  );
  assert.deepEqual(plain('await import( "./b.ts" )'), ["a.ts", "b.ts", "c.mjs"]);
  const data = 'import data from "./data.json" with { type: "json" };';
  assert.deepEqual(plain(data), ["a.ts", "data.json"]);
});

Deno.test("packages that are named with their version need no hooks", () => {
  for (
    const name of [
      "npm:zod@4.1.0",
      "npm:@babel/parser@8.0.0",
      "npm:some-data@2.11.0/data/a.json",
    ]
  ) {
    const text = `import x from "${name}" with { type: "json" };`;
    assert.deepEqual(plain(text), ["a.ts", name]);
  }
});

Deno.test("whatever else is imported needs hooks", () => {
  for (
    const text of [
      'import z from "zod";',
      'import z from "npm:zod@4";',
      'import z from "npm:zod@4.1.0-beta.1";',
      'import z from "npm:zod@^4.1.0";',
      'import z from "jsr:@std/path@1.0.0";',
      'import x from "https://example.org/x.ts";',
      'import { memoryProject } from "@merkl/merkl/testing";',
      'import { task } from "jsr:@merkl/merkl@^0.1";',
      'import { createRequire } from "node:module";',
      'import x from "./none.ts";',
      'import data from "./data.json";',
      'import text from "./b.ts?raw";',
    ]
  ) assert.equal(plain(text), undefined, text);
});

Deno.test("what the text doesn't tell for sure needs hooks", () => {
  for (
    const text of [
      "await import(name)",
      "await import(`./b.ts`)",
      'await import("./" + name)',
      'import x from /* here */ "zod";',
      'import /* here */ x from "./b.ts";',
      'import x from "./\\u0062.ts";',
      'import.meta.resolve("zod")',
      "const { resolve } = import.meta;",
      'import fs = require("./b.ts");',
      `import x from ${" ".repeat(2000)}"zod";`,
    ]
  ) assert.equal(plain(text), undefined, text);
});

Deno.test("names that a project's own configuration maps need hooks", () => {
  const config = '{ "imports": { "./b.ts": "./c.mjs", "node:path": "./b.ts" } }';
  assert.equal(plain('import "./b.ts";', { config }), undefined);
  assert.equal(plain('import "node:path";', { config }), undefined);
  assert.deepEqual(plain('import "./c.mjs";', { config }), ["a.ts", "c.mjs"]);
});

Deno.test("without merkl in Deno's own import map, merkl needs hooks", () => {
  assert.equal(plain('import { task } from "@merkl/merkl";', { hasMerkl: false }), undefined);
});

Deno.test("only the running library counts as known to Deno", async () => {
  assert.equal(await isKnownToDeno(await import("../../mod.ts")), true);
  assert.equal(await isKnownToDeno({ Future: class {} }), false);
  assert.equal(await isKnownToDeno({}), false);
});
