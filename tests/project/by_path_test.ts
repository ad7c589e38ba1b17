/** The library imported by its path, by a program that knows nothing of what it needs. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { tempProject } from "../support/temp_project.ts";

const LIBRARY = fileURLToPath(new URL("../../mod.ts", import.meta.url));

Deno.test("a program that imports the library by its path needs no import map", async () => {
  await using project = tempProject({
    files: {
      "helper.ts": "export const helper = () => 1;",
      "main.ts": `import { openProject, task } from ${JSON.stringify(LIBRARY)};
import { helper } from "./helper.ts";
const one = task(() => helper());
await using project = await openProject();
const { value, summary } = await project.run(() => one());
console.log(value, summary.run);
`,
    },
  });
  const run = async () => {
    const args = ["run", "-A", "main.ts"];
    const env = { NO_COLOR: "1" };
    const command = new Deno.Command(Deno.execPath(), { args, cwd: project.dir, env });
    const { stdout, stderr } = await command.output();
    assert.equal(new TextDecoder().decode(stderr), "");
    return new TextDecoder().decode(stdout).trim();
  };
  assert.equal(await run(), "1 1");
  assert.equal(await run(), "1 0");
  project.write("helper.ts", "export const helper = () => 2;");
  assert.equal(await run(), "2 1");
});
