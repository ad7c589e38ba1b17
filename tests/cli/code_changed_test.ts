import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

Deno.test("a source that is saved after it was loaded is refused: another text would be hashed", async () => {
  await using project = await tempProject({
    files: {
      "helper.ts": "export const helper = (x: number) => x + 1;\n",
      "pipeline.ts": `import { task } from "@merkl/merkl";
import { helper } from "./helper.ts";

const f = task((x: number) => helper(x));

export default function () {
  const text = Deno.readTextFileSync("helper.ts");
  if (Deno.env.get("MEDDLE") === "1") Deno.writeTextFileSync("helper.ts", text.replace("1", "2"));
  return f(1);
}
`,
    },
  });
  const meddled = await project.run(["run", "pipeline.ts"], { env: { MEDDLE: "1" } });
  assert.equal(meddled.code, 3);
  assert.match(meddled.stderr, /helper\.ts was saved while the pipeline was being loaded/);
  const { stdout } = await project.run(["run", "pipeline.ts"]);
  assert.equal(stdout, "3\n");
});
