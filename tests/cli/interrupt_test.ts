import assert from "node:assert/strict";
import { type Ended, start } from "../support/running.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";
import { hasTerminals, onTerminal } from "../support/terminal.ts";

const onWindows = Deno.build.os === "windows";

/** Each task says on standard error that it has begun, and adds a line to `ran`. */
const PIPELINE = `
import { context, task } from "@merkl/merkl";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const begin = (name: string) => {
  Deno.writeTextFileSync("ran", name + "\\n", { append: true });
};
const until = (ms: number, ends: () => boolean) => {
  const begun = Date.now();
  while (Date.now() - begun < ms) if (ends()) return "early";
  return "whole";
};

const patient = task({ capture: false }, async (ms: number) => {
  begin("patient");
  await sleep(ms);
  return "whole";
});
const after = task((value: string) => {
  begin("after");
  return value + ", after";
});
const asks = task((ms: number) => {
  begin("asks");
  return until(ms, () => context().stopping);
});
const watches = task((ms: number) => {
  begin("watches");
  return until(ms, () => context().signal.aborted);
});
const keeps = task((ms: number) => {
  begin("keeps");
  const value = until(ms, () => context().stopping);
  context().keepPartial();
  return value;
});
const deaf = task((ms: number) => {
  begin("deaf");
  return until(ms, () => false);
});

export const asynchronous = () => after(patient(1500));
const bad = task(() => {
  throw new Error("bad");
});
export const failing = () => [bad(), after(asks(60_000))];
export const part = () => asks(60_000);
export const asking = () => after(asks(60_000));
export const watching = () => after(watches(60_000));
export const keeping = () => after(keeps(60_000));
export const hearing = () => after(deaf(1500));
export const forever = () => after(deaf(60_000));
`;

/** Waits until the file \`ran\` tells that a body has begun, and the signals are listened to. */
async function begun(project: TempProject, name: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (project.exists("ran") && project.read("ran").includes(`${name}\n`)) {
      // a body begins before the Worker that receives signals is ready
      return await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} did not begin`);
}

/** Runs an export of the pipeline and sends it signals once the body of `name` has begun. */
async function interrupt(
  project: TempProject,
  [target, name]: readonly [target: string, name: string],
  signals: readonly Deno.Signal[],
  options: readonly string[] = [],
): Promise<Ended> {
  const running = start(project, ["run", ...options, `p.ts:${target}`]);
  await begun(project, name);
  for (const signal of signals) {
    running.kill(signal);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return await running.ended;
}

const project = () => tempProject({ files: { "p.ts": PIPELINE } });

for (const [target, name] of [["asynchronous", "patient"], ["hearing", "deaf"]] as const) {
  Deno.test({
    name:
      `SIGINT while ${name} runs, which doesn't look: it ends, is kept, and the next run goes on`,
    ignore: onWindows,
    async fn() {
      await using at = project();
      const first = await interrupt(at, [target, name], ["SIGINT"]);
      assert.deepEqual([first.code, first.signal, first.stdout], [130, null, ""]);
      assert.match(first.stderr, /^stopping: no new task starts/m);
      assert.match(first.stderr, /The run was interrupted: 1 done, 1 task left/);
      assert.match(first.stderr, /^2 tasks: 0 cached, 1 run, 1 not reached/m);
      const second = await at.run(["run", `p.ts:${target}`]);
      assert.deepEqual([second.code, second.stdout], [0, "whole, after\n"]);
      assert.equal(at.read("ran"), `${name}\nafter\n`);
    },
  });
}

for (const [target, name] of [["asking", "asks"], ["watching", "watches"]] as const) {
  Deno.test({
    name:
      `SIGINT in a synchronous loop that looks (${name}): it ends early, and nothing of it is stored`,
    ignore: onWindows,
    async fn() {
      await using at = project();
      for (const _ of [1, 2]) {
        const { code, stdout, stderr } = await interrupt(at, [target, name], ["SIGINT"]);
        assert.deepEqual([code, stdout], [130, ""]);
        assert.match(stderr, /^error: The run was interrupted with 2 tasks left to do$/m);
        assert.match(stderr, /^2 tasks: 0 cached, 0 run, 1 partial \(not stored\), 1 not reached/m);
        assert.equal(at.read("ran"), `${name}\n`);
        at.write("ran", "");
      }
    },
  });
}

Deno.test({
  name:
    "keepPartial(): what a body has when it is told to end is stored, and the next run takes it",
  ignore: onWindows,
  async fn() {
    await using at = project();
    const first = await interrupt(at, ["keeping", "keeps"], ["SIGINT"]);
    assert.equal(first.code, 130);
    const second = await at.run(["run", "p.ts:keeping"]);
    assert.deepEqual([second.code, second.stdout], [0, "early, after\n"]);
    assert.equal(at.read("ran"), "keeps\nafter\n");
  },
});

Deno.test({
  name: "--json tells of an interrupted run, and no partial value",
  ignore: onWindows,
  async fn() {
    await using at = project();
    for (const [target, tasks] of [["asking", 2], ["part", 1]] as const) {
      const { code, stdout } = await interrupt(at, [target, "asks"], ["SIGINT"], ["--json"]);
      const { error, summary, failures, value } = JSON.parse(stdout);
      assert.deepEqual([code, error.code, failures, value], [130, "interrupted", [], undefined]);
      const { run, partial, blocked, interrupted } = summary;
      assert.ok(interrupted);
      assert.deepEqual([summary.tasks, run, partial, blocked], [tasks, 0, 1, tasks - 1]);
      at.write("ran", "");
    }
  },
});

