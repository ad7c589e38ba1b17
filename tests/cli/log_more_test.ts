/** Runs in `merkl log` that no command line ended: those of the library, and those that were killed. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { REPO, type TempProject, tempProject } from "../support/temp_project.ts";

interface LoggedRun {
  readonly id: number;
  readonly command: string;
  readonly target: string;
  readonly argv: readonly string[] | null;
  readonly run: number;
  readonly cached: number;
  readonly failed: number;
  readonly exit_code: number | null;
  readonly duration_ms: number | null;
}

const MERKL = pathToFileURL(join(REPO, "mod.ts")).href;

const PROGRAM = `import { openProject, task } from ${JSON.stringify(MERKL)};
const double = task(function double(n: number) {
  if (n > 100) throw new Error("too large");
  return 2 * n;
});
await using project = await openProject();
function doubled() {
  return double(Number(Deno.args[0] ?? "3"));
}
console.log((await project.run(doubled)).value);
`;

const WAITS = `import { task } from "@merkl/merkl";
const quick = task(() => 1);
const slow = task(async (n: number) => {
  Deno.writeTextFileSync("begun", "");
  if (Deno.env.has("SLOW")) await new Promise((resolve) => setTimeout(resolve, 60_000));
  return n;
});
export default () => slow(quick());
`;

const QUICK = `import { task } from "@merkl/merkl";
const named = task((name: string) => name);
export default (name: string) => named(name);
`;

async function program(project: TempProject, ...args: string[]): Promise<number> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "build.ts", ...args],
    cwd: project.dir,
  }).output();
  const text = new TextDecoder().decode(stderr);
  assert.ok(code === 0 || text.includes("too large"), text);
  return code;
}

async function logged(
  project: TempProject,
  args: readonly string[] = [],
): Promise<LoggedRun[]> {
  const { code, stdout, stderr } = await project.run(["log", "--json", ...args]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout).runs;
}

Deno.test("runs of the library are in the log, and belong to the program", async () => {
  await using project = tempProject({ files: { "build.ts": PROGRAM } });
  assert.equal(await program(project), 0);
  assert.equal(await program(project), 0);
  assert.notEqual(await program(project, "500"), 0);
  const runs = (await logged(project)).map((run) => [
    ...[run.command, run.target, run.argv],
    ...[run.cached, run.run, run.failed, run.exit_code],
  ]);
  assert.deepEqual(runs, [
    ["library", "build.ts#doubled", null, 0, 0, 1, 1],
    ["library", "build.ts#doubled", null, 1, 0, 0, 0],
    ["library", "build.ts#doubled", null, 0, 1, 0, 0],
  ]);
  const { stdout } = await project.run(["log"]);
  assert.match(stdout, /^ +3 .* build\.ts:doubled +0 cached, 0 run, 1 failed/m);
  assert.match((await project.run(["log", "3"])).stdout, /double {2,}too large|too large/);
  const cleared = await project.run(["clear", "build.ts", "-y"]);
  assert.match(cleared.stderr, /^cleared 1 value of build\.ts:doubled /);
});

Deno.test("a program that asks again and again for what is there fills no log", async () => {
  const asks = PROGRAM.replace(
    "console.log(",
    "for (let i = 0; i < 20; i++) await project.run(() => double(i % 2));\nconsole.log(",
  );
  await using project = tempProject({ files: { "build.ts": asks } });
  await program(project, "0");
  await program(project, "0");
  const ran = (await logged(project)).map(({ target, run, cached }) => [target, run, cached]);
  assert.deepEqual(ran, [
    ["build.ts#doubled", 0, 1],
    ["build.ts#run", 0, 1],
    ["build.ts#run", 0, 1],
    ["build.ts#doubled", 0, 1],
    ["build.ts#run", 1, 0],
    ["build.ts#run", 1, 0],
  ]);
});

Deno.test("a run in memory, or with no cache, leaves no file", async () => {
  await using project = tempProject({
    files: { "build.ts": PROGRAM.replace("openProject()", "openProject({ cache: null })") },
    initialised: true,
  });
  assert.equal(await program(project), 0);
  assert.ok(!project.exists(".merkl/cache.sqlite3"));
});

/** Starts a run and waits for its second body; the first one's value may be committed. */
async function begun(project: TempProject): Promise<Deno.ChildProcess> {
  if (project.exists("begun")) Deno.removeSync(project.path("begun"));
  const child = project.spawn(["run", "p.ts"], { env: { SLOW: "1" } });
  await child.stdin.close();
  for (let i = 0; !project.exists("begun"); i++) {
    if (i > 600) throw new Error("it did not begin");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return child;
}

async function kill(child: Deno.ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await Promise.all([child.stdout.cancel(), child.stderr.cancel(), child.status]);
}

Deno.test("a run that was killed is in the log, once, and one that runs is not", async () => {
  await using project = tempProject({ files: { "p.ts": WAITS } });
  const child = await begun(project);
  assert.deepEqual(await logged(project), []);
  await kill(child);
  const [killed, ...none] = await logged(project);
  assert.deepEqual(none, []);
  assert.deepEqual(
    [killed!.command, killed!.target, killed!.argv, killed!.exit_code, killed!.duration_ms],
    ["run", "p.ts#default", ["run", "p.ts"], null, null],
  );
  assert.match((await project.run(["log"])).stdout, / merkl run p\.ts +did not end *$/m);
  assert.match((await project.run(["log", "1"])).stdout, /^ {2}tasks +did not end$/m);
  assert.equal((await project.run(["run", "p.ts"])).code, 0);
  assert.deepEqual((await logged(project)).map((run) => run.exit_code), [0, null]);
});

Deno.test("runs are listed by their starts, and not by the order in which they were recorded", async () => {
  await using project = tempProject({ files: { "p.ts": WAITS, "q.ts": QUICK } });
  const child = await begun(project);
  for (const name of ["a", "b"]) await project.run(["run", "q.ts", name]);
  await kill(child);
  const targets = async (...args: string[]) =>
    (await logged(project, args)).map(({ id, target }) => [id, target]);
  const all = [[2, "q.ts#default"], [1, "q.ts#default"], [3, "p.ts#default"]];
  assert.deepEqual(await targets(), all);
  for (const n of [1, 2]) assert.deepEqual(await targets("-n", `${n}`), all.slice(0, n));
});

Deno.test("the next run that has a body to run finds it as well, and the folder is left empty", async () => {
  await using project = tempProject({ files: { "p.ts": WAITS } });
  await kill(await begun(project));
  await kill(await begun(project));
  assert.equal((await project.run(["run", "p.ts"])).code, 0);
  assert.deepEqual((await logged(project)).map((run) => run.exit_code), [0, null, null]);
  const left = [...Deno.readDirSync(project.path(".merkl/processes"))].map(({ name }) => name);
  assert.deepEqual(left.filter((name) => name.endsWith(".run")), []);
});

Deno.test("a killed run whose mark outlives its record is in the log once", async () => {
  await using project = tempProject({ files: { "p.ts": WAITS } });
  const child = await begun(project);
  const folder = project.path(".merkl/processes");
  const [mark] = [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".run"));
  const text = Deno.readTextFileSync(`${folder}/${mark!.name}`);
  await kill(child);
  assert.equal((await logged(project)).length, 1);
  // as if who recorded it had been killed just then
  Deno.writeTextFileSync(`${folder}/${mark!.name}`, text);
  assert.equal((await logged(project)).length, 1);
  assert.ok(!project.exists(`.merkl/processes/${mark!.name}`));
});

Deno.test("a run that fails or has nothing to do leaves no trace but its own", async () => {
  await using project = tempProject({ files: { "p.ts": WAITS } });
  await project.run(["run", "p.ts"]);
  await project.run(["run", "p.ts"]);
  project.write("p.ts", WAITS.replace("return n", "throw new Error()"));
  assert.equal((await project.run(["run", "p.ts"])).code, 1);
  assert.deepEqual((await logged(project)).map((run) => run.exit_code), [1, 0, 0]);
});
