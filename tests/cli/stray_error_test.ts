import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { context, task } from "@merkl/merkl";
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const first = task(() => 1);
const timer = task((_: number) =>
  new Promise<number>(() => {
    setTimeout(() => { throw new Error("from a timer"); }, 1);
  })
);
const floating = task(async (_: number) => {
  Promise.reject(new Error("floating"));
  await sleep(5000);
  return 2;
});
const listener = task({ timeout: 50 }, async (_: number) => {
  context().signal.addEventListener("abort", () => {
    console.log("stopping: " + context().stopping);
    throw new Error("from a listener");
  });
  await new Promise((resolve) => context().signal.addEventListener("abort", resolve));
  return 3;
});
export const viaTimer = () => timer(first());
export const viaPromise = () => floating(first());
export const viaListener = () => listener(first());
export const outside = () => new Promise(() => {
  setTimeout(() => { throw new Error("of no task"); }, 1);
});
`;

/** Fails, and says so as it says all failures; gives standard error. */
async function failing(name: string): Promise<string> {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const { code, stdout, stderr } = await project.run(["run", `p.ts:${name}`]);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.doesNotMatch(stderr, /^error: |Uncaught|file:\/\/|ext:/m);
  if (name === "outside") return stderr;
  assert.match(stderr, /^2 tasks: 0 cached, 1 run, 1 failed, /m);
  const again = await project.run(["run", `p.ts:${name}`]);
  assert.match(again.stderr, /^2 tasks: 1 cached, 0 run, 1 failed, /m);
  return stderr;
}

Deno.test("what a timer throws fails the bodies that run; finished work is kept", async () => {
  const stderr = await failing("viaTimer");
  const said = /^p\.ts:6:\d+ Nothing caught what was thrown while timer ran: Error: from a timer$/m;
  assert.match(stderr, said);
});

Deno.test("a rejection that nobody awaits fails the body that it comes from", async () => {
  const stderr = await failing("viaPromise");
  assert.match(
    stderr,
    /^p\.ts:10:\d+ Nothing caught what was thrown in floating: Error: floating$/m,
  );
});

Deno.test("an abort listener is in its body's scope, and so is what it throws", async () => {
  const stderr = await failing("viaListener");
  assert.match(stderr, /stopping: true/);
  assert.match(stderr, /listener\(.*\) took longer than its timeout/);
  const cause = /^caused by: p\.ts:17:\d+ Nothing caught .* in listener: Error: from a listener$/m;
  assert.match(stderr, cause);
});

Deno.test("what no body throws ends the run as well", async () => {
  const stderr = await failing("outside");
  assert.match(stderr, /^p\.ts:26:\d+ Nothing caught what was thrown: Error: of no task$/m);
});

Deno.test("a body that ends the process is told, and its exit code stays", async () => {
  await using project = tempProject({
    files: {
      "p.ts": `import { task } from "@merkl/merkl";
const first = task(() => 1);
const ends = task((_: number) => Deno.exit(7));
export default () => ends(first());
export const wiring = () => Deno.exit(8);
`,
    },
  });
  const body = await project.run(["run", "p.ts"]);
  assert.deepEqual([body.code, body.stdout], [7, ""]);
  assert.match(body.stderr, /^warning: Deno\.exit\(\) or the like was called while ends ran: /m);
  const wiring = await project.run(["run", "p.ts:wiring"]);
  assert.equal(wiring.code, 8);
  assert.match(wiring.stderr, /^warning: Deno\.exit\(\) or the like was called by the pipeline: /m);
  const next = await project.run(["run", "p.ts"]);
  assert.doesNotMatch(next.stderr, /Internal|damaged/);
});
