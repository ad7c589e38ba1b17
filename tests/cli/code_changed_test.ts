import assert from "node:assert/strict";
import { codeChanged } from "../../lib/error/load_errors.ts";
import { tempProject } from "../support/temp_project.ts";

const HELPER = "export const helper = (x: number) => x + 1;\n";
/** Replaces the helper's text if `MEDDLE` is the given word. */
const meddle = (word: string) => `
  if (Deno.env.get("MEDDLE") === "${word}") {
    const text = Deno.readTextFileSync("helper.ts");
    Deno.writeTextFileSync("helper.ts", text.replace("+ 1", "+ 100"));
  }
`;
const PIPELINE = `import { task } from "@merkl/merkl";
import { helper } from "./helper.ts";

${meddle("load")}
const late = task((x: number) => helper(x));

export default function () {
  ${meddle("run")}
  return late(1);
}
`;

Deno.test("what was loaded is hashed, though a source be saved in the midst of a run", async () => {
  await using project = await tempProject({
    files: { "helper.ts": HELPER, "pipeline.ts": PIPELINE },
  });
  const meddled = await project.run(["run", "pipeline.ts"], { env: { MEDDLE: "run" } });
  assert.equal(meddled.stdout, "2\n");
  const after = await project.run(["run", "pipeline.ts"]);
  assert.equal(after.stdout, "101\n");
  project.write("helper.ts", HELPER);
  const back = await project.run(["run", "pipeline.ts"]);
  assert.equal(back.stdout, "2\n");
  assert.match(back.stderr, /1 cached, 0 run/);
});

Deno.test("a source that is saved while it is being loaded is refused", async () => {
  await using project = await tempProject({
    files: { "helper.ts": HELPER, "pipeline.ts": PIPELINE },
  });
  const meddled = await project.run(["run", "pipeline.ts"], { env: { MEDDLE: "load" } });
  assert.equal(meddled.code, 3);
  assert.equal(codeChanged("helper.ts").code, "code-changed");
  assert.ok(meddled.stderr.includes(codeChanged("helper.ts").message), meddled.stderr);
  assert.equal((await project.run(["run", "pipeline.ts"])).stdout, "101\n");
});
