import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const FILES = {
  "p.ts": `import { task } from "@merkl/merkl";
const one = task(() => 1);
const never = () => new Promise<never>(() => {});
export const atOnce = async () => [await never(), one()];
// when signals are listened to already
export const later = async () => {
  await new Promise((resolve) => setTimeout(resolve, 400));
  return [await never(), one()];
};
`,
};

Deno.test("a pipeline that waits for what nothing will settle is told so", async () => {
  await using project = tempProject({ files: FILES });
  const commands = [["run"], ["run", "-n"], ["dag"]];
  for (const name of ["atOnce", "later"]) {
    for (const command of commands) {
      const { code, stderr } = await project.run([...command, `p.ts:${name}`]);
      assert.equal(code, 1, stderr);
      assert.match(stderr, /^error: p\.ts waits for a promise that nothing will ever settle$/m);
    }
  }
  const { code, stdout } = await project.run(["run", "--json", "p.ts:later"]);
  assert.equal(code, 1);
  assert.equal(JSON.parse(stdout).error.code, "never-settles");
});
