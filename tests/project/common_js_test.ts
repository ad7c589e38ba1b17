/** Helpers that are CommonJS: they load as under Deno alone, and what they require is in the key. */

import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const pipeline = (from: string) =>
  `import { task } from "@merkl/merkl";
import { f } from "${from}";
const t = task((x: number) => f(x));
export default () => t(1);
`;

const PROJECTS: readonly (readonly [what: string, files: Readonly<Record<string, string>>])[] = [
  ["a file", { "p.ts": pipeline("./a.cjs"), "a.cjs": "exports.f = (x) => x + 1;" }],
  ["a TypeScript file", {
    "p.ts": pipeline("./a.cts"),
    "a.cts": "module.exports = { f: (x: number) => x + 1 };",
  }],
  ["a file that is required without its extension", {
    "p.ts": pipeline("./a.cjs"),
    "a.cjs": `exports.f = require("./lib/f").f;`,
    "lib/package.json": `{"type":"commonjs"}`,
    "lib/f.js": "exports.f = (x) => x + 1;",
  }],
  ["a folder that is required", {
    "p.ts": pipeline("./a.cjs"),
    "a.cjs": `exports.f = require("./lib").f;`,
    "lib/package.json": `{"type":"commonjs"}`,
    "lib/index.js": `exports.f = require("./f").f;`,
    "lib/f.js": "exports.f = (x) => x + 1;",
  }],
  ["the main file of a folder", {
    "p.ts": pipeline("./a.cjs"),
    "a.cjs": `exports.f = require("./lib").f;`,
    "lib/package.json": `{"type":"commonjs","main":"main.js"}`,
    "lib/main.js": "exports.f = (x) => x + 1;",
  }],
  ["JSON that is required without its extension", {
    "p.ts": pipeline("./a.cjs"),
    "a.cjs": `const { by } = require("./data"); exports.f = (x) => x + by;`,
    "data.json": `{"by": 1}`,
  }],
  ["a file of a package.json that says so", {
    "package.json": `{"type":"commonjs"}`,
    "p.ts": pipeline("./a.js"),
    "a.js": "module.exports.f = (x) => x + 1;",
  }],
];

for (const [what, files] of PROJECTS) {
  Deno.test(`an edit of CommonJS is seen: ${what}`, async () => {
    await using project = tempProject({ files });
    const run = async () => {
      const { code, stdout, stderr } = await project.run(["run", "p.ts"]);
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stderr, /warning/);
      return stdout.trim();
    };

    assert.equal(await run(), "2");
    for (const [name, text] of Object.entries(files)) {
      project.write(name, text.replace("x + 1", "x + 2").replace(`"by": 1`, `"by": 2`));
    }
    assert.equal(await run(), "3");
  });
}

Deno.test("a module in a package.json's folder of CommonJS stays a module", async () => {
  await using project = tempProject({
    files: {
      "package.json": `{"type":"commonjs"}`,
      "p.ts": pipeline("./a.js"),
      "a.js": "export const f = (x) => x + 1;",
    },
  });

  assert.equal((await project.run(["run", "p.ts"])).stdout, "2\n");
});
