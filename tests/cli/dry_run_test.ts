/** `merkl run -n` and `--explain`, as people see them. */

import assert from "node:assert/strict";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { readFuture, task } from "@merkl/merkl";
import { parseRow } from "./lib/rows.ts";

const preprocess = task((text: string) => text.trim().split("\\n").map(parseRow));
const train = task((rows: number[], opts: { lr: number }) => rows[0]! * opts.lr);
const resize = task((n: number, size: number) => n * size);
const report = task((model: number, sizes: number[]) => [model, sizes.length]);

export default function main() {
  const model = train(preprocess(readFuture("data.csv")), { lr: 0.5 }).to("model.json");
  const sizes = Array.from({ length: 1200 }, (_, i) => resize(i, i < 2 ? 7 : 8));
  return report(model, sizes).to("report.json");
}
`;

function project(): TempProject {
  return tempProject({
    files: {
      "pipeline.ts": PIPELINE,
      "lib/rows.ts": "export function parseRow(row: string): number {\n  return Number(row);\n}\n",
      "data.csv": "4\n5\n",
    },
  });
}

async function run(merkl: TempProject, ...args: string[]) {
  const { code, stdout, stderr } = await merkl.run(["run", "pipeline.ts", ...args]);
  assert.equal(code, 0, stderr);
  return { stdout, stderr };
}

function edit(merkl: TempProject, file: string, from: string, to: string): void {
  const text = merkl.read(file);
  assert.ok(text.includes(from));
  merkl.write(file, text.replace(from, to));
}

Deno.test("-n says what would run, and changes nothing", async () => {
  await using merkl = project();
  Deno.removeSync(merkl.path(".merkl"), { recursive: true });
  merkl.write("merkl.json", "{}");
  const { stdout, stderr } = await run(merkl, "-n");
  assert.equal(
    stdout,
    `preprocess     runs    new
train          runs    new
resize ×1,200  runs    new
report         runs    new

would write model.json
would write report.json

1,203 tasks: 0 cached, 1,203 to run; 1,203 never ran before
`,
  );
  assert.equal(stderr, "");
  assert.deepEqual(
    ["model.json", "report.json", ".merkl"].filter((name) => merkl.exists(name)),
    [],
  );
});

Deno.test("-n folds the calls of a task, and says why in the words of a run", async () => {
  await using merkl = project();
  await run(merkl, "-q");
  edit(merkl, "pipeline.ts", "i < 2 ? 7", "i < 2 ? 9");
  edit(merkl, "lib/rows.ts", "Number(row)", "Number(row) * 2");
  const { stdout } = await run(merkl, "-n");
  assert.equal(
    stdout,
    `preprocess     runs          under 1 s  code changed: parseRow (lib/rows.ts)
train          may run       under 1 s  depends on preprocess
resize ×1,200  2 run         under 1 s  argument changed: size
               1,198 cached
report         may run       under 1 s  depends on train, resize

may write model.json
may write report.json

1,203 tasks: 1,198 cached, 3 to run, 2 may run; under 1 s
`,
  );
  const { stderr } = await run(merkl, "--explain");
  assert.equal(
    stderr.replaceAll(/ [0-9a-f]{8} /g, " HASH ").replace(/[\d.]+ m?s$/m, "TIME"),
    `run preprocess HASH (code changed: parseRow (lib/rows.ts))
run train HASH (result changed: preprocess)
run resize HASH (argument changed: size)
run resize HASH (argument changed: size)
run report HASH (result changed: train, resize)
1,203 tasks: 1,198 cached, 5 run, TIME
`,
  );
});

Deno.test("-n --explain has a line for each call that isn't cached", async () => {
  await using merkl = project();
  await run(merkl, "-q");
  edit(merkl, "pipeline.ts", "i < 2 ? 7", "i < 2 ? 9");
  const { stdout } = await run(merkl, "-n", "--explain");
  assert.equal(
    stdout.split("\n\n")[0]!.replaceAll(/ [0-9a-f]{8} /g, " HASH     "),
    `preprocess       cached
train            cached
resize HASH      runs     under 1 s  argument changed: size
resize HASH      runs     under 1 s  argument changed: size
resize ×1,198    cached
report HASH      may run  under 1 s  depends on resize`,
  );
});

Deno.test("-v and --explain say what is kept", async () => {
  await using merkl = project();
  await run(merkl, "-q");
  edit(merkl, "lib/rows.ts", "Number(row)", "Number(row) + 0");
  for (const [option, next] of [["-v", "- 0"], ["--explain", "* 1"]] as const) {
    const { stderr } = await run(merkl, option);
    assert.match(
      stderr,
      /^run preprocess [0-9a-f]{8} \(code changed: parseRow \(lib\/rows.ts\)\)$/m,
    );
    assert.match(stderr, /^kept train [0-9a-f]{8} \(same input values\)$/m);
    merkl.write("lib/rows.ts", merkl.read("lib/rows.ts").replace("+ 0", next));
  }
});

Deno.test("-n --json", async () => {
  await using merkl = project();
  await run(merkl, "-q");
  edit(merkl, "pipeline.ts", "lr: 0.5", "lr: 0.25");
  const forecast = JSON.parse((await run(merkl, "-n", "--json")).stdout);
  assert.equal(forecast.version, 1);
  const train = forecast.tasks.find(({ task }: { task: string }) => task === "train");
  assert.match(train.hash, /^[0-9a-f]{64}$/);
  assert.ok(train.expected_ms >= 0);
  delete train.hash;
  delete train.expected_ms;
  assert.deepEqual(train, {
    task: "train",
    state: "runs",
    reason: {
      kind: "changed",
      changes: [{ kind: "argument", name: "opts.lr" }],
      text: "argument changed: opts.lr",
    },
    outputs: ["model.json"],
  });
  const { runs_expected: _, most_expected: __, ...counts } = forecast.totals;
  assert.deepEqual(counts, { tasks: 1203, cached: 1201, runs: 1, may_run: 1, not_needed: 0 });
  assert.deepEqual(
    forecast.outputs.map(({ path, state }: { path: string; state: string }) => [path, state]),
    [["model.json", "write"], ["report.json", "may-write"]],
  );
});

Deno.test("a pipeline that needs a value is told up to there", async () => {
  await using merkl = project();
  edit(
    merkl,
    "pipeline.ts",
    "export default function main() {",
    "export default async function main() {\n  await resize(0, 0).eval();",
  );
  const { stdout } = await run(merkl, "-n");
  assert.equal(
    stdout,
    `resize  runs    new

The pipeline needs the value of resize to go on: what follows can't be told.

1 task: 0 cached, 1 to run; 1 never ran before
`,
  );
});
