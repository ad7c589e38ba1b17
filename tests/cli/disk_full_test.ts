/** A disk without room, which is a small one in memory: only root may make it. */

import assert from "node:assert/strict";
import { merklCommand, tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { task } from "@merkl/merkl";
const text = task((size: number) => "x".repeat(size));
export const small = () => text(10);
export const large = () => text(2_000_000);
export const many = () => Array.from({ length: 300 }, (_, i) => text(4000 + i));
export const output = () => text(1_500_000).to("disk/out.txt");
`;

/** A disk of `size` at `path`; undefined if it can't be had here. */
async function smallDisk(path: string, size: string): Promise<AsyncDisposable | undefined> {
  const run = async (program: string, args: string[]) =>
    (await new Deno.Command(program, { args, stderr: "null" }).output()).success;
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return undefined;
  Deno.mkdirSync(path, { recursive: true });
  if (!await run("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path])) return undefined;
  return { [Symbol.asyncDispose]: () => run("umount", [path]).then(() => {}) };
}

const SKIPPED = "SKIPPED: a small disk can only be made by root on Linux";

Deno.test("a cache on a full disk says so, and keeps what it had", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  await using disk = await smallDisk(project.path(".merkl"), "700k");
  if (disk === undefined) return console.error(SKIPPED);
  assert.equal((await project.run(["run", "p.ts:small"])).code, 0);
  for (const [name, where] of [["large", "contents"], ["many", "cache.sqlite3"]] as const) {
    const { code, stdout, stderr } = await project.run(["run", `p.ts:${name}`]);
    assert.deepEqual([code, stdout], [1, ""], stderr);
    const [message, hint] = stderr.split("\n").slice(-4).filter((line) => line !== "");
    assert.match(
      message!,
      new RegExp(`^error: Results could not be stored in \\.merkl/${where}: `),
    );
    assert.match(message!, /No space left on device$|disk is full$/);
    assert.match(hint!, /^hint: Make room on the disk: what was stored before is intact\. /);
  }
  const { stdout } = await project.run(["run", "p.ts:many", "--json"]);
  assert.equal(JSON.parse(stdout).summary.tasks, 300, "also if the run itself can't be noted");
  const again = await project.run(["run", "p.ts:small"]);
  assert.match(again.stderr, /^1 task: 1 cached, 0 run, /m);
  const without = await project.run(["run", "--no-cache", "-q", "p.ts:large"]);
  assert.deepEqual([without.code, without.stderr], [0, ""]);
});

const LONG = `import { task } from "@merkl/merkl";
const text = task((size: number) => {
  // each is committed by itself
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
  return "x".repeat(size);
});
const length = task((text: string) => text.length);
export default () => [200_000, 200_001, 900_000].map((size) => length(text(size)));
`;

Deno.test("what a full disk has no room for isn't counted as run, also in the log", async () => {
  await using project = tempProject({ files: { "p.ts": LONG } });
  await using disk = await smallDisk(project.path(".merkl"), "1200k");
  if (disk === undefined) return console.error(SKIPPED);
  const { code, stderr } = await project.run(["run", "p.ts"]);
  assert.equal(code, 1);
  assert.match(stderr, /^6 tasks: 0 cached, 4 run, 1 not stored, 1 not reached, /m);
  assert.match((await project.run(["log"])).stdout, / 0 cached, 4 run, exit code 1 /);
  const again = await project.run(["run", "p.ts", "--json"]);
  const { error, summary: { cached, run, unstored } } = JSON.parse(again.stdout);
  assert.deepEqual([error.code, cached, run, unstored], ["cache-full", 4, 0, 1]);
});

Deno.test("an output on a full disk is named, and isn't made again once there is room", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  {
    await using disk = await smallDisk(project.path("disk"), "700k");
    if (disk === undefined) return console.error(SKIPPED);
    const { code, stderr } = await project.run(["run", "p.ts:output"]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^p\.ts:6:\d+ The output disk\/out\.txt can't be written: No space left on device$/m,
    );
    assert.deepEqual([...Deno.readDirSync(project.path("disk"))], []);
  }
  const { code, stderr } = await project.run(["run", "p.ts:output"]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^1 task: 1 cached, 0 run, /m);
  assert.equal(project.read("disk/out.txt").length, 1_500_000);
});

Deno.test({
  name: "a value that can't be printed is an error, and kept; standard error that can't isn't",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using project = tempProject({ files: { "p.ts": PIPELINE } });
    const run = async (line: string) => {
      const { code, stdout, stderr } = await new Deno.Command("sh", {
        args: ["-c", `${merklCommand().map((word) => `'${word}'`).join(" ")} ${line}`],
        cwd: project.dir,
        env: { NO_COLOR: "1" },
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { code, stdout: text(stdout), stderr: text(stderr) };
    };
    for (const options of ["", "--json"]) {
      const { code, stderr } = await run(`run ${options} p.ts:small > /dev/full`);
      assert.equal(code, 1, 'its code is "stdout-failed"');
      assert.match(
        stderr,
        /^error: Standard output can't be written to: No space left on device$/m,
      );
      assert.doesNotMatch(stderr, /Uncaught|\bat /);
    }
    for (
      const line of [
        "--version",
        "--help",
        "log",
        "cache ls",
        "run -n p.ts:small",
        "dag p.ts:small",
      ]
    ) {
      const { code, stderr } = await run(`${line} > /dev/full`);
      assert.equal(code, 1, line);
      assert.match(stderr, /^error: Standard output can't be written to: No space left/m, line);
      assert.doesNotMatch(stderr, /Uncaught|\bat /);
    }
    const silent = await run("run p.ts:small 2> /dev/full");
    assert.deepEqual([silent.code, silent.stdout], [0, "xxxxxxxxxx\n"]);
    assert.match((await run("run p.ts:small")).stderr, /^1 task: 1 cached, 0 run, /m);
  },
});
