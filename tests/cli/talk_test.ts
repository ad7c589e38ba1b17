/** What a pipeline prints while it is loaded and wired is talk, whatever the command. */

import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { task } from "@merkl/merkl";
console.log("loading");
const double = task((x: number) => {
  console.log("computing");
  return 2 * x;
});
export default () => {
  console.table([{ wiring: 1 }]);
  return double(21).to("out.json");
};
`;

Deno.test("stdout has data only: what a pipeline prints while it is wired goes to stderr", async () => {
  await using project = tempProject({ files: { "pipeline.ts": PIPELINE } });
  const plain = await project.run(["run", "pipeline.ts"]);
  assert.equal(plain.stdout, "42\n", plain.stderr);
  assert.match(plain.stderr, /^loading$/m);
  assert.match(plain.stderr, /wiring/);
  const commands = [
    ["run", "--json", "pipeline.ts"],
    ["run", "-n", "--json", "pipeline.ts"],
    ["debug", "--json", "pipeline.ts"],
    ["why", "--json", "pipeline.ts"],
    ["status", "--json", "pipeline.ts"],
    ["dag", "--format", "json", "pipeline.ts"],
    ["clear", "--json", "--dry-run", "pipeline.ts"],
  ];
  for (const command of commands) {
    const { code, stdout, stderr } = await project.run(command);
    assert.equal(code, 0, `${command.join(" ")}\n${stdout}${stderr}`);
    assert.doesNotThrow(() => JSON.parse(stdout), `${command.join(" ")}\n${stdout}${stderr}`);
  }
  const broken = await project.run(["run", "--json", "pipeline.ts", "--lr", "1"]);
  assert.equal(JSON.parse(broken.stdout).error.code, "function-option-unknown");
});
