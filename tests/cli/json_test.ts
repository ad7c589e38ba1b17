/** `--json`: one document on standard output, whatever happens. */

import assert from "node:assert/strict";
import type { Command, CommandEntry } from "../../lib/cli/command.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { isGroup } from "../../lib/cli/find_command.ts";
import { type RunResult, type TempProject, tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { task } from "@merkl/merkl";
const load = task((name: string) => name);
const train = task((data: string) => {
  console.log("epoch 1");
  throw new Error("diverged on " + data);
});
const report = task((model: unknown) => "report of " + model);

/** All of it. */
export const all = (names = ["a", "b"], { deep = false } = {}) =>
  names.map((name) => report(train(load(name))));
export const fine = () => load("a");
export const wiring = () => {
  throw new TypeError("not yet");
};
export const stranger = () => {
  throw "no Error";
};
export const deep = (levels = 100_000) => {
  let nested: unknown = [];
  for (let i = 0; i < levels; i++) nested = [nested];
  return [load("a"), nested];
};
`;

const project = () => tempProject({ files: { "p.ts": PIPELINE } });

/** The document; fails if standard output is anything else. */
function documentOf({ stdout, stderr }: RunResult, what: string) {
  let document;
  try {
    document = JSON.parse(stdout);
  } catch {
    assert.fail(`${what}: no JSON on standard output:\n${stdout}\n${stderr}`);
  }
  assert.equal(typeof document.version, "number", what);
  return document;
}

async function failureOf(at: TempProject, args: readonly string[]) {
  const result = await at.run([...args, "--json"]);
  const document = documentOf(result, args.join(" "));
  assert.deepEqual(
    Object.keys(document),
    ["version", "error", "summary", "failures", "blocked"],
    args.join(" "),
  );
  assert.notEqual(result.stderr, "", "people are told as well");
  return { ...document, code: result.code };
}

async function all(entries: readonly CommandEntry[]): Promise<Command[]> {
  const loaded = await Promise.all(entries.map(({ load }) => load()));
  return (await Promise.all(
    loaded.map((command) => isGroup(command) ? all(command.subcommands) : [command]),
  )).flat();
}

Deno.test("a task that fails: the error, its place and output, the counts, what was not reached", async () => {
  await using at = project();
  const { code, error, summary, failures, blocked } = await failureOf(at, ["run", "p.ts:all"]);
  assert.equal(code, 1);
  assert.equal(error.code, "task-failed");
  assert.match(error.message, /^train\(load\(…\)\) failed: Error: diverged on a$/);
  assert.deepEqual(error.place, { file: at.path("p.ts"), line: 5, column: 9 });
  assert.equal(error.output, "epoch 1");
  assert.equal(error.cause.message, "Error: diverged on a");
  assert.equal(typeof error.hint, "string");
  const { tasks, cached, run, failed } = summary;
  assert.deepEqual([tasks, cached, run, failed], [6, 0, 1, 1]);
  assert.deepEqual(failures.map((one: { task: string }) => one.task), ["train"]);
  assert.match(failures[0].hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(failures[0].error, error);
  assert.deepEqual(blocked[0], { by: "train", tasks: [{ task: "report", calls: 1 }] });
});

Deno.test("-k --json has each failure", async () => {
  await using at = project();
  const { code, error, summary, failures, blocked } = await failureOf(at, [
    "run",
    "-k",
    "p.ts:all",
  ]);
  assert.deepEqual([code, summary.failed, summary.blocked], [1, 2, 2]);
  const messages = failures.map((one: { error: { message: string } }) => one.error.message);
  assert.equal(messages.length, 2);
  assert.match(messages[1], /diverged on b/);
  assert.equal(error.message, messages[0]);
  assert.deepEqual(blocked, [{ by: "train", tasks: [{ task: "report", calls: 2 }] }]);
});

Deno.test("what isn't merkl's own error has no code, but a message and a place", async () => {
  await using at = project();
  const thrown = await failureOf(at, ["run", "p.ts:wiring"]);
  assert.deepEqual([thrown.code, thrown.error.code], [1, null]);
  assert.equal(thrown.error.message, "TypeError: not yet");
  assert.equal(thrown.error.place.line, 14);
  const stranger = await failureOf(at, ["run", "p.ts:stranger"]);
  assert.equal(stranger.error.message, 'A value was thrown: "no Error"');
});

Deno.test("a value that JSON can't hold is an error with what became of the run", async () => {
  await using at = project();
  for (const levels of ["10000", "100000"]) {
    const { code, error, summary, failures } = await failureOf(at, ["run", "p.ts:deep", levels]);
    assert.deepEqual([code, error.code], [1, "codec-not-json"]);
    assert.match(error.message, /^the run's value is nested too deeply/);
    assert.deepEqual([summary.tasks, summary.failed, failures], [1, 0, []]);
  }
});

Deno.test("loading, usage and settings: the same shape, and the exit codes stay", async () => {
  await using at = project();
  at.write("broken.ts", "export default () => {");
  const cases: [string[], number, string][] = [
    [["run", "q.ts"], 3, "pipeline-not-found"],
    [["run", "broken.ts"], 3, "pipeline-syntax"],
    [["run", "p.ts"], 2, "ambiguous-export"],
    [["run", "p.ts:all", "--dep"], 2, "function-option-unknown"],
    [["run", "--froce", "p.ts"], 2, "unknown-option"],
    [["run", "-C", "nowhere", "p.ts"], 2, "no-such-folder"],
    [["rnu"], 2, "unknown-command"],
    [["cache"], 2, "missing-argument"],
    [[], 2, "missing-argument"],
  ];
  for (const [args, code, name] of cases) {
    const failure = await failureOf(at, args);
    assert.deepEqual([failure.code, failure.error.code], [code, name], args.join(" "));
    assert.deepEqual([failure.summary, failure.failures, failure.blocked], [null, [], []]);
  }
  at.write("merkl.json", `{ "jbos": 2 }`);
  const setting = await failureOf(at, ["run", "p.ts:fine"]);
  assert.deepEqual([setting.code, setting.error.code], [2, "unknown-setting"]);
});

Deno.test("--json behind -- is the function's: merkl prints for people", async () => {
  await using at = project();
  const { code, stdout, stderr } = await at.run(["run", "p.ts:all", "--", "--json"]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /The function has no option --json/);
});

Deno.test("success has a value and the same counts; help and version are JSON, too", async () => {
  await using at = project();
  const run = documentOf(await at.run(["run", "--json", "p.ts:fine"]), "run");
  assert.deepEqual(Object.keys(run), ["version", "value", "summary"]);
  assert.equal(run.value, "a");
  assert.deepEqual(Object.keys(run.summary).slice(0, 6), [
    "tasks",
    "cached",
    "run",
    "partial",
    "failed",
    "blocked",
  ]);
  assert.ok(documentOf(await at.run(["--version", "--json"]), "version").merkl);
  const help = documentOf(await at.run(["run", "p.ts:all", "--help", "--json"]), "help");
  assert.equal(help.usage, "merkl run p.ts:all [names...] [options]");
  assert.deepEqual(help.arguments[0].many, true);
  assert.equal(help.options[0].name, "--deep");
});

Deno.test("every command: its help and what it refuses are JSON with a version", async () => {
  await using at = project();
  const commands = await all(COMMANDS);
  assert.ok(commands.length >= 5);
  for (const { name } of commands) {
    const words = name.split(" ");
    const help = documentOf(await at.run([...words, "--help", "--json"]), `${name} --help`);
    assert.equal(help.name, name);
    const { code, error } = await failureOf(at, [...words, "--no-such-option"]);
    assert.deepEqual([code, error.code], [2, "unknown-option"], name);
  }
  const overview = documentOf(await at.run(["help", "--json"]), "help");
  const shown = COMMANDS.filter(({ hidden }) => !hidden).map(({ name }) => name);
  assert.deepEqual(overview.commands.map((one: { name: string }) => one.name), shown);
});

Deno.test("every command: whatever it makes of its arguments, standard output is one document", async () => {
  await using at = project();
  await at.run(["run", "p.ts:fine"]);
  for (const { name } of await all(COMMANDS)) {
    for (const args of [[], ["p.ts:fine"], ["bash"], ["1 = 1"]]) {
      const line = [...name.split(" "), ...args, "--json"];
      documentOf(await at.run(line), line.join(" "));
    }
  }
});

/** The times of a document, by the names of their fields. */
function timesOf(json: unknown, into: number[] = []): number[] {
  if (json === null || typeof json !== "object") return into;
  for (const [name, value] of Object.entries(json)) {
    if (typeof value === "number" && /^ms$|_ms$|^duration$/.test(name)) into.push(value);
    else timesOf(value, into);
  }
  return into;
}

Deno.test("times are whole microseconds in every document", async () => {
  await using project = tempProject({
    files: {
      "p.ts": `import { task } from "@merkl/merkl";
const busy = task((n: number) => {
  for (const end = performance.now() + 2; performance.now() < end;);
  return n;
});
const last = task((a: number, b: number) => a + b);
export default () => last(busy(1), busy(2));
`,
    },
  });
  const timesIn = async (...args: string[]) => {
    const { stdout, stderr } = await project.run([...args, "--json"]);
    const times = timesOf(JSON.parse(stdout));
    assert.ok(times.some((time) => time > 0), `${args.join(" ")}: ${stdout} ${stderr}`);
    for (const time of times) {
      assert.equal(time, Math.round(time * 1000) / 1000, `${args.join(" ")}: ${time}`);
    }
    return stdout;
  };
  const { stdout } = await project.run(["run", "p.ts", "--json"]);
  assert.ok(timesOf(JSON.parse(stdout)).length > 0);
  await timesIn("run", "p.ts");
  await timesIn("run", "-n", "-f", "p.ts");
  await timesIn("dag", "p.ts");
  await timesIn("log");
  const { ran } = JSON.parse(await timesIn("log", "1"));
  await timesIn("debug", ran[0].hash);
  await timesIn("debug", "p.ts:busy");
  for (const command of ["ls", "stats", "top"]) await timesIn("cache", command);
  await timesIn("clear", "-n", "p.ts");
});
