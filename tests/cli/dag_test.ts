/** `merkl dag`, as people and programs see it. */

import assert from "node:assert/strict";
import {
  expandUnknown,
  graphUnwritable,
  pictureOnTerminal,
  unknownFormat,
} from "../../lib/error/dag_errors.ts";
import { parseView } from "../../lib/render/json.ts";
import type { GraphView, TaskNode } from "../../lib/render/view.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { batch, pipeline, readFuture, task } from "@merkl/merkl";
import { parseRow } from "./lib/rows.ts";

const preprocess = task((text: string) => text.trim().split("\\n").map(parseRow));
const split = task({ outs: ["train", "test"] }, (rows: number[], seed: number) => {
  return { train: rows.slice(seed), test: rows.slice(0, seed) };
});
const train = task({ ignoreArgs: ["log"] }, (rows: number[], opts: { lr: number }, log: unknown) =>
  rows[0]! * opts.lr
);
const score = task(({ model, rows }: { model: number; rows: number[] }) => model * rows.length);
const resize = task((n: number, size: number) => n * size);
const resizeAll = batch(resize, (items) => items.map(([n, size]) => n * size));
const total = task((sizes: number[]) => sizes.length);

const trainEval = pipeline((seed: number) => {
  const parts = split(preprocess(readFuture("data.csv")), seed);
  const model = train(parts.train, { lr: 0.5 }, "quiet").to(\`model-\${seed}.json\`);
  return score({ model, rows: parts.test });
});

export default function main(count = 1200) {
  const sizes = Array.from({ length: count }, (_, i) => resize(i, i < 2 ? 7 : 8));
  const few = resizeAll([[-1, 1], [-2, 1], [-3, 1]]);
  return { scores: [1, 2].map((seed) => trainEval(seed)), total: total([...sizes, ...few]) };
}
`;

function project(): TempProject {
  return tempProject({
    files: {
      "pipeline.ts": PIPELINE,
      "lib/rows.ts": "export function parseRow(row: string): number {\n  return Number(row);\n}\n",
      "data.csv": "4\n5\n6\n",
    },
  });
}

async function dag(merkl: TempProject, ...args: string[]) {
  const { code, stdout, stderr } = await merkl.run(["dag", "pipeline.ts", ...args]);
  assert.equal(code, 0, stderr);
  return { stdout, stderr };
}

async function view(merkl: TempProject, ...args: string[]): Promise<GraphView> {
  return parseView((await dag(merkl, "--json", ...args)).stdout)!;
}

function calls(graph: GraphView, name: string): TaskNode[] {
  return graph.nodes.filter((node) => node.kind === "task")
    .filter(({ task }) => graph.tasks[task]!.name === name);
}

/** Names of nodes with what stands below, without markup. */
function labels(dot: string): string[] {
  return [...dot.matchAll(/n\d+ \[label=<(.*?)>, class/g)]
    .map(([, label]) => label!.replaceAll("<BR/>", " | ").replace(/<[^>]*>/g, ""));
}

Deno.test("dag shows tasks, files, constants, what would run and why; it changes nothing", async () => {
  await using merkl = project();
  Deno.removeSync(merkl.path(".merkl"), { recursive: true });
  merkl.write("merkl.json", "{}");
  const { stdout, stderr } = await dag(merkl);
  assert.equal(stderr, "");
  assert.deepEqual(labels(stdout), [
    "resize ×1,200 | runs: new",
    "resize ×3 | batch resizeAll | size = 1 | runs: new",
    "data.csv",
    "preprocess | runs: new",
    "total | runs: new",
    "split | seed = 1 | runs: new",
    "train | opts = {lr: 0.5}, log = &#34;quiet&#34; | runs: new",
    "score | runs: new",
    "model-1.json | would write",
    "split | seed = 2 | runs: new",
    "train | opts = {lr: 0.5}, log = &#34;quiet&#34; | runs: new",
    "score | runs: new",
    "model-2.json | would write",
  ]);
  assert.equal(stdout.match(/subgraph cluster_\d+ \{\n\s+label="trainEval"/g)?.length, 2);
  assert.match(stdout, /n\d+ -> n\d+ \[label="train"\]/);
  assert.deepEqual([".merkl", "model-1.json"].filter((name) => merkl.exists(name)), []);
});

Deno.test("what is cached and what changed is told in the words of a dry run", async () => {
  await using merkl = project();
  await merkl.run(["run", "pipeline.ts", "-q"]);
  assert.ok(labels((await dag(merkl)).stdout).every((label) => !/run|write/.test(label)));
  merkl.write("pipeline.ts", PIPELINE.replace("i < 2 ? 7", "i < 2 ? 9"));
  merkl.write("lib/rows.ts", merkl.read("lib/rows.ts").replace("Number(row)", "Number(row) * 2"));
  const found = labels((await dag(merkl)).stdout);
  assert.ok(found.includes("resize ×1,200 | 2 run: argument changed: size | 1,198 cached"));
  assert.ok(found.includes("preprocess | runs: code changed: parseRow (lib/rows.ts)"));
  assert.ok(found.includes("split | seed = 1 | may run: depends on preprocess"));
  assert.ok(found.includes("model-1.json | may write"));
});

Deno.test("JSON has all nodes, edges with parameters and outs, hashes, places, code and entries", async () => {
  await using merkl = project();
  const before = await view(merkl);
  const { code, stdout } = await merkl.run(["run", "-n", "--json", "pipeline.ts"]);
  assert.equal(code, 0);
  const dry = JSON.parse(stdout);
  assert.deepEqual(
    before.nodes.filter((node) => node.kind === "task").map(({ hash }) => hash).toSorted(),
    dry.tasks.map(({ hash }: { hash: string }) => hash).toSorted(),
  );
  const foreseen = new Map<string, unknown>(
    dry.tasks.map(({ hash, state, reason }: TaskNode) => [hash, { state, reason }]),
  );
  for (const node of before.nodes) {
    if (node.kind !== "task") continue;
    assert.deepEqual({ state: node.state, reason: node.reason }, foreseen.get(node.hash));
  }
  assert.equal(before.pipeline, "pipeline.ts#default");
  const [first] = calls(before, "train");
  const about = before.tasks[first!.task]!;
  assert.equal(
    about.code,
    "(rows: number[], opts: { lr: number }, log: unknown) =>\n  rows[0]! * opts.lr",
  );
  assert.deepEqual(about.place, { file: "pipeline.ts", line: 8, column: 45 });
  assert.ok("(body)" in about.deps);
  assert.deepEqual(first!.args.map(({ name, counts }) => [name, counts]), [
    ["opts", true],
    ["log", false],
  ]);
  const number = before.nodes.indexOf(first!);
  const from = before.nodes.indexOf(calls(before, "split")[0]!);
  assert.deepEqual(before.edges.filter(({ to }) => to === number), [
    { from, out: "train", to: number, arg: "rows" },
  ]);
  const scored = before.nodes.indexOf(calls(before, "score")[0]!);
  assert.deepEqual(
    before.edges.filter(({ to }) => to === scored).map(({ out, arg }) => [out, arg]),
    [[null, "model"], ["test", "rows"]],
  );
  assert.deepEqual(
    before.groups.map(({ name, parent }) => [name, parent]),
    [["trainEval", null], ["trainEval", null]],
  );
  assert.deepEqual([first!.state, first!.values[0]!.entry], ["runs", null]);

  await merkl.run(["run", "pipeline.ts", "-q"]);
  const after = calls(await view(merkl), "train")[0]!;
  assert.deepEqual([after.state, after.reason, after.hash], ["cached", null, first!.hash]);
  const { entry } = after.values[0]!;
  assert.ok(entry !== null && entry.size > 0 && entry.duration >= 0 && entry.created > 1e15);
});

Deno.test("the graph is the same when pipelines are given from the cache, groups included", async () => {
  await using merkl = project();
  await merkl.run(["run", "pipeline.ts", "-q"]);
  const text = async () => (await dag(merkl, "--json")).stdout;
  const built = await text();
  assert.equal(await text(), built);
  const shape = (
    { groups, nodes }: GraphView,
  ) => [groups, nodes.map((node) => node.kind === "task" && node.group)];
  Deno.removeSync(merkl.path(".merkl"), { recursive: true });
  Deno.mkdirSync(merkl.path(".merkl"));
  assert.deepEqual(shape(await view(merkl)), shape(parseView(built)!));
});

Deno.test("pipelines in pipelines are boxes in boxes, those that wait for values as well", async () => {
  await using merkl = tempProject({
    files: {
      "p.ts": `import { pipeline, task } from "@merkl/merkl";
const one = task((n: number) => n + 1);
const inner = pipeline(async (n: number) => {
  await Promise.resolve();
  return one(n);
});
const outer = pipeline(async (n: number) => {
  const made = await inner(n);
  return one(made);
});
export default async () => [one(100), ...await Promise.all([1, 2].map((n) => outer(n * 10)))];
`,
    },
  });
  const { stdout } = await merkl.run(["dag", "p.ts", "--json"]);
  const { groups, nodes } = parseView(stdout)!;
  const path = (group: number | null): string =>
    group === null ? "" : `${path(groups[group]!.parent)}/${groups[group]!.name}`;
  assert.deepEqual(nodes.map((node) => node.kind === "task" ? path(node.group) : ""), [
    "",
    "/outer/inner",
    "/outer/inner",
    "/outer",
    "/outer",
  ]);
  assert.equal(groups.length, 4);
});

Deno.test("--expand draws each call of what it names, and says what there is if it is misspelt", async () => {
  await using merkl = project();
  const count = async (...args: string[]) =>
    labels((await dag(merkl, "20", ...args)).stdout).length;
  const folded = await count();
  assert.equal(await count("--expand", "resize"), folded + 21);
  assert.equal(await count("--expand", "train,resize"), folded + 21);
  assert.equal(await count("--expand", "all"), folded + 21);
  const { code, stderr } = await merkl.run(["dag", "pipeline.ts", "--expand", "resise"]);
  assert.equal(code, 2);
  assert.match(stderr, /no task "resise"; did you mean "resize"\?/);
});

Deno.test("-o writes a file in the format that its name tells, taken from where the user stands", async () => {
  await using merkl = project();
  const beginnings = {
    "dag.dot": "digraph {",
    "dag.gv": "digraph {",
    "dag.mmd": "flowchart TD",
    "dag.json": '{"version":1,',
    "dag.svg": "<svg ",
    "dag.html": "<!doctype html>",
  };
  for (const [name, begin] of Object.entries(beginnings)) {
    const { code, stdout, stderr } = await merkl.run(
      ["dag", "../pipeline.ts", "9", "-o", `new/${name}`],
      { cwd: "lib" },
    );
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "");
    assert.equal(stderr, `wrote new/${name}: 20 tasks, 0 cached\n`);
    assert.ok(merkl.read(`lib/new/${name}`).startsWith(begin), name);
  }
  const { stdout } = await dag(merkl, "9", "--format", "svg", "-o", "-", "-q");
  assert.equal(stdout, merkl.read("lib/new/dag.svg"));
  await dag(merkl, "9", "--format", "mermaid", "-o", "dag.txt");
  assert.ok(merkl.read("dag.txt").startsWith("flowchart"));
  Deno.symlinkSync(merkl.path("dag.txt"), merkl.path("link.svg"));
  await dag(merkl, "9", "-o", "link.svg");
  assert.ok(Deno.lstatSync(merkl.path("link.svg")).isSymlink);
  assert.ok(merkl.read("dag.txt").startsWith("<svg"));
});

Deno.test("what can't be written is an error that says so, before or after the work", async () => {
  await using merkl = project();
  const failed = async (...args: string[]) => {
    const { code, stdout, stderr } = await merkl.run(["dag", "pipeline.ts", "9", ...args]);
    assert.deepEqual([code, stdout], [2, ""], stderr);
    return stderr;
  };
  assert.match(await failed("-o", "dag.png"), /can't be told from the name of dag\.png/);
  assert.match(await failed("--format", "png"), /--format expects dot, json, mermaid, svg or html/);
  assert.match(await failed("-o", "pipeline.ts/dag.svg"), /can't be written to pipeline\.ts/);
  Deno.mkdirSync(merkl.path("dag.svg"));
  assert.match(await failed("-o", "dag.svg"), /can't be written to dag\.svg/);
  assert.equal(unknownFormat("dag.png", [".svg"]).code, "unknown-format");
  assert.equal(graphUnwritable("dag.svg", new Error("no")).code, "graph-unwritable");
  assert.equal(pictureOnTerminal("svg").code, "picture-on-terminal");
  assert.equal(expandUnknown("x", ["y"]).code, "expand-unknown");
});

Deno.test("a pipeline that needs a value to go on: what is known is shown, and that it isn't all", async () => {
  await using merkl = tempProject({
    files: {
      "p.ts": `import { task } from "@merkl/merkl";
const load = task(() => [1, 2, 3]);
const count = task((items: number[]) => items.length);
const item = task((i: number) => i);
export default async function main() {
  const items = load();
  const n = await count(items).eval();
  return Array.from({ length: n }, (_, i) => item(i));
}
`,
    },
  });
  const stuck = await merkl.run(["dag", "p.ts", "--json"]);
  assert.equal(stuck.code, 0, stuck.stderr);
  const graph = parseView(stuck.stdout)!;
  assert.equal(graph.waits_for, "count");
  assert.equal(graph.nodes.length, 2);
  assert.match(stuck.stderr, /needs the value of count to go on: what follows isn't in the graph/);
  assert.match((await merkl.run(["dag", "p.ts"])).stdout, /needs the value of count to go on/);
  await merkl.run(["run", "p.ts", "-q"]);
  const whole = await merkl.run(["dag", "p.ts", "--json"]);
  assert.deepEqual([parseView(whole.stdout)!.waits_for, whole.stderr], [null, ""]);
  assert.equal(parseView(whole.stdout)!.nodes.length, 5);
});

Deno.test("a chain of 15,000 calls is shown", async () => {
  await using merkl = tempProject({
    files: {
      "p.ts": `import { task } from "@merkl/merkl";
const step = task((n: number) => n + 1);
export default function main() {
  let at = step(0);
  for (let i = 1; i < 15_000; i++) at = step(at);
  return at;
}
`,
    },
  });
  const { code, stdout, stderr } = await merkl.run(["dag", "p.ts", "--json"]);
  assert.equal(code, 0, stderr);
  assert.equal(parseView(stdout)!.edges.length, 14_999);
  assert.deepEqual(labels((await merkl.run(["dag", "p.ts"])).stdout), [
    "step ×15,000 | runs: new",
  ]);
});

Deno.test("dot is another name for dag; the function's own help is given", async () => {
  await using merkl = project();
  const { stdout } = await merkl.run(["dot", "pipeline.ts", "9"]);
  assert.equal(stdout, (await dag(merkl, "9")).stdout);
  assert.doesNotMatch((await merkl.run(["help"])).stdout, /^ +dot /m);
  assert.match((await dag(merkl, "--help")).stdout, /count/);
  const { code, stderr } = await merkl.run(["dag"]);
  assert.deepEqual([code, stderr.includes("merkl dag needs a FILE")], [2, true]);
});

Deno.test("what a pipeline prints while it is wired is no data", async () => {
  await using merkl = tempProject({
    files: {
      "p.ts": `import { task } from "@merkl/merkl";
console.log("loaded");
const one = task(() => 1);
export default function main() {
  console.info("wiring %d", 1);
  console.table([1]);
  return one();
}
export function nothing() {
  return 1;
}
`,
    },
  });
  const { stdout, stderr } = await merkl.run(["dag", "p.ts", "--json"]);
  assert.equal(parseView(stdout)!.nodes.length, 1);
  assert.match(stderr, /^loaded\nwiring 1\n/);
  const empty = await merkl.run(["dag", "p.ts:nothing", "-o", "p.svg"]);
  assert.match(empty.stderr, /^loaded\nwrote p\.svg: no tasks\n$/);
});
