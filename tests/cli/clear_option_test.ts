import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const pipeline = (factor: number) =>
  `import { task } from "@merkl/merkl";
const load = task(() => [1, 2, 3]);
const scale = task((list: number[]) => list.map((x) => ${factor} * x));
const sum = task((list: number[]) => list.reduce((a, b) => a + b));
export const other = () => sum(scale(load()));
export default () => {
  if (${factor} === 13) throw new Error("unlucky");
  return sum(scale(load()));
};
`;

Deno.test("--clear drops what earlier runs of the pipeline made and this one doesn't use", async () => {
  await using project = tempProject({ files: { "p.ts": pipeline(10) } });
  await project.run(["run", "p.ts"]);
  project.write("p.ts", pipeline(100));
  const plain = await project.run(["run", "p.ts"]);
  assert.doesNotMatch(plain.stderr, /clear/);
  const cleared = await project.run(["run", "--clear", "p.ts"]);
  assert.equal(cleared.stdout, "600\n");
  assert.match(cleared.stderr, /^3 tasks: 3 cached, 0 run,/m);
  assert.match(cleared.stderr, /^cleared 2 unused values \(\d+ B\)$/m);
  assert.match((await project.run(["run", "--clear", "p.ts"])).stderr, /^nothing to clear$/m);
  project.write("p.ts", pipeline(10));
  assert.match((await project.run(["run", "p.ts"])).stderr, /^3 tasks: 1 cached, 2 run,/m);
});

Deno.test("--clear leaves alone what another pipeline uses, and everything after a failure", async () => {
  await using project = tempProject({ files: { "p.ts": pipeline(10) } });
  await project.run(["run", "p.ts:other"]);
  await project.run(["run", "p.ts"]);
  project.write("p.ts", pipeline(13));
  const failed = await project.run(["run", "--clear", "p.ts"]);
  assert.equal(failed.code, 1);
  assert.doesNotMatch(failed.stderr, /clear/);
  project.write("p.ts", pipeline(100));
  assert.match((await project.run(["run", "--clear", "p.ts"])).stderr, /^nothing to clear$/m);
  project.write("p.ts", pipeline(10));
  assert.match((await project.run(["run", "p.ts:other"])).stderr, /^3 tasks: 3 cached, 0 run,/m);
});
