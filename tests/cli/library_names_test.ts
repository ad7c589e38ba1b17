/** The names under which a pipeline may import merkl: all are the one library that runs. */

import assert from "node:assert/strict";
import { VERSION } from "../../lib/cli/version.ts";
import { tempProject } from "../support/temp_project.ts";

for (const name of ["@merkl/merkl", "merkl", "jsr:@merkl/merkl", "jsr:@merkl/merkl@^0.1"]) {
  Deno.test(`a pipeline imports merkl as "${name}"`, async () => {
    await using project = tempProject({
      files: {
        "pipeline.ts": `import { task } from "${name}";
const double = task((x: number) => 2 * x);
export default () => double(21);
`,
      },
    });
    const first = await project.run(["run", "pipeline.ts"]);
    assert.equal(first.stdout, "42\n", first.stderr);
    const again = await project.run(["run", "pipeline.ts"]);
    assert.match(again.stderr, /^1 task: 1 cached, 0 run/m);
  });
}

Deno.test("modules that import merkl under different names share Futures, and its testing part is there", async () => {
  await using project = tempProject({
    files: {
      "lib/steps.ts": `import { task } from "merkl";
export const double = task((x: number) => 2 * x);
`,
      "pipeline.ts": `import { Future, task } from "jsr:@merkl/merkl@^0.1";
import { testProject } from "@merkl/merkl/testing";
import { double } from "./lib/steps.ts";
const text = task((x: number) => "is " + x);
export default () => {
  if (!(double(1) instanceof Future)) throw new Error("another library");
  return { text: text(double(21)), testing: typeof testProject };
};
`,
    },
  });
  const { stdout, stderr } = await project.run(["run", "--json", "pipeline.ts"]);
  assert.deepEqual(JSON.parse(stdout).value, { text: "is 42", testing: "function" }, stderr);
});

/** What is said of the merkl that a project asks for, in one run. */
async function warnings(specifier: string, config?: object): Promise<string[]> {
  const files = {
    "pipeline.ts": `import { task } from "${specifier}";
import "./more.ts";
const double = task((x: number) => 2 * x);
export default () => double(21);
`,
    "more.ts": `export { Future } from "${specifier}";\n`,
    ...(config === undefined ? {} : { "deno.json": JSON.stringify(config) }),
  };
  await using project = tempProject({ files });
  const { stdout, stderr } = await project.run(["run", "-q", "pipeline.ts"]);
  assert.equal(stdout, "42\n", stderr);
  // Deno, for which merkl's sources are a workspace, has a word of its own
  return stderr.split("\n").filter((line) => line.startsWith("warning:"));
}

Deno.test("a range that doesn't have the merkl that runs is said, once: in code, in deno.json", async () => {
  const said = (file: string, asked: string) =>
    new RegExp(
      `^warning: ${file} asks for ${asked}, but merkl \\d+\\.\\d+\\.\\d+ runs, .*: change`,
    );
  const inCode = await warnings("jsr:@merkl/merkl@^9");
  assert.equal(inCode.length, 1);
  assert.match(inCode[0]!, said("pipeline.ts", "jsr:@merkl/merkl@\\^9"));
  const imports = { "@merkl/merkl": "jsr:@merkl/merkl@~9.1" };
  const inConfig = await warnings("@merkl/merkl", { imports });
  assert.equal(inConfig.length, 1);
  assert.match(inConfig[0]!, said("deno.json", "jsr:@merkl/merkl@~9.1"));
});

Deno.test("a range that has it, a tag and no range at all are no reason to say anything", async () => {
  assert.deepEqual(await warnings("jsr:@merkl/merkl@>=0.1 <99"), []);
  for (const range of ["", "@latest", `@${VERSION}`]) {
    const imports = { "@merkl/merkl": `jsr:@merkl/merkl${range}` };
    assert.deepEqual(await warnings("@merkl/merkl", { imports }), []);
  }
});