Deno.test({
  name: "-k, a failure, then Ctrl-C: both are told, exit 130, and -k isn't advised to who gave it",
  ignore: onWindows,
  async fn() {
    await using at = project();
    const { code, stderr } = await interrupt(at, ["failing", "asks"], ["SIGINT"], ["-k"]);
    assert.equal(code, 130);
    assert.match(stderr, /^not begun any more: after$/m);
    assert.match(
      stderr,
      /^3 tasks: 0 cached, 0 run, 1 partial \(not stored\), 1 failed, 1 not reached/m,
    );
    assert.match(stderr, /s\n\np\.ts:\d+:\d+ bad\(\) failed: Error: bad$/m);
  },
});

Deno.test({
  name: "SIGTERM does the same, with exit code 143",
  ignore: onWindows,
  async fn() {
    await using at = project();
    const { code, signal, stderr } = await interrupt(at, ["asynchronous", "patient"], ["SIGTERM"]);
    assert.deepEqual([code, signal], [143, null]);
    assert.match(stderr, /1 not reached/);
  },
});

Deno.test({
  name: "a second SIGINT ends the process at once, even in a loop that doesn't look",
  ignore: onWindows,
  async fn() {
    await using at = project();
    const { code, signal, stdout } = await interrupt(at, ["forever", "deaf"], ["SIGINT", "SIGINT"]);
    assert.deepEqual([code, signal, stdout], [130, "SIGINT", ""]);
    // the cache is as it was: whatever comes next finds it in order
    const next = await at.run(["run", "p.ts:hearing"]);
    assert.deepEqual([next.code, next.stdout], [0, "whole, after\n"]);
  },
});

Deno.test({
  name: "a loop that lets nobody speak: the Worker says that the signal was heard",
  ignore: onWindows,
  async fn() {
    await using at = project();
    const { code, stderr } = await interrupt(at, ["forever", "deaf"], [
      "SIGINT",
      "SIGURG",
      "SIGURG",
      "SIGINT",
    ]);
    assert.equal(code, 130);
    assert.equal(stderr.split("stopping: no new task starts").length, 2);
  },
});

Deno.test("a reader of standard error that goes away costs nothing of the run", async () => {
  await using at = project();
  const child = at.spawn(["run", "-v", "p.ts:asynchronous"]);
  await child.stdin.close();
  await child.stderr.cancel();
  const [{ code }, stdout] = await Promise.all([child.status, new Response(child.stdout).text()]);
  assert.deepEqual([code, stdout], [0, "whole, after\n"]);
});

Deno.test("a reader of standard output that goes away ends it in peace, and all is kept", async () => {
  await using at = project();
  const child = at.spawn(["run", "p.ts:asynchronous"]);
  await child.stdin.close();
  await child.stdout.cancel();
  const [{ code }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
  assert.equal(code, 0, stderr);
  const next = await at.run(["run", "p.ts:asynchronous"]);
  assert.match(next.stderr, /^2 tasks: 2 cached, 0 run/m);
});

Deno.test({
  name: "Ctrl-C on a terminal, with the live view: the body ends, the view is gone, exit 130",
  ignore: !hasTerminals,
  async fn() {
    await using at = project();
    at.write("p.ts", PIPELINE.replace("patient(1500)", "patient(2500)"));
    const { code, text } = await onTerminal(at, ["run", "p.ts:asynchronous"], { ctrlCAfter: 1.6 });
    assert.equal(code, 130);
    assert.match(text, /0\/2 done\r\n {2}patient 1\.\d s/);
    assert.match(text, /\^C/);
    assert.match(text, /stopping: no new task starts/);
    assert.match(text, /2 tasks: 0 cached, 1 run, 1 not reached[^\n]*\r\n$/);
    const next = await at.run(["run", "p.ts:asynchronous"]);
    assert.deepEqual([next.code, next.stdout], [0, "whole, after\n"]);
  },
});

Deno.test({
  name: "Ctrl-C on a terminal that ends a body early: view, message and summary count alike",
  ignore: !hasTerminals,
  async fn() {
    await using at = project();
    const { code, text } = await onTerminal(at, ["run", "p.ts:asking"], { ctrlCAfter: 0.6 });
    assert.equal(code, 130);
    assert.match(text, /The run was interrupted with 2 tasks left to do/);
    assert.match(text, /2 tasks: 0 cached, 0 run, 1 partial \(not stored\), 1 not reached/);
    assert.doesNotMatch(text, /1\/2 done/);
  },
});

Deno.test({
  name: "on a terminal the value is printed below what is left of the view, not into it",
  ignore: !hasTerminals,
  async fn() {
    await using at = project();
    const { code, text } = await onTerminal(at, ["run", "p.ts:asynchronous"]);
    assert.equal(code, 0);
    assert.match(text, /patient 1\.\d s/);
    const end = text.slice(text.lastIndexOf("\x1b"));
    assert.match(end, /whole, after\r\n2 tasks: 0 cached, 2 run, [^\n]*\r\n$/);
  },
});
