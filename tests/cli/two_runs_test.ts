import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { task } from "@merkl/merkl";
const slow = task(async (i: number) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { i, text: "x".repeat(i * 1000) };
});
const sum = task((parts: { i: number }[]) => parts.reduce((all, { i }) => all + i, 0));
export default () => sum(Array.from({ length: 40 }, (_, i) => slow(i))).to("sum.json");
`;

Deno.test("two runs of one project at once both succeed, and what they made is kept", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const both = await Promise.all([project.run(["run", "p.ts"]), project.run(["run", "p.ts"])]);
  for (const { code, stdout, stderr } of both) {
    assert.deepEqual([code, stdout], [0, "780\n"], stderr);
    assert.doesNotMatch(stderr, /locked|warning|error/i);
  }
  assert.equal(project.read("sum.json").trim(), "780");
  const third = await project.run(["run", "p.ts"]);
  assert.match(third.stderr, /^41 tasks: 41 cached, 0 run, /m);
});
