import assert from "node:assert/strict";
import { type TempProject, tempProject } from "../support/temp_project.ts";

/** Two tasks with outputs; `body` stands in the first one. */
function pipeline(
  body: string,
  more: { lr?: string; name?: string; options?: string } = {},
): string {
  const { lr = "0.1", name = "train", options = "" } = more;
  return `import { task } from "@merkl/merkl";
const ${name} = task({ capture: false${options} }, (lr: number) => {
  console.error("RAN train");
  ${body}
});
const score = task({ capture: false }, (model: { w: number }) => {
  console.error("RAN score");
  return model.w * 10;
});
export default function wire() {
  const model = ${name}(${lr}).to("out/model.json", { sidecar: true });
  return { score: score(model).to("out/score.json") };
}
`;
}

const BEFORE = "return { w: 2 * lr };";
const AFTER = "const w = lr + lr; return { w };";

async function ok(project: TempProject, ...args: string[]) {
  const result = await project.run(args);
  assert.equal(result.code, 0, result.stderr);
  return result;
}

/** A project whose pipeline was run, and then edited. */
async function edited(after: string): Promise<TempProject> {
  const project = tempProject({ files: { "p.ts": pipeline(BEFORE) } });
  const { stderr } = await ok(project, "run", "p.ts");
  assert.match(stderr, /RAN train[^]*RAN score/);
  project.write("p.ts", after);
  return project;
}

Deno.test("after a migration nothing runs, and files and sidecars stand for the new hashes", async () => {
  await using project = await edited(pipeline(AFTER));
  const sidecar = () => JSON.parse(project.read("out/model.json.merkl"));
  const before = sidecar();
  const migrated = await ok(project, "migrate", "p.ts");
  assert.match(migrated.stdout, /^train {2}[0-9a-f]{12} -> [0-9a-f]{12} {2}out\/model\.json$/m);
  assert.match(migrated.stdout, /^score {2}.* out\/score\.json$/m);
  assert.equal(migrated.stderr, "re-stamped 2 values; --undo takes it back\n");
  const after = sidecar();
  assert.notEqual(after.hash, before.hash);
  assert.notEqual(after.depsHash, before.depsHash);
  assert.deepEqual(after.file, before.file);
  const { stdout, stderr } = await ok(project, "run", "p.ts");
  assert.match(stdout, /score: 2/);
  assert.doesNotMatch(stderr, /RAN/);
  assert.match((await ok(project, "migrate", "p.ts")).stderr, /^nothing to re-stamp/);
});

Deno.test("a dry migration lists and changes nothing", async () => {
  await using project = await edited(pipeline(AFTER));
  const { stdout, stderr } = await ok(project, "migrate", "-n", "p.ts");
  assert.match(stdout, /^train /m);
  assert.match(stderr, /would re-stamp 2 values/);
  assert.match((await ok(project, "run", "p.ts")).stderr, /RAN train/);
});

Deno.test("--undo takes a migration back, one at a time", async () => {
  await using project = await edited(pipeline(AFTER));
  const sidecar = project.read("out/model.json.merkl");
  await ok(project, "migrate", "p.ts");
  const dry = await ok(project, "migrate", "--undo", "-n", "p.ts");
  assert.match(
    dry.stderr,
    /^would take back 2 values, re-stamped at \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m,
  );
  const { stdout, stderr } = await ok(project, "migrate", "--undo", "p.ts");
  assert.equal(stdout, dry.stdout);
  assert.match(stdout, /^score {2}[0-9a-f]{12} -> [0-9a-f]{12} {2}out\/score\.json$/m);
  assert.match(stdout, /^train {2}[0-9a-f]{12} -> [0-9a-f]{12} {2}out\/model\.json$/m);
  assert.match(stderr, /^took back 2 values, .* UTC; the calls are new again$/m);
  assert.equal(project.read("out/model.json.merkl"), sidecar);
  const again = await project.run(["migrate", "--undo", "p.ts"]);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /no migration of p\.ts#.* left to undo/);
  assert.match((await ok(project, "run", "p.ts")).stderr, /RAN train/);
  // what was made before is still there
  project.write("p.ts", pipeline(BEFORE));
  assert.doesNotMatch((await ok(project, "run", "p.ts")).stderr, /RAN/);
});

Deno.test("--only and --glob choose", async () => {
  await using project = await edited(pipeline(AFTER));
  const only = await ok(project, "migrate", "p.ts", "--only", "score");
  assert.match(only.stdout, /^score /);
  assert.match(only.stderr, /left as new: 1 call of train: not chosen/);
  const glob = await ok(project, "migrate", "p.ts", "--glob", "out/mod*.json");
  assert.match(glob.stdout, /^train .*out\/model\.json\n$/);
  assert.doesNotMatch((await ok(project, "run", "p.ts")).stderr, /RAN/);
});

Deno.test("--only and --glob that mean nothing are refused", async () => {
  await using project = await edited(pipeline(AFTER));
  const only = await project.run(["migrate", "p.ts", "--only", "trian"]);
  assert.equal(only.code, 2);
  assert.match(
    only.stderr,
    /calls no task "trian": it calls train and score[^]*Did you mean train/,
  );
  const glob = await project.run(["migrate", "p.ts", "--glob", "*.json"]);
  assert.equal(glob.code, 2);
  assert.match(
    glob.stderr,
    /No output .* "\*\.json": they are out\/model\.json and out\/score\.json/,
  );
});

