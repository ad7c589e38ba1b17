/** A process comes while another has claimed what it will run next. */

import assert from "node:assert/strict";
import { type Running, start, until } from "../support/running.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";

/** The short body `MIDDLE` is none: it waits for a file `go`, at its
 * work or as a promise. */
const PIPELINE = `import { batch, task } from "@merkl/merkl";
const exists = (name) => { try { Deno.statSync(name); return true; } catch { return false; } };
const ran = (what) => Deno.writeTextFileSync("ran.txt", what + "\\n", { append: true });
const MIDDLE = 60;
const synchronously = () => {
  while (!exists("go")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
};
const waiting = async (n) => {
  while (!exists("go")) await new Promise((resolve) => setTimeout(resolve, 10));
  return n;
};
const body = (wait) => (n: number): number => {
  // nothing is written before: short bodies are to be short
  if (n >= MIDDLE) ran("short " + n);
  return n === MIDDLE ? wait(n) ?? n : n;
};
const sync = task({ hashKey: "sync" }, body(synchronously));
const async = task({ hashKey: "async" }, body(waiting));
const single = task({ hashKey: "single" }, (n: number) => n);
const many = batch(single, (numbers: readonly number[]) => {
  ran("batch of " + numbers.length);
  synchronously();
  return [...numbers];
});
export const allSync = () => Array.from({ length: 100 }, (_, n) => sync(n));
export const oneSync = (n: number) => sync(n);
export const allAsync = () => Array.from({ length: 100 }, (_, n) => async(n));
export const oneAsync = (n: number) => async(n);
export const batched = () => [
  ...Array.from({ length: 40 }, (_, n) => sync(n)),
  ...many(Array.from({ length: 20 }, (_, n) => n)),
  ...Array.from({ length: 40 }, (_, n) => sync(1000 + n)),
];
export const afterwards = () => sync(1020);
`;

const SHORTS = Array.from({ length: 40 }, (_, n) => `short ${60 + n}`);

Deno.test("what follows a body that is slow by surprise is waited for, and run once", async () => {
  // a machine that has much to do may hold up a body just before: then nothing is claimed
  for (let tries = 1; !await isWaitedFor("62"); tries++) assert.ok(tries < 8, "it isn't claimed");
});

/** Whether one process waits for a body that another will come to, or else runs it itself. */
async function isWaitedFor(number: string): Promise<boolean> {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const first = await inTheMiddle(project, "allSync");
  let waits = false;
  const second = start(
    project,
    ["run", "p.ts:oneSync", number],
    (text) => waits ||= text.includes(`waiting for process ${first.pid}`),
  );
  await until(() => waits, second);
  project.write("go", "");
  for (const { ended } of [first, second]) {
    const { code, stderr } = await ended;
    assert.equal(code, 0, stderr);
  }
  assert.equal((await second.ended).stdout, `${number}\n`);
  assert.deepEqual(ran(project), SHORTS);
  return waits;
}

Deno.test("when a process is killed, what it claimed is free, begun or not", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const first = await inTheMiddle(project, "allSync");
  first.kill("SIGKILL");
  await first.ended;
  assert.equal((await project.run(["run", "p.ts:oneSync", "62"])).stdout, "62\n");
  project.write("go", "");
  const { code, stderr } = await project.run(["run", "p.ts:allSync"]);
  assert.equal(code, 0, stderr);
  // what the killed one made may have been committed by then, or not
  const [first60, ...others] = ran(project);
  assert.equal(first60, "short 60");
  assert.deepEqual(others[0] === "short 60" ? others : [first60, ...others], SHORTS);
});

Deno.test("while a body waits, nothing is claimed but what runs", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const first = await inTheMiddle(project, "allAsync");
  const late = setTimeout(() => project.write("go", ""), 30_000);
  const second = await project.run(["run", "p.ts:oneAsync", "62"]);
  clearTimeout(late);
  assert.deepEqual([second.code, second.stdout], [0, "62\n"], second.stderr);
  assert.equal(project.exists("go"), false, "it waited");
  assert.deepEqual(ran(project), ["short 60", "short 62"]);
  project.write("go", "");
  const { code, stderr } = await first.ended;
  assert.equal(code, 0, stderr);
  assert.deepEqual(ran(project), SHORTS);
});

Deno.test("what comes after a batch isn't claimed before the batch is over", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const first = await inTheMiddle(project, "batched");
  const late = setTimeout(() => project.write("go", ""), 30_000);
  const second = await project.run(["run", "p.ts:afterwards"]);
  clearTimeout(late);
  assert.deepEqual([second.code, second.stdout], [0, "1020\n"], second.stderr);
  assert.equal(project.exists("go"), false, "it waited");
  project.write("go", "");
  const { code, stderr } = await first.ended;
  assert.equal(code, 0, stderr);
  const expected = Array.from({ length: 40 }, (_, n) => `short ${1000 + n}`);
  assert.deepEqual(ran(project), ["batch of 20", ...expected]);
});

/** A process that has come to the body that waits. */
async function inTheMiddle(project: TempProject, name: string): Promise<Running> {
  const running = start(project, ["run", `p.ts:${name}`]);
  assert.ok(await until(() => project.exists("ran.txt"), running));
  return running;
}

function ran(project: TempProject): string[] {
  const numeric = new Intl.Collator("en", { numeric: true });
  return project.read("ran.txt").trim().split("\n").sort(numeric.compare);
}

const COUNT = 2000;
const PROCESSES = 4;

Deno.test(`${PROCESSES} processes over the same ${COUNT} short tasks run ${COUNT} bodies`, async () => {
  await using project = tempProject({
    files: {
      "p.ts": `import { task } from "@merkl/merkl";
const file = Deno.openSync("ran.bin", { append: true, create: true });
const BYTE = Uint8Array.of(1);
const next = task({ hashKey: "next" }, (n: number, _i: number) => { file.writeSync(BYTE); return n + 1; });
export default () => {
  let last = next(0, 0);
  for (let i = 1; i < ${COUNT / 2}; i++) last = next(last, 0);
  return [last, ...Array.from({ length: ${COUNT / 2} }, (_, i) => next(0, i + 1))];
};
`,
    },
  });
  // some are there at once, some come while the others are at it
  const all = Array.from({ length: PROCESSES }, async (_, k) => {
    await new Promise((resolve) => setTimeout(resolve, k * 120));
    return await project.run(["run", "-q", "p.ts"]);
  });
  for (const { code, stdout, stderr } of await Promise.all(all)) {
    assert.equal(code, 0, stderr);
    assert.equal(stdout.match(/\d+/)?.[0], `${COUNT / 2}`);
  }
  assert.equal(Deno.statSync(project.path("ran.bin")).size, COUNT);
});
