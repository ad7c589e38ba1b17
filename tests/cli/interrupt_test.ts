import assert from "node:assert/strict";
import { type Ended, listening, start, until } from "../support/running.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";
import { CTRL_C, hasTerminals, onTerminal } from "../support/terminal.ts";

const onWindows = Deno.build.os === "windows";

/** Each task adds a line to `ran` when it begins; those that don't look wait for a file `go`. */
const PIPELINE = `
import { context, task } from "@merkl/merkl";

const exists = (name: string) => { try { Deno.statSync(name); return true; } catch { return false; } };
const begin = (name: string) => {
  Deno.writeTextFileSync("ran", name + "\\n", { append: true });
};
const until = (ends: () => boolean) => {
  for (const begun = Date.now(); Date.now() - begun < 60_000;) if (ends()) return "early";
  return "whole";
};

const patient = task({ capture: false }, async () => {
  begin("patient");
  while (!exists("go")) await new Promise((resolve) => setTimeout(resolve, 10));
  return "whole";
});
const after = task((value: string) => {
  begin("after");
  return value + ", after";
});
const asks = task(() => {
  begin("asks");
  return until(() => context().stopping);
});
const watches = task(() => {
  begin("watches");
  return until(() => context().signal.aborted);
});
const keeps = task(() => {
  begin("keeps");
  const value = until(() => context().stopping);
  context().keepPartial();
  return value;
});
const deaf = task(() => {
  begin("deaf");
  while (!exists("go"));
  return "whole";
});

export const asynchronous = () => after(patient());
const bad = task(() => {
  throw new Error("bad");
});
export const failing = () => [bad(), after(asks())];
export const part = () => asks();
export const asking = () => after(asks());
export const watching = () => after(watches());
export const keeping = () => after(keeps());
export const hearing = () => after(deaf());
`;

/**
 * Runs an export of the pipeline and sends it a signal once the body of `name` runs; when it has said
 * that it stops, bodies that wait for it may go on, or the signal is sent `again`.
 */
async function interrupt(
  project: TempProject,
  [target, name]: readonly [target: string, name: string],
  { signal = "SIGINT", options = [], again = false }: {
    readonly signal?: Deno.Signal;
    readonly options?: readonly string[];
    readonly again?: boolean;
  } = {},
): Promise<Ended> {
  let said = "";
  const running = start(project, ["run", ...options, `p.ts:${target}`], (text) => said += text);
  const begun = () => project.exists("ran") && project.read("ran").includes(`${name}\n`);
  assert.ok(await until(begun, running), said);
  await listening(running.pid);
  running.kill(signal);
  await until(() => said.includes("stopping: no new task starts"), running);
  if (again) running.kill(signal);
  else project.write("go", "");
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
      const first = await interrupt(at, [target, name]);
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
        const { code, stdout, stderr } = await interrupt(at, [target, name]);
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
    const first = await interrupt(at, ["keeping", "keeps"]);
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
      const { code, stdout } = await interrupt(at, [target, "asks"], {
        options: ["--json"],
      });
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
    const { code, stderr } = await interrupt(at, ["failing", "asks"], { options: ["-k"] });
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
    const { code, signal, stderr } = await interrupt(at, ["asynchronous", "patient"], {
      signal: "SIGTERM",
    });
    assert.deepEqual([code, signal], [143, null]);
    assert.match(stderr, /1 not reached/);
  },
});

Deno.test({
  name: "a second SIGINT ends the process at once, even in a loop that doesn't look",
  ignore: onWindows,
  async fn() {
    await using at = project();
    const running = start(at, ["run", "p.ts:hearing"]);
    await until(() => at.exists("ran"), running);
    await listening(running.pid);
    // two that come too soon after each other are one to the system
    const timer = setInterval(() => running.kill("SIGINT"), 200);
    const status = await running.status.finally(() => clearInterval(timer));
    assert.deepEqual([status.code, status.signal], [130, "SIGINT"]);
    assert.equal((await running.ended).stdout, "");
    // the cache is as it was: whatever comes next finds it in order
    at.write("go", "");
    const next = await at.run(["run", "p.ts:hearing"]);
    assert.deepEqual([next.code, next.stdout], [0, "whole, after\n"]);
  },
});

Deno.test({
  name: "a loop that lets nobody speak: the Worker says that the signal was heard",
  ignore: onWindows,
  async fn() {
    await using at = project();
    const { code, stderr } = await interrupt(at, ["hearing", "deaf"], { again: true });
    assert.equal(code, 130);
    assert.equal(stderr.split("stopping: no new task starts").length, 2);
  },
});

Deno.test("a reader of standard error that goes away costs nothing of the run", async () => {
  await using at = project();
  const child = at.spawn(["run", "-v", "p.ts:asynchronous"]);
  await child.stdin.close();
  await child.stderr.cancel();
  at.write("go", "");
  const [{ code }, stdout] = await Promise.all([child.status, new Response(child.stdout).text()]);
  assert.deepEqual([code, stdout], [0, "whole, after\n"]);
});

Deno.test("a reader of standard output that goes away ends it in peace, and all is kept", async () => {
  await using at = project();
  const child = at.spawn(["run", "p.ts:asynchronous"]);
  await child.stdin.close();
  await child.stdout.cancel();
  at.write("go", "");
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
    const { code, text } = await onTerminal(at, ["run", "p.ts:asynchronous"], async (terminal) => {
      await terminal.seen(/ {2}patient \d+\.\d s/);
      await terminal.type(CTRL_C);
      await terminal.seen(/stopping/);
      at.write("go", "");
    });
    assert.equal(code, 130);
    assert.match(text, /0\/2 done\r\n {2}patient \d+\.\d s/);
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
    const { code, text } = await onTerminal(at, ["run", "p.ts:asking"], async (terminal) => {
      for (let i = 0; !at.exists("ran"); i++) {
        assert.ok(i < 3000, "it did not begin");
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      await listening(terminal.pid);
      await terminal.type(CTRL_C);
    });
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
    const { code, text } = await onTerminal(at, ["run", "p.ts:asynchronous"], async (terminal) => {
      await terminal.seen(/patient \d+\.\d s/);
      at.write("go", "");
    });
    assert.equal(code, 0);
    const end = text.slice(text.lastIndexOf("\x1b"));
    assert.match(end, /whole, after\r\n2 tasks: 0 cached, 2 run, [^\n]*\r\n$/);
  },
});
