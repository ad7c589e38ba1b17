import assert from "node:assert/strict";
import { readableValue } from "../../lib/report/print_value.ts";
import { tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { task } from "@merkl/merkl";
const half = task((n: number) => n >> 1);
const all = Array.from({ length: 250 }, (_, i) => half(i));
export const list = () => ({ all, again: [all, [all[249]]] });
export const map = () => new Map(all.map((future, i) => [i, future]));
export const set = () => new Set(all);
`;

const ALL = Array.from({ length: 250 }, (_, i) => i >> 1);

Deno.test("long values are printed as if all were there, and all of them are made", async () => {
  const expected = {
    list: { all: ALL, again: [ALL, [ALL[249]]] },
    map: new Map(ALL.entries()),
    set: new Set(ALL),
  };
  for (const [name, value] of Object.entries(expected)) {
    await using project = tempProject({ files: { "pipeline.ts": PIPELINE } });
    const { code, stdout, stderr } = await project.run(["run", `pipeline.ts:${name}`]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${readableValue(value, false)}\n`);
    assert.match(stderr, /250 tasks: 0 cached, 250 run/);
  }
});

Deno.test("long values are whole as JSON", async () => {
  await using project = tempProject({ files: { "pipeline.ts": PIPELINE } });
  const { stdout } = await project.run(["run", "--json", "pipeline.ts:list"]);
  assert.deepEqual(JSON.parse(stdout).value.all, ALL);
});
