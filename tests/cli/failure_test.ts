import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { task } from "@merkl/merkl";
const load = task((name: string) => name);
const train = task((data: string) => {
  console.log("epoch 1");
  throw new Error("diverged on " + data);
});
const report = task((model: unknown) => "report of " + model);
const count = task((data: string) => data.length);

export default function all() {
  return [report(train(load("a"))), report(train(load("b"))), count(load("c"))];
}
`;

Deno.test("a failure ends the run: what is blocked and what is not begun is said, then the failure", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const { code, stdout, stderr } = await project.run(["run", "p.ts"]);
  assert.deepEqual([code, stdout], [1, ""]);
  const lines = stderr.split("\n");
  const at = (text: string) => {
    const line = lines.findIndex((line) => line.startsWith(text));
    assert.notEqual(line, -1, `${text} in ${stderr}`);
    return line;
  };
  assert.match(stderr, /^not reached since train failed: report$/m);
  assert.match(stderr, /^not begun after the failure \(-k goes on\): .*count/m);
  assert.match(stderr, /^8 tasks: 0 cached, \d run, 1 failed, \d not reached, /m);
  assert.ok(at("not reached") < at("8 tasks:"));
  assert.ok(at("8 tasks:") < at("p.ts:5:9 train(load(…)) failed"));
  assert.match(stderr, /diverged on a/);
  assert.doesNotMatch(stderr, /diverged on b/);
  assert.match(stderr, /epoch 1/);
});

Deno.test("-k goes on with all that isn't blocked, and says every failure", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const { code, stderr } = await project.run(["run", "-k", "p.ts"]);
  assert.equal(code, 1);
  assert.match(stderr, /^not reached since train failed: report \(2 calls\)$/m);
  assert.doesNotMatch(stderr, /not begun/);
  assert.match(stderr, /^8 tasks: 0 cached, 4 run, 2 failed, 2 not reached, /m);
  assert.equal(stderr.match(/failed: Error: diverged on a/g)?.length, 1);
  assert.equal(stderr.match(/failed: Error: diverged on b/g)?.length, 1);
  const again = await project.run(["run", "p.ts"], { env: { MERKL_KEEP_GOING: "1" } });
  assert.match(again.stderr, /^8 tasks: 4 cached, 0 run, 2 failed, 2 not reached, /m);
});

Deno.test("settings hold where the command line says nothing; those that don't exist are exit 2", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  project.write("merkl.json", `{ "keepGoing": true, "verbosity": "quiet", "cache": "kept" }`);
  const quiet = await project.run(["run", "p.ts"]);
  assert.equal(quiet.code, 1);
  assert.doesNotMatch(quiet.stderr, /8 tasks/);
  assert.match(quiet.stderr, /diverged on b/);
  assert.ok(project.exists("kept/cache.sqlite3"));
  assert.ok(!project.exists(".merkl/cache.sqlite3"));
  const verbose = await project.run(["run", "-v", "p.ts"]);
  assert.match(verbose.stderr, /^run train /m);
  project.write("merkl.json", `{\n  "keep-going": true\n}`);
  const wrong = await project.run(["run", "p.ts"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^merkl\.json:2:3 There is no setting keep-going; .* keepGoing\?$/m);
});

Deno.test("-C is where merkl works, and the root", async () => {
  await using project = tempProject({
    files: {
      "deno.json": "{}",
      "sub/data.txt": "in sub",
      "sub/deep/p.ts": `import { readFuture, task } from "@merkl/merkl";
const loud = task((text: string) => text.toUpperCase());
export default () => loud(readFuture("data.txt"));
`,
    },
  });
  const { code, stdout, stderr } = await project.run(["run", "-C", "sub", "deep/p.ts"]);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "IN SUB\n");
  assert.ok(project.exists("sub/.merkl/cache.sqlite3"));
});

Deno.test("a body that ignores its timeout is left behind, and the command ends", async () => {
  await using project = tempProject({
    files: {
      "p.ts": `import { task } from "@merkl/merkl";
const deaf = task({ timeout: 20 }, async () => {
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
export default () => deaf();
`,
    },
  });
  const { code, stderr } = await project.run(["run", "p.ts"]);
  assert.equal(code, 1);
  assert.match(stderr, /^warning: deaf ignores the signal/m);
  assert.match(stderr, /deaf\(\) took longer than its timeout of 20 ms/);
});

Deno.test("a body that failed is run alone by the command that its error names, from anywhere", async () => {
  await using project = tempProject({ files: { "sub/p.ts": PIPELINE, "sub/merkl.json": "{}" } });
  const named = async (args: string[], cwd: string) => {
    const { stderr } = await project.run(args, { cwd });
    const line = /\bmerkl (.*debug --exec [0-9a-f]{8}) runs it alone/.exec(stderr)?.[1];
    assert.ok(line, stderr);
    return line.split(" ");
  };
  for (const [file, cwd] of [["p.ts", "sub"], ["sub/p.ts", "."]] as const) {
    const { code, stderr } = await project.run(await named(["run", file], cwd), { cwd });
    assert.equal(code, 1);
    assert.match(stderr, /diverged on a/);
    assert.doesNotMatch(stderr, /diverged on b/);
  }
  const nothing = await project.run(["run", "--no-cache", "p.ts"], { cwd: "sub" });
  assert.doesNotMatch(nothing.stderr, /debug/);
});

Deno.test("places of errors are told from where the user stands, not from the root", async () => {
  await using project = tempProject({
    files: { "sub/p.ts": PIPELINE, "sub/broken.ts": "export {" },
  });
  const placeOf = async (args: string[], cwd: string) =>
    /^\S+\.ts:\d+/m.exec((await project.run(args, { cwd })).stderr)?.[0];
  assert.equal(await placeOf(["run", "p.ts"], "sub"), "p.ts:5");
  assert.equal(await placeOf(["run", "sub/p.ts"], "."), "sub/p.ts:5");
  assert.equal(await placeOf(["run", "broken.ts"], "sub"), "broken.ts:1");
  assert.equal(await placeOf(["run", "-C", "sub", "p.ts"], "."), "sub/p.ts:5");
  for (const command of ["run", "dag", "migrate", "debug"]) {
    const { code, stderr } = await project.run([command, "q.ts"], { cwd: "sub" });
    assert.equal(code, 3, command);
    assert.match(stderr, /^error: There is no file q\.ts; did you mean p\.ts\?$/m, command);
  }
});
