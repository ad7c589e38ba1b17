/** Several processes on one cache: what one of them makes the others wait for, and take as a hit. */

import assert from "node:assert/strict";
import { openProject } from "../../mod.ts";
import type { AbsPath } from "../../lib/util/path.ts";
import { type Running, start, until } from "../support/running.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";

/** A body that keeps its process from anything else until a file `go` is there. */
const SYNCHRONOUS = `import { task } from "@merkl/merkl";
const exists = (name) => { try { Deno.statSync(name); return true; } catch { return false; } };
const ran = (what) => Deno.writeTextFileSync("ran.txt", what + "\\n", { append: true });
const small = task((i: number) => { ran("small " + i); return i; });
const long = task((numbers: number[]) => {
  ran("long");
  while (!exists("go")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  if (exists("fail")) throw new Error("as told");
  return numbers.length;
});
export default () => long([small(1), small(2), small(3)]);
`;

Deno.test("a second process waits for a body that runs, says so, and takes its value as a hit", async () => {
  await using project = tempProject({ files: { "p.ts": SYNCHRONOUS } });
  const { first, second } = await two(project);
  project.write("go", "");
  const [one, other] = [await first.ended, await second.ended];
  assert.deepEqual([one.code, one.stdout, other.code, other.stdout], [0, "3\n", 0, "3\n"]);
  assert.match(one.stderr, /^4 tasks: 0 cached, 4 run, /m);
  assert.match(other.stderr, /^4 tasks: 4 cached, 0 run, /m);
  assert.equal(other.stderr.match(/waiting for process/g)?.length, 1);
  assert.match(
    other.stderr,
    new RegExp(`^waiting for process ${first.pid}, which runs long$`, "m"),
  );
  assert.deepEqual(ran(project), ["long", "small 1", "small 2", "small 3"]);
  const left = [...Deno.readDirSync(project.path(".merkl/processes"))].map(({ name }) => name);
  assert.deepEqual(left.sort(), ["arrivals", "lock"]);
});

Deno.test("when the process that is waited for is killed, the waiting one takes over", async () => {
  await using project = tempProject({ files: { "p.ts": SYNCHRONOUS } });
  const { first, second } = await two(project);
  first.kill("SIGKILL");
  project.write("go", "");
  const { code, stdout, stderr } = await second.ended;
  assert.deepEqual([code, stdout], [0, "3\n"], stderr);
  assert.deepEqual(ran(project).filter((line) => line === "long"), ["long", "long"]);
});

Deno.test("when the body that is waited for fails, the waiting process tries itself", async () => {
  await using project = tempProject({ files: { "p.ts": SYNCHRONOUS, "fail": "" } });
  const { first, second } = await two(project);
  project.write("go", "");
  assert.equal((await first.ended).code, 1);
  const { code, stderr } = await second.ended;
  assert.equal(code, 1);
  assert.match(stderr, /^p\.ts:8:29 long\(.* failed: Error: as told$/m);
  assert.deepEqual(ran(project).filter((line) => line === "long"), ["long", "long"]);
});

Deno.test("Ctrl-C ends a process that only waits", async () => {
  await using project = tempProject({ files: { "p.ts": SYNCHRONOUS } });
  const { first, second } = await two(project);
  second.kill("SIGINT");
  const { code } = await second.ended;
  assert.equal(code, 130);
  project.write("go", "");
  assert.equal((await first.ended).code, 0);
});

const NESTED = `import { task } from "@merkl/merkl";
const exists = (name) => { try { Deno.statSync(name); return true; } catch { return false; } };
const meet = async (mine, other) => {
  Deno.writeTextFileSync(mine, "");
  while (!exists(other)) await new Promise((resolve) => setTimeout(resolve, 5));
};
const left = task(async (n: number): Promise<number> => {
  await meet("left", "right");
  return 1 + await right(n).eval();
});
const right = task(async (n: number): Promise<number> => {
  await meet("right", "left");
  return 1 + await (n === 0 ? leaf(n) : left(n)).eval();
});
const leaf = task((n: number) => n);
export const toLeft = (n: number) => left(n);
export const toRight = (n: number) => right(n);
`;

Deno.test("a body waits for one that another process evaluates", async () => {
  await using project = tempProject({ files: { "p.ts": NESTED } });
  const both = await Promise.all([
    project.run(["run", "p.ts:toLeft", "0"]),
    project.run(["run", "p.ts:toRight", "0"]),
  ]);
  assert.deepEqual(both.map(({ code, stdout }) => [code, stdout]), [[0, "2\n"], [0, "1\n"]]);
  assert.match(both[0].stderr, /^2 tasks: 1 cached, 1 run, /m);
});

Deno.test("bodies of two processes that wait for each other are told, and don't wait for ever", async () => {
  await using project = tempProject({ files: { "p.ts": NESTED } });
  const both = await Promise.all([
    project.run(["run", "p.ts:toLeft", "1"]),
    project.run(["run", "p.ts:toRight", "1"]),
  ]);
  for (const { code, stderr } of both) {
    assert.equal(code, 1);
    assert.match(stderr, /^p\.ts:\d+:\d+ .*(left|right) .*itself/m);
  }
});

Deno.test("projects in one process wait for each other, too", async () => {
  await using project = tempProject({
    files: {
      "tasks.ts": `import { task } from "@merkl/merkl";
export let count = 0;
export const slow = task({ hashKey: "slow" }, async (n: number) => {
  count++;
  await new Promise((resolve) => setTimeout(resolve, 30));
  return n * 2;
});
`,
    },
  });
  const tasks = await import(`file://${project.path("tasks.ts")}`);
  const root = project.dir as AbsPath;
  await using one = await openProject({ root });
  await using other = await openProject({ root });
  const make = () => [1, 2, 3].map((n) => tasks.slow(n));
  const values = await Promise.all([one.run(make), other.run(make)]);
  assert.deepEqual(values.map(({ value }) => value), [[2, 4, 6], [2, 4, 6]]);
  assert.equal(tasks.count, 3);
});

/** One process whose long body runs, and another that says that it waits for it. */
async function two(project: TempProject): Promise<{ first: Running; second: Running }> {
  const first = start(project, ["run", "p.ts"]);
  const runs = () => project.exists("ran.txt") && project.read("ran.txt").includes("long");
  assert.ok(await until(runs, first));
  let waits = false;
  const second = start(
    project,
    ["run", "p.ts"],
    (text) => waits ||= text.includes("waiting for process"),
  );
  assert.ok(await until(() => waits, second));
  return { first, second };
}

function ran(project: TempProject): string[] {
  return project.read("ran.txt").trim().split("\n").sort();
}
