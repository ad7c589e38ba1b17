/** The names under which a pipeline may import merkl: all are the one library that runs. */

import assert from "node:assert/strict";
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
