/** Settings that are there and can't be had: a run by others would be another run. */

import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { task } from "@merkl/merkl";
const name = task((n: string) => n);
export default () => name("a");
`;

for (const file of ["merkl.json", "deno.json", "deno.jsonc"]) {
  Deno.test(`a ${file} that can't be read is refused by every command, and nothing runs`, async () => {
    await using project = tempProject({ files: { "p.ts": PIPELINE } });
    Deno.mkdirSync(project.path(file));
    for (const args of [["run", "p.ts"], ["log"], ["status"], ["cache", "stats"]]) {
      const { code, stdout, stderr } = await project.run(args);
      assert.deepEqual([code, stdout], [2, ""], args.join(" "));
      assert.match(stderr, new RegExp(`^error: The settings in ${file} can't be read: `));
    }
    const { stdout } = await project.run(["run", "p.ts", "--json"]);
    assert.equal(JSON.parse(stdout).error.code, "unreadable-settings");
  });
}

Deno.test({
  name: "so is one that belongs to somebody else",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  async fn() {
    await using project = tempProject({ files: { "p.ts": PIPELINE, "merkl.json": "{}" } });
    Deno.chmodSync(project.path("merkl.json"), 0o000);
    const { code, stderr } = await project.run(["run", "p.ts"]);
    assert.equal(code, 2);
    assert.match(stderr, /^error: The settings in merkl\.json can't be read: Permission denied$/m);
  },
});
