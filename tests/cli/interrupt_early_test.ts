import assert from "node:assert/strict";
import { type Ended, listening, start } from "../support/running.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const onWindows = Deno.build.os === "windows";

/** Each says in `ran` that it has begun, and doesn't end by itself. */
const COMMON = `
import { task } from "@merkl/merkl";
const begin = () => Deno.writeTextFileSync("ran", "x", { append: true });
const busy = () => { for (const end = Date.now() + 60_000; Date.now() < end;); };
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const done = task(() => "done");
`;

const FILES = {
  "waits.ts": `${COMMON}
export const waits = async () => {
  begin();
  await rest(60_000);
  return done();
};
export const loops = () => {
  begin();
  busy();
  return done();
};
export const loopsLater = async () => {
  await rest(2000);
  begin();
  busy();
  return done();
};
export const afterOne = async () => {
  await done().eval();
  begin();
  await rest(60_000);
  return done();
};
`,
  "loading.ts": `${COMMON}
begin();
await rest(60_000);
export default () => done();
`,
  "loadingLoop.ts": `${COMMON}
begin();
busy();
export default () => done();
`,
};

/**
 * Starts a command, and sends a signal when the pipeline's own code says that it runs; and, but for
 * code that never lets it, when signals are listened to.
 */
async function interrupt(
  project: TempProject,
  args: readonly string[],
  { signal = "SIGINT", heard = true }: { signal?: Deno.Signal; heard?: boolean } = {},
): Promise<Ended> {
  if (project.exists("ran")) Deno.removeSync(project.path("ran"));
  const running = start(project, args);
  for (let i = 0; !project.exists("ran"); i++) {
    if (i > 600) throw new Error("it did not begin");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (heard) await listening(running.pid);
  running.kill(signal);
  return await running.ended;
}

const project = () => tempProject({ files: FILES });

for (
  const [args, what] of [
    [["run", "waits.ts:waits"], "a function that waits"],
    [["run", "-n", "waits.ts:waits"], "a dry run"],
    [["run", "loading.ts"], "a module that waits"],
    [["dag", "waits.ts:waits"], "dag"],
    [["why", "loading.ts"], "why"],
    [["debug", "waits.ts:waits"], "debug"],
    [["migrate", "waits.ts:waits"], "migrate"],
  ] as const
) {
  Deno.test({
    name: `SIGINT before the first body, ${what}: exit 130, an error for people and as JSON`,
    ignore: onWindows,
    async fn() {
      await using at = project();
      const { code, signal, stdout, stderr } = await interrupt(at, [...args, "--json"]);
      assert.deepEqual([code, signal], [130, null]);
      const { version, error, failures } = JSON.parse(stdout);
      assert.deepEqual([version, error.code, failures], [1, "interrupted", []]);
      const file = args.at(-1)!.replace(/:.*/, "");
      assert.match(error.message, new RegExp(`^Interrupted while ${file} was being `));
      assert.match(stderr, new RegExp(`^error: Interrupted while ${file} was being `, "m"));
      assert.match(error.hint, /task/);
      assert.doesNotMatch(stderr, /stopping: no new task/);
      const plain = await interrupt(at, args);
      assert.deepEqual([plain.code, plain.stdout], [130, ""]);
      assert.match(plain.stderr, /^error: Interrupted while /m);
    },
  });
}

Deno.test({
  name: "a loop without a pause before the first body ends, and is told if it began after a pause",
  ignore: onWindows,
  async fn() {
    await using at = project();
    for (const target of ["waits.ts:loops", "loadingLoop.ts"]) {
      const { code, signal, stdout } = await interrupt(at, ["run", target], { heard: false });
      assert.deepEqual([code, signal, stdout], [130, "SIGINT", ""]);
    }
    const plain = await interrupt(at, ["run", "waits.ts:loopsLater"]);
    assert.deepEqual([plain.code, plain.signal, plain.stdout], [130, "SIGINT", ""]);
    assert.match(plain.stderr, /^error: Interrupted while waits.ts was being wired$/m);
    const later = await interrupt(at, ["run", "--json", "waits.ts:loopsLater"]);
    assert.deepEqual([later.code, later.signal], [130, "SIGINT"], later.stderr);
    const { version, error, summary, failures, blocked } = JSON.parse(later.stdout);
    assert.deepEqual([version, error.code], [1, "interrupted"]);
    assert.deepEqual([summary, failures, blocked], [null, [], []]);
  },
});

Deno.test({
  name: "SIGTERM before the first body: exit code 143",
  ignore: onWindows,
  async fn() {
    await using at = project();
    const { code, stdout } = await interrupt(at, ["run", "--json", "waits.ts:waits"], {
      signal: "SIGTERM",
    });
    assert.equal(code, 143);
    assert.equal(JSON.parse(stdout).error.code, "interrupted");
  },
});

Deno.test({
  name: "SIGINT while a function waits that has evaluated something: what is done is kept and told",
  ignore: onWindows,
  async fn() {
    await using at = project();
    const { code, stdout, stderr } = await interrupt(at, ["run", "--json", "waits.ts:afterOne"]);
    assert.equal(code, 130, stderr);
    const { error, summary } = JSON.parse(stdout);
    assert.equal(error.code, "interrupted");
    assert.deepEqual([summary.tasks, summary.run], [1, 1]);
    const next = await interrupt(at, ["run", "--json", "waits.ts:afterOne"]);
    assert.equal(JSON.parse(next.stdout).summary.cached, 1);
  },
});
