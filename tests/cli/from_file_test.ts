import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const TRAIN = `import { task } from "@merkl/merkl";
export const train = task({ capture: false }, (lr: number) => {
  console.error("RAN train");
  return { w: 2 * lr };
});
export default (lr = 0.5) => void train(lr).to("model.json", { sidecar: true });
`;

const USE = `import { Future, pipeline, task } from "@merkl/merkl";
const score = task({ capture: false }, (model: { w: number }) => {
  console.error("RAN score");
  return model.w * 10;
});
export const use = () => score(Future.fromFile("model.json"));
export const kept = pipeline(() => score(Future.fromFile("model.json")));
export const optional = () => Future.fromFile("nothing.json", { optional: true }) ?? "nothing";
`;

function files() {
  return tempProject({ files: { "train.ts": TRAIN, "use.ts": USE } });
}

Deno.test("a pipeline takes up where another one wrote a file, in any checkout", async () => {
  await using project = files();
  await project.run(["run", "train.ts"]);
  const first = await project.run(["run", "use.ts:use"]);
  assert.equal(first.stdout, "10\n", first.stderr);
  assert.match(first.stderr, /RAN score/);
  await using other = tempProject({ files: { "use.ts": USE } });
  for (const name of ["model.json", "model.json.merkl"]) other.write(name, project.read(name));
  const forecast = await other.run(["run", "-n", "use.ts:use"]);
  assert.match(forecast.stdout, /^score +runs/m);
  assert.equal((await other.run(["run", "use.ts:use"])).stdout, "10\n");
  assert.doesNotMatch((await other.run(["run", "use.ts:use"])).stderr, /RAN/);
});

Deno.test("a stale file ends the run, and is shown where it was asked for", async () => {
  await using project = files();
  await project.run(["run", "train.ts"]);
  project.write("model.json", '{ "w": 3 }');
  const { code, stderr } = await project.run(["run", "use.ts:use"]);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^use\.ts:6:39 .*model\.json has changed since merkl wrote it: it was [0-9a-f]{64}/,
  );
  assert.match(stderr, /ifChanged: "input"/);
});

Deno.test("the graph of a kept pipeline is built again when its file, or sidecar, is another", async () => {
  await using project = files();
  await project.run(["run", "train.ts"]);
  assert.equal((await project.run(["run", "use.ts:kept"])).stdout, "10\n");
  assert.doesNotMatch((await project.run(["run", "use.ts:kept"])).stderr, /RAN/);
  await project.run(["run", "train.ts", "1"]);
  assert.equal((await project.run(["run", "use.ts:kept"])).stdout, "20\n");
  project.write("model.json.merkl", "{}");
  const { stderr, code } = await project.run(["run", "use.ts:kept"]);
  assert.equal(code, 1);
  assert.match(stderr, /sidecar model\.json\.merkl is damaged/);
});

Deno.test("a file that may be missing", async () => {
  await using project = files();
  assert.equal((await project.run(["run", "use.ts:optional"])).stdout, "nothing\n");
});

Deno.test("--watch is told of the file and of its sidecar", async () => {
  await using project = files();
  await project.run(["run", "train.ts"]);
  const env = { _MERKL_WATCH: project.path("report.json") };
  await project.run(["run", "use.ts:use"], { env });
  const { files: watched } = JSON.parse(project.read("report.json")) as { files: string[] };
  for (const name of ["model.json", "model.json.merkl"]) {
    assert.ok(watched.includes(project.path(name)), name);
  }
});
