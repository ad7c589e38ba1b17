import assert from "node:assert/strict";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const FILES = {
  "p.ts": `import { readFuture, task } from "@merkl/merkl";
import { parseRow } from "./lib/rows.ts";

const parse = task((text: string) => text.trim().split("\\n").map(parseRow));

const scale = task((rows: number[], by: number) => rows.map((row) => row * by));

const total = task({ cacheArgs: true }, (rows: number[], opts: { round: boolean; tags: string[] }) => {
  return rows.reduce((a, b) => a + b, 0) + (opts.round ? 0 : 0.5);
});

export default function pipeline(by = 2, { round = true, tag = "a" } = {}) {
  const rows = scale(readFuture("data.txt").pipe(parse), by);
  return total(rows, { round, tags: ["x", tag] }).to("total.json");
}
`,
  "lib/rows.ts": `const OFFSET = 1;

/** One row. */
export function parseRow(line: string): number {
  return Number(line) + OFFSET;
}
`,
  "data.txt": "1\n2\n",
};

interface Told {
  readonly task: string;
  readonly state: string | null;
  readonly reason: { readonly text: string };
  readonly steps: readonly {
    readonly task: string;
    readonly instead_of: { readonly hash: string } | null;
    readonly changes: readonly {
      readonly text: string;
      readonly diff: string | null;
      readonly parts: unknown;
      readonly now: string | null;
      readonly place: { readonly file: string; readonly line: number } | null;
      readonly commit: { readonly kind: string; readonly subject?: string } | null;
    }[];
  }[];
  readonly roots: readonly { readonly text: string }[];
}

async function why(project: TempProject, ...args: string[]): Promise<Told[]> {
  const { code, stdout, stderr } = await project.run(["why", ...args, "--json"]);
  assert.equal(code, 0, stderr);
  const { version, calls } = JSON.parse(stdout);
  assert.equal(version, 1);
  return calls;
}

const hashesOf = async (project: TempProject, id: string, task: string): Promise<string> => {
  const { ran } = JSON.parse((await project.run(["log", id, "--json"])).stdout);
  return ran.find((one: { task: string }) => one.task === task).hash;
};

const edit = (project: TempProject, file: string, from: string, to: string) => {
  const text = project.read(file);
  assert.ok(text.includes(from));
  project.write(file, text.replace(from, to));
};

Deno.test("merkl why follows changed code up the graph, before and after the run", async () => {
  await using project = tempProject({ files: FILES });
  await project.run(["run", "-q", "p.ts"]);
  const first = await hashesOf(project, "1", "total");
  edit(project, "lib/rows.ts", "return Number(line) + OFFSET", "return Number(line) - OFFSET");
  const check = (told: Told, state: string | null) => {
    assert.equal(told.state, state);
    assert.deepEqual(told.steps.map(({ task }) => task), ["total", "scale", "parse"]);
    assert.equal(told.steps[0]!.instead_of!.hash, first);
    const [change, ...more] = told.steps[2]!.changes;
    assert.deepEqual(more, []);
    assert.equal(change!.text, "code changed: parseRow (lib/rows.ts)");
    assert.deepEqual(change!.place, { file: "lib/rows.ts", line: 4 });
    assert.match(
      change!.diff!,
      /^-\s+return Number\(line\) \+ OFFSET;\n\+\s+return Number\(line\) - OFFSET;$/m,
    );
    assert.deepEqual(told.roots.map(({ text }) => text), ["code changed: parseRow (lib/rows.ts)"]);
  };
  const [wired] = await why(project, "p.ts:total");
  check(wired!, "may-run");
  assert.equal(wired!.reason.text, "depends on scale");
  const all = await why(project, "p.ts");
  assert.deepEqual(all.map(({ task, state }) => [task, state]), [
    ["parse", "runs"],
    ["scale", "may-run"],
    ["total", "may-run"],
  ]);
  const text = (await project.run(["why", "p.ts:total"])).stdout;
  assert.match(text, /^total [0-9a-f]{12} may run: depends on scale$/m);
  assert.match(text, /code changed: parseRow \(lib\/rows\.ts\) at lib\/rows\.ts:4$/m);
  assert.match(text, /^root cause: code changed: parseRow \(lib\/rows\.ts\)$/m);
  await project.run(["run", "-q", "p.ts"]);
  const [written] = await why(project, "total.json");
  check(written!, null);
  assert.deepEqual(written!.steps[0]!.changes[0]!.parts, [
    { path: "[0]", from: 4, to: 0 },
    { path: "[1]", from: 6, to: 2 },
  ]);
  check((await why(project, (await hashesOf(project, "2", "total")).slice(0, 9)))[0]!, null);
  const [cached] = await why(project, "p.ts:total");
  check(cached!, "cached");
});

