import assert from "node:assert/strict";
import { type TempProject, tempProject } from "../support/temp_project.ts";

/** A project as npm leaves it; nothing of it is in a registry. */
const FILES = {
  "package.json":
    `{ "type": "module", "dependencies": { "@own/words": "^1.0.0", "old": "^2.0.0" } }`,
  "node_modules/@own/words/package.json": `{
    "name": "@own/words", "version": "1.0.0", "type": "module", "dependencies": { "deep": "1" },
    "exports": { ".": { "require": "./no.cjs", "import": "./main.js" }, "./more/*": "./more/*.js" }
  }`,
  "node_modules/@own/words/main.js":
    `import { mark } from "deep/mark"; import { sep } from "path"; export const word = "word" + mark + sep.length;`,
  "node_modules/@own/words/more/one.js": `import { one } from "./two.js"; export { one };`,
  "node_modules/@own/words/more/two.js": `export const one = 1;`,
  "node_modules/deep/package.json":
    `{ "name": "deep", "version": "1.0.0", "type": "module", "exports": { "./*": "./*.mjs" } }`,
  "node_modules/deep/mark.mjs": `import { mark } from "./mark.cjs"; export { mark };`,
  "node_modules/deep/mark.cjs": `exports.mark = "!";`,
  "node_modules/old/package.json":
    `{ "name": "old", "version": "2.1.0", "main": "lib/index.js", "dependencies": { "older": "1" } }`,
  "node_modules/old/lib/index.js":
    `const { n } = require("older"); module.exports = { n, "a-b": 3, class: 4 };`,
  "node_modules/older/package.json": `{ "name": "older", "version": "1.0.0" }`,
  "node_modules/older/index.js": `exports.n = require("./n.json").n;`,
  "node_modules/older/n.json": `{ "n": 2 }`,
  "p.ts": `import { task } from "@merkl/merkl";
import { word } from "@own/words";
import { one } from "@own/words/more/one";
import old, { n, "a-b" as ab } from "old";
export const all = task(() => [word, one, n, ab, old.class]);
export default () => all();
`,
};

async function run(project: TempProject): Promise<{ value: unknown; ran: boolean }> {
  const { code, stdout, stderr } = await project.run(["run", "--json", "p.ts"]);
  assert.equal(code, 0, stderr);
  return { value: JSON.parse(stdout).value, ran: stderr.includes(" 1 run") };
}

Deno.test("packages in node_modules are imported from there, and count by their versions", async () => {
  await using project = tempProject({ files: FILES });
  const value = ["word!1", 1, 2, 3, 4];
  assert.deepEqual(await run(project), { value, ran: true });
  assert.deepEqual(await run(project), { value, ran: false });
  // a package that another one imports
  const older = "node_modules/older/package.json";
  project.write(older, FILES[older].replace("1.0.0", "1.0.1"));
  project.write("node_modules/older/index.js", "exports.n = 20;");
  assert.deepEqual(await run(project), { value: ["word!1", 1, 20, 3, 4], ran: true });
});

Deno.test("so they are with a package-lock.json", async () => {
  const entry = (version: string, more = {}) => ({
    version,
    integrity: `sha512-${version}`,
    ...more,
  });
  const lock = {
    lockfileVersion: 3,
    packages: {
      "": { dependencies: { "@own/words": "^1.0.0", old: "^2.0.0" } },
      "node_modules/@own/words": entry("1.0.0", { dependencies: { deep: "1" } }),
      "node_modules/deep": entry("1.0.0"),
      "node_modules/old": entry("2.1.0", { dependencies: { older: "1" } }),
      "node_modules/older": entry("1.0.0"),
    },
  };
  await using project = tempProject({ files: FILES });
  project.write("package-lock.json", JSON.stringify(lock));
  const value = ["word!1", 1, 2, 3, 4];
  assert.deepEqual(await run(project), { value, ran: true });
  lock.packages["node_modules/deep"].integrity = "sha512-other";
  project.write("package-lock.json", JSON.stringify(lock));
  assert.deepEqual(await run(project), { value, ran: true });
  assert.deepEqual(await run(project), { value, ran: false });
});

Deno.test("what a package in node_modules lacks is an error with its name", async () => {
  await using project = tempProject({ files: FILES });
  project.write("node_modules/@own/words/more/one.js", `import "nowhere-at-all";`);
  const { code, stderr } = await project.run(["run", "p.ts"]);
  assert.equal(code, 3);
  assert.match(stderr, /nowhere-at-all/);
});