Deno.test("a task that was renamed as well is found by its arguments and output", async () => {
  await using project = await edited(pipeline(AFTER, { name: "fit" }));
  const { stdout } = await ok(project, "migrate", "p.ts");
  assert.match(stdout, /^fit .*out\/model\.json, \(renamed or moved\)$/m);
  assert.doesNotMatch((await ok(project, "run", "p.ts")).stderr, /RAN/);
});

Deno.test("other arguments are no refactor, unless their output is named", async () => {
  await using project = await edited(pipeline(AFTER, { lr: "0.2" }));
  const refused = await ok(project, "migrate", "p.ts");
  assert.equal(refused.stdout, "");
  assert.match(refused.stderr, /left as new: 2 calls of train and score: .*other arguments/);
  const named = await ok(project, "migrate", "p.ts", "--glob", "out/model.json");
  assert.match(named.stdout, /^train .*out\/model\.json, \(other arguments\)$/m);
  assert.doesNotMatch((await ok(project, "run", "p.ts")).stderr, /RAN train/);
});

Deno.test("a value is not handed to another serializer", async () => {
  await using project = await edited(
    pipeline(AFTER, { options: ', serializer: "json"' }),
  );
  const { stdout, stderr } = await ok(project, "migrate", "p.ts");
  assert.doesNotMatch(stdout, /train/);
  assert.match(stderr, /1 call of train: their serializer has changed/);
});

Deno.test("what never ran is left as new", async () => {
  await using project = tempProject({ files: { "p.ts": pipeline(BEFORE) } });
  const { stdout, stderr } = await ok(project, "migrate", "p.ts");
  assert.equal(stdout, "");
  assert.match(
    stderr,
    /nothing to re-stamp\nleft as new: 2 calls of train and score: no earlier run/,
  );
});

Deno.test("a migration as JSON", async () => {
  await using project = await edited(pipeline(AFTER));
  const { stdout } = await ok(project, "migrate", "--json", "p.ts");
  const { version, migrated, left } = JSON.parse(stdout);
  assert.deepEqual([version, left], [1, []]);
  assert.deepEqual(
    migrated.map((one: Record<string, unknown>) => [one.task, one.how, one.outputs]),
    [
      ["train", "same-call", ["out/model.json"]],
      ["score", "same-call", ["out/score.json"]],
    ],
  );
  const undone = await ok(project, "migrate", "--undo", "--json", "p.ts");
  const back = JSON.parse(undone.stdout);
  assert.deepEqual([back.version, back.left], [1, 0]);
  assert.deepEqual(
    back.undone.map((
      { task, outputs, present }: Record<string, unknown>,
    ) => [task, outputs, present]),
    [["score", ["out/score.json"], true], ["train", ["out/model.json"], true]],
  );
});

Deno.test("what a migrated value is used by is told apart by what is in it", async () => {
  await using project = await edited(pipeline(AFTER));
  await ok(project, "migrate", "p.ts", "--only", "train");
  // score's own entry was made from the same model: an early cutoff finds it
  assert.doesNotMatch((await ok(project, "run", "p.ts")).stderr, /RAN/);
  // another model
  project.write("p.ts", pipeline(AFTER.replace("lr + lr", "3 * lr")));
  const { stdout, stderr } = await ok(project, "run", "p.ts");
  assert.match(stderr, /RAN train[^]*RAN score/);
  assert.match(stdout, /score: 3/);
});

Deno.test("two migrations are taken back one after the other", async () => {
  await using project = await edited(pipeline(AFTER));
  await ok(project, "migrate", "p.ts");
  await ok(project, "run", "p.ts");
  project.write("p.ts", pipeline("return { w: lr + lr + 0 };"));
  await ok(project, "migrate", "p.ts");
  assert.doesNotMatch((await ok(project, "run", "p.ts")).stderr, /RAN/);
  const undone = await ok(project, "migrate", "--undo", "p.ts");
  assert.match(undone.stderr, /^1 earlier migration can be undone after this one$/m);
  project.write("p.ts", pipeline(AFTER));
  assert.doesNotMatch((await ok(project, "run", "p.ts")).stderr, /RAN/);
  await ok(project, "migrate", "--undo", "p.ts");
  assert.match((await ok(project, "run", "p.ts")).stderr, /RAN train/);
});

Deno.test("records and sidecars of folders are brought along, and back", async () => {
  const wiring = (text: string) =>
    `import { context, Future, task } from "@merkl/merkl";
    const split = task((n: number) => {
      console.error("RAN split");
      const folder = context().tempFolder("parts");
      for (const name of ["a", "b"]) Deno.writeTextFileSync(folder.path + "/" + name, ${text});
      return folder;
    });
    export default () => split(1).to("out/parts", { sidecar: true });
    export const hash = () => [Future.fromFile("out/parts")].map((one) => one.hash);`;
  await using project = tempProject({ files: { "p.ts": wiring("name + n") } });
  const hash = async () => (await ok(project, "run", "-q", "p.ts:hash")).stdout;
  await ok(project, "run", "p.ts");
  const [before, sidecar] = [await hash(), project.read("out/parts.merkl")];
  project.write("p.ts", wiring("`${name}${n}`"));
  await ok(project, "migrate", "p.ts");
  const after = await hash();
  assert.notEqual(after, before);
  assert.notEqual(project.read("out/parts.merkl"), sidecar);
  assert.doesNotMatch((await ok(project, "run", "p.ts")).stderr, /RAN/);
  await ok(project, "migrate", "--undo", "p.ts");
  assert.equal(await hash(), before);
  assert.equal(project.read("out/parts.merkl"), sidecar);
});