Deno.test("merkl why tells arguments, by their parts where they are kept", async () => {
  await using project = tempProject({ files: FILES });
  await project.run(["run", "-q", "p.ts"]);
  const [total] = await why(
    project,
    "p.ts:total",
    "--tag",
    "longer than what a line has room for, so it is cut",
  );
  assert.deepEqual(total!.steps.map(({ changes }) => changes.map(({ text }) => text)), [
    ["argument changed: opts"],
  ]);
  assert.deepEqual(total!.steps[0]!.changes[0]!.parts, [
    { path: ".tags[1]", from: "a", to: "longer than what a line has room for, so it is cut" },
  ]);
  const [scale] = await why(project, "p.ts:scale", "7");
  const [change] = scale!.steps[0]!.changes;
  assert.deepEqual([change!.text, change!.now], ["argument changed: by", "7"]);
  // of two calls the one with the same rows is nearer than that with the same number
  await project.run(["run", "-q", "p.ts", "7"]);
  project.write("data.txt", "5\n");
  await project.run(["run", "-q", "p.ts", "3"]);
  await project.run(["run", "-q", "p.ts", "7"]);
  const [stored] = await why(project, await hashesOf(project, "4", "scale"));
  assert.deepEqual(stored!.roots.map(({ text }) => text), ["argument changed: by"]);
});

Deno.test("merkl why follows what was kept since the values above stayed as they were", async () => {
  await using project = tempProject({ files: FILES });
  await project.run(["run", "-q", "p.ts"]);
  const first = await hashesOf(project, "1", "total");
  edit(project, "lib/rows.ts", "Number(line) + OFFSET", "OFFSET + Number(line)");
  assert.match((await project.run(["run", "p.ts"])).stderr, /2 cached, 1 run/);
  const [told] = await why(project, "p.ts:total");
  assert.equal(told!.state, "cached");
  assert.equal(told!.steps[0]!.instead_of?.hash, first);
  assert.deepEqual(told!.steps.map(({ task }) => task), ["total", "scale", "parse"]);
  const root = ["code changed: parseRow (lib/rows.ts)"];
  assert.deepEqual(told!.roots.map(({ text }) => text), root);
  edit(project, "p.ts", "(opts.round ? 0 : 0.5)", "(opts.round ? 0 : 0.25)");
  await project.run(["run", "-q", "p.ts"]);
  const [total] = await why(project, "p.ts:total");
  assert.deepEqual(total!.roots.map(({ text }) => text), ["code changed: total"]);
});

Deno.test("merkl why tells inputs and env", async () => {
  await using project = tempProject({ files: FILES });
  await project.run(["run", "-q", "p.ts"]);
  project.write("data.txt", "3\n");
  const [input] = await why(project, "p.ts:total");
  assert.deepEqual(input!.roots.map(({ text }) => text), ["input changed: data.txt"]);
  await project.run(["run", "-q", "p.ts"]);
  edit(project, "p.ts", "const parse = task((", `const parse = task({ env: ["WHY_X"] }, (`);
  const env = (await why(project, "p.ts:parse"))[0]!;
  assert.match(env.roots.map(({ text }) => text).join(), /environment changed: WHY_X/);
});

