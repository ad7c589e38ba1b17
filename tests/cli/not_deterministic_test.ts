/** What is said of bodies that give another value for the same code and arguments. */

import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { task } from "@merkl/merkl";
const random = task((name: string) => name + Math.random());
const after = task((value: string) => value + "!");
export default () => after(random("x"));
`;

Deno.test("a body that draws lots is said to be not deterministic; one that gets its values isn't", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const first = await project.run(["run", "p.ts"]);
  const { stdout, stderr } = await project.run(["run", "-f", "p.ts"]);
  assert.notEqual(stdout, first.stdout);
  const blamed = [...stderr.matchAll(/(\w+) is not deterministic/g)].map(([, name]) => name);
  assert.deepEqual(blamed, ["random"]);
});