Deno.test("merkl why tells another version of a package, before and after the run", async () => {
  const installed = (version: string, plus: number) => ({
    "package.json": `{ "dependencies": { "left": "*" } }`,
    "node_modules/left/package.json":
      `{ "name": "left", "version": "${version}", "type": "module", "exports": "./left.js" }`,
    "node_modules/left/left.js": `export const left = (n) => n + ${plus};`,
  });
  await using project = tempProject({
    files: {
      ...installed("1.0.0", 1),
      "p.ts": `import { task } from "@merkl/merkl";
import { left } from "left";
const shift = task((n: number) => left(n));
const twice = task((n: number) => n * 2);
export default () => twice(shift(1));
`,
    },
  });
  assert.equal((await project.run(["run", "-q", "p.ts"])).stdout, "4\n");
  for (const [name, text] of Object.entries(installed("1.1.0", 2))) project.write(name, text);
  const reason = "package changed: npm:left (1.0.0 → 1.1.0)";
  const check = ([told]: readonly Told[]) => {
    assert.deepEqual(told!.steps.map(({ task }) => task), ["twice", "shift"]);
    assert.deepEqual(told!.steps[1]!.changes.map(({ text }) => text), [reason]);
    assert.deepEqual(told!.roots.map(({ text }) => text), [reason]);
  };
  check(await why(project, "p.ts:twice"));
  const explained = await project.run(["run", "--explain", "p.ts"]);
  assert.equal(explained.stdout, "6\n");
  assert.ok(explained.stderr.includes(`(${reason})`), explained.stderr);
  check(await why(project, await hashesOf(project, "2", "twice")));
  const { stdout } = await project.run(["debug", "p.ts:shift"]);
  assert.match(stdout, /npm:left@1\.1\.0 +package +1\.1\.0/);
});

Deno.test("merkl why of a large fan tells alike calls in one, each with what it replaced", async () => {
  await using project = tempProject({
    files: {
      "fan.ts": `import { task } from "@merkl/merkl";
const make = task((n: number) => n);
const use = task((n: number) => n + 1);
export default () => Array.from({ length: 700 }, (_, i) => use(make(i)));
`,
    },
  });
  await project.run(["run", "-q", "fan.ts"]);
  edit(project, "fan.ts", "=> n)", "=> n + 1000.5)");
  const [make, use] = await why(project, "fan.ts");
  assert.deepEqual([make!.task, make!.reason.text], ["make", "code changed: make"]);
  assert.equal((make as unknown as { calls: number }).calls, 700);
  assert.equal(use!.task, "use");
  await project.run(["run", "-q", "fan.ts"]);
  const past = async (id: string, task: string): Promise<string[]> => {
    const { ran } = JSON.parse((await project.run(["log", id, "--json"])).stdout);
    return ran.filter((one: { task: string }) => one.task === task)
      .map(({ hash }: { hash: string }) => hash);
  };
  const uses = await past("2", "use");
  assert.equal(uses.length, 700);
  const debug = async (hash: string) =>
    JSON.parse((await project.run(["debug", hash, "--json"])).stdout).call;
  const argument = async (hash: string): Promise<string> => {
    const [source] = (await debug(hash)).arguments[0].sources;
    return (await debug(source.hash)).arguments[0].hash;
  };
  const hash = uses[350]!;
  const [told] = await why(project, hash);
  assert.deepEqual(told!.roots.map(({ text }) => text), ["code changed: make"]);
  assert.equal(await argument(told!.steps[0]!.instead_of!.hash), await argument(hash));
});

const hasGit = (() => {
  try {
    return new Deno.Command("git", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
})();

Deno.test({
  name: "merkl why tells the commit that changed the lines",
  ignore: !hasGit,
  async fn() {
    await using project = tempProject({ files: FILES });
    let now = 1_790_000_000;
    const git = (...args: string[]) => {
      // git knows seconds only
      const env = { GIT_COMMITTER_DATE: `${now++} +0000` };
      const who = ["-c", "user.name=me", "-c", "user.email=me@example.org"];
      new Deno.Command("git", { args: [...who, ...args], cwd: project.dir, env }).outputSync();
    };
    git("init", "-q");
    git("add", "p.ts", "lib", "data.txt");
    git("commit", "-qm", "first");
    await project.run(["run", "-q", "p.ts"]);
    edit(project, "lib/rows.ts", "Number(line)", "parseInt(line)");
    const commit = async () => (await why(project, "p.ts:parse"))[0]!.steps[0]!.changes[0]!.commit;
    assert.deepEqual(await commit(), { kind: "uncommitted" });
    git("commit", "-qam", "Parse whole numbers");
    edit(project, "lib/rows.ts", "OFFSET = 1", "OFFSET =  1");
    git("commit", "-qam", "elsewhere");
    const found = await commit();
    assert.deepEqual([found?.kind, found?.subject], ["commit", "Parse whole numbers"]);
    const { stdout } = await project.run(["why", "p.ts:parse"]);
    assert.match(stdout, /last by [0-9a-f]{9} \(me, \d{4}-\d\d-\d\d: Parse whole numbers\)/);
    const env = { PATH: project.path("nothing") };
    const without = await project.run(["why", "p.ts:parse"], { env });
    assert.equal(without.code, 0);
    assert.doesNotMatch(without.stdout, /last by/);
  },
});

Deno.test("merkl why of what is up to date, new or unknown", async () => {
  await using project = tempProject({ files: FILES });
  const none = await project.run(["why", "abcdef"]);
  assert.match(none.stderr, /There is no cache to look at/);
  const [fresh] = await why(project, "p.ts:total");
  assert.deepEqual([fresh!.reason.text, fresh!.steps[0]!.instead_of], ["new", null]);
  const text = await project.run(["why", "p.ts:total"]);
  assert.match(text.stdout, /^ {2}total [0-9a-f]{12} replaces no stored call of total$/m);
  await project.run(["run", "-q", "p.ts"]);
  const idle = await project.run(["why", "p.ts"]);
  assert.deepEqual([idle.code, idle.stdout], [0, ""]);
  assert.match(idle.stderr, /nothing would run: 3 calls of tasks, all cached/);
  project.write(
    "few.ts",
    `import { task } from "@merkl/merkl";
const one = task((n: number) => n);
export default (...numbers: number[]) => numbers.map((n) => one(n));
`,
  );
  const few = await project.run(["why", "few.ts:one"]);
  assert.match(few.stderr, /^default, called with no arguments, makes no call of one$/m);
  const ask = async (...args: string[]) => {
    const { code, stderr } = await project.run(["why", ...args]);
    assert.equal(code, 2);
    return stderr;
  };
  assert.match(await ask("0123456789"), /No call has the hash 0123456789/); // "hash-unknown"
  assert.match(await ask("totals.json"), /no output.*\s+hint: did you mean total\.json\?/); // "output-unknown"
  assert.match(await ask("p.ts:totl"), /no export or task "totl"\s+hint: did you mean total\?/); // "task-unknown"
  assert.match(await ask(), /needs a/);
});

Deno.test("of many calls above that differ alike, one is told; a diff stands once", async () => {
  const text = `import { batch, task } from "@merkl/merkl";
const make = task((n: number) => n);
const each = batch(make, (ns) => ns.map((n) => n));
const sum = task((all: number[]) => all.length);
export default () => sum(each(Array.from({ length: 30 }, (_, i) => i)));
`;
  await using project = tempProject({ files: { "many.ts": text } });
  await project.run(["run", "-q", "many.ts"]);
  project.write("many.ts", text.replace("ns.map((n) => n)", "ns.map((n) => n + 0.5)"));
  const { stdout } = await project.run(["why", "many.ts:sum"]);
  assert.match(stdout, /code changed: batch of make at many\.ts:3$/m);
  assert.match(stdout, /^ +and 29 more calls of it alike$/m);
  assert.equal(stdout.match(/^ +\+ns|^ +\+\(ns\)/gm)?.length, 1);
  assert.match(stdout, /^root cause: code changed: batch of make$/m);
});

Deno.test("a pipeline that needs a value to go on is told as far as it goes", async () => {
  const text = `import { task } from "@merkl/merkl";
const count = task(() => 2);
const use = task((n: number) => n);
export default async () => {
  const n = await count().eval();
  return Array.from({ length: n }, (_, i) => use(i));
};
`;
  await using project = tempProject({ files: { "stuck.ts": text } });
  const { code, stdout, stderr } = await project.run(["why", "stuck.ts"]);
  assert.equal(code, 0);
  assert.match(stdout, /^count [0-9a-f]{12} would run: new$/m);
  assert.doesNotMatch(stdout, /use/);
  assert.match(stderr, /needs the value of count to go on/);
});

Deno.test("of several pipelines of a file, the one that ran last tells why a task of it would run", async () => {
  await using project = tempProject({
    files: {
      "two.ts": `import { pipeline, task } from "@merkl/merkl";
const one = task((n: number) => n + 1);
export const first = pipeline(() => one(1));
export const second = pipeline(() => one(2));
`,
    },
  });
  const never = await project.run(["why", "two.ts:one"]);
  assert.match(never.stderr, /first and second are exported, and none is the default/);
  await project.run(["run", "-q", "two.ts:first"]);
  await project.run(["run", "-q", "two.ts:second"]);
  edit(project, "two.ts", "n + 1", "n + 2");
  const told = await why(project, "two.ts:one");
  assert.deepEqual(told.map(({ reason }) => reason.text), ["code changed: one"]);
  const replaced = told[0]!.steps[0]!.instead_of!.hash;
  assert.equal(replaced, await hashesOf(project, "2", "one"));
});

Deno.test("why names the files, folders, classes and versions in which arguments and deps differ", async () => {
  const zod = (version: string) => JSON.stringify({ name: "zod", version });
  const pipeline = (factor: number) => `
    import { depVersion, DirRef, FileRef, task } from "@merkl/merkl";
    class Model {
      constructor(readonly weight: number) {}
      [Symbol.for("merkl.hash")]() { return this.weight; }
      predict(x: number) { return this.weight * x * ${factor}; }
    }
    const files = task(async (file: FileRef, opts: { parts: DirRef; n: number }) => opts.n);
    const predict = task((models: Model[]) => models[0]!.predict(1));
    const zod = depVersion("npm:zod");
    const parse = task({ deps: { zod } }, (n: number) => n);
    export default () => [
      files(new FileRef("data.csv"), { parts: new DirRef("parts"), n: 1 }),
      predict([new Model(2)]),
      parse(1),
    ];
  `;
  await using project = tempProject({
    files: {
      "package.json": JSON.stringify({ dependencies: { zod: "*" } }),
      "node_modules/zod/package.json": zod("4.1.0"),
      "p.ts": pipeline(1),
      "data.csv": "1",
      "parts/a.csv": "1",
    },
  });
  const changes = async () => {
    const calls = await why(project, "p.ts");
    return calls.map(({ task, reason }) => [task, reason.text]);
  };
  assert.equal((await project.run(["run", "p.ts"])).code, 0);
  project.write("data.csv", "2");
  assert.deepEqual(await changes(), [["files", "input changed: data.csv"]]);
  project.write("parts/a.csv", "2");
  project.write("p.ts", pipeline(3));
  project.write("node_modules/zod/package.json", zod("4.2.0"));
  assert.deepEqual(await changes(), [
    ["files", "input changed: data.csv, parts"],
    ["predict", "code changed: Model"],
    ["parse", "package changed: depVersion of npm:zod (4.1.0 → 4.2.0)"],
  ]);
});

Deno.test("a task whose file was renamed is compared with its calls under the old name", async () => {
  const text = `import { readFuture, task } from "@merkl/merkl";
const load = task((text: string) => text.trim());
export default () => load(readFuture("in.txt")).to("out.txt");
`;
  await using project = tempProject({ files: { "in.txt": "one", "a#1.ts": text } });
  await project.run(["run", "a#1.ts"]);
  Deno.removeSync(project.path("a#1.ts"));
  project.write("b#2.ts", text.replaceAll("load", "read"));
  const { stderr } = await project.run(["run", "b#2.ts"]);
  assert.match(stderr, /1 cached, 0 run/);

  project.write("in.txt", "two");
  assert.match((await project.run(["status"])).stdout, /\(b#2\.ts:default\)/);
  const { stdout: foreseen } = await project.run(["run", "-n", "b#2.ts"]);
  assert.match(foreseen, /^read +runs .*input changed: in\.txt$/m);
  await project.run(["run", "b#2.ts"]);
  const { stdout: why } = await project.run(["why", "out.txt"]);
  assert.match(why, /input changed: in\.txt/);
});
