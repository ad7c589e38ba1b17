/** Graphs to be drawn: a small one with something of everything, any one, and large ones. */

import fc from "fast-check";
import { type FoldedView, type FoldOptions, foldView, type Told } from "../../lib/render/fold.ts";
import type {
  GraphView,
  TaskNode,
  ViewEdge,
  ViewNode,
  ViewState,
  ViewTask,
} from "../../lib/render/view.ts";

const STATES: readonly ViewState[] = ["cached", "runs", "may-run", "not-needed"];

/** One line for each state. */
export function tell(calls: readonly TaskNode[]): Told[] {
  return [...Map.groupBy(calls, ({ state }) => state)].map(([state, some]) => ({
    state,
    count: some.length,
    text: some[0]!.reason?.text ?? "",
  }));
}

/** Folds as the command line does by default. */
export function folded(view: GraphView, expand: FoldOptions["expand"] = new Set()): FoldedView {
  return foldView(view, { expand, tell });
}

/** A hash that says what it stands for. */
export function hashOf(number: number): string {
  return number.toString(16).padStart(64, "0");
}

export function task(name: string, code = "(x: number) => x"): ViewTask {
  return {
    name,
    id: `pipeline.ts#${name}`,
    place: { file: "pipeline.ts", line: 3, column: 20 },
    signature: "(x: number)",
    code,
    deps_hash: hashOf(1000),
    deps: { "(body)": hashOf(1001), "lib/x.ts#helper": hashOf(1002), "option hashMode": '"deps"' },
  };
}

export function call(number: number, more: Partial<TaskNode> = {}): TaskNode {
  return {
    kind: "task",
    task: 0,
    group: null,
    batch: null,
    hash: hashOf(number),
    args_hash: hashOf(number + 100),
    args: [],
    values: [{ out: null, hash: hashOf(number), entry: null }],
    state: "cached",
    reason: null,
    expected_ms: null,
    ...more,
  };
}

/** Inputs, outs, constants, a batch, a fan, boxes in boxes, outputs, all states. */
export function smallView(): GraphView {
  const nodes: ViewNode[] = [
    { kind: "input", as: "text", path: "data.csv", hash: hashOf(1), content_hash: hashOf(201) },
    call(2, { state: "runs", reason: { kind: "new", text: "new" } }),
    call(3, {
      task: 1,
      args: [
        { name: "seed", value: "1", counts: true },
        { name: null, value: '{lr: 0.5, "a<b": "\\"&"}', counts: true },
        { name: "log", value: "Logger", counts: false },
      ],
      values: [
        { out: "train", hash: hashOf(3), entry: null },
        { out: "test", hash: hashOf(4), entry: null },
      ],
      state: "may-run",
      reason: { kind: "depends-on", parents: ["parse"], text: "depends on parse" },
      expected_ms: 1500,
    }),
    call(5, { task: 2, group: 1, state: "not-needed" }),
    call(6, {
      task: 3,
      group: 1,
      values: [{
        out: null,
        hash: hashOf(6),
        entry: {
          content_hash: hashOf(206),
          codec: "merkl@1",
          size: 2048,
          duration: 12.5,
          created: 1_700_000_000_000_000,
        },
      }],
    }),
    ...[10, 11, 12].map((i) => call(i, { task: 4, batch: "doubleAll", group: 0 })),
    ...Array.from({ length: 2000 }, (_, i) =>
      call(100 + i, {
        task: 5,
        args: [{ name: "i", value: `${i}`, counts: true }, {
          name: "size",
          value: "8",
          counts: true,
        }],
        ...(i < 2
          ? { state: "runs", reason: { kind: "changed", text: "argument changed: size" } }
          : {}),
      })),
  ];
  const edges: ViewEdge[] = [
    { from: 0, out: null, to: 1, arg: "text" },
    { from: 1, out: null, to: 2, arg: "rows" },
    { from: 2, out: "train", to: 3, arg: "rows" },
    { from: 3, out: null, to: 4, arg: "model" },
    { from: 2, out: "test", to: 4, arg: "rows" },
    { from: 2, out: "train", to: 4, arg: "rows" },
    ...[5, 6, 7].map((to) => ({ from: 4, out: null, to, arg: "n" })),
    ...Array.from({ length: 2000 }, (_, i) => ({ from: 4, out: null, to: 8 + i, arg: "n" })),
  ];
  const outputs = [
    { kind: "output", path: "model.json", hash: hashOf(5), state: "may-write" },
    { kind: "output", path: "out/report.html", hash: hashOf(6), state: "up-to-date" },
  ] as const;
  for (const [i, from] of [3, 4].entries()) {
    edges.push({ from, out: null, to: nodes.length + i, arg: null });
  }
  return {
    version: 1,
    pipeline: "pipeline.ts#default",
    waits_for: null,
    tasks: ["parse", "split", "train", "evaluate", "double", "resize"].map((name) => task(name)),
    groups: [
      { name: "study", place: { file: "pipeline.ts", line: 30, column: 1 }, parent: null },
      { name: "trainEval", place: null, parent: 0 },
    ],
    nodes: [...nodes, ...outputs],
    edges,
  };
}

/** Text that may mean something in some format. */
export const nasty: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(
    "</script><script>alert(1)</script>",
    "<!--",
    "]]>",
    "&amp;",
    "&#60;b&#62;",
    "\\N\\G\\l",
    '"; x [label="',
    "%%{init: {}}%%",
    "end",
    "click n0",
    "`md`",
    "#35;",
    "${x}",
    "\u2028\u0000\u001b[31m",
    "\ud800",
    "שלום",
    "🦊",
  ),
);

/** Any graph: all numbers in it lead somewhere, edges go forward. */
export const views: fc.Arbitrary<GraphView> = fc.record({
  names: fc.array(nasty, { minLength: 1, maxLength: 4 }),
  groups: fc.array(fc.tuple(nasty, fc.nat()), { maxLength: 12 }),
  nodes: fc.array(
    fc.record({
      kind: fc.constantFrom("task", "task", "task", "input"),
      pick: fc.nat(),
      text: nasty,
      state: fc.constantFrom(...STATES),
      grouped: fc.boolean(),
      batch: fc.boolean(),
      named: fc.boolean(),
    }),
    { maxLength: 40 },
  ),
  edges: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.option(nasty)), { maxLength: 40 }),
  outputs: fc.array(nasty, { maxLength: 12 }),
  pipeline: nasty,
  waits: fc.option(nasty),
}).map((made): GraphView => {
  const groups = made.groups.map(([name, parent], i) => ({
    name,
    place: null,
    parent: i === 0 || parent % 3 === 0 ? null : parent % i,
  }));
  const nodes = [
    ...made.nodes.map((node, i): ViewNode =>
      node.kind === "input"
        ? { kind: "input", as: "text", path: node.text, hash: hashOf(i), content_hash: hashOf(i) }
        : call(i, {
          task: node.pick % made.names.length,
          group: node.grouped && groups.length > 0 ? node.pick % groups.length : null,
          batch: node.batch ? node.text : null,
          args: [{ name: node.named ? node.text : null, value: node.text, counts: true }],
          state: node.state,
          reason: node.named ? { kind: "new", text: node.text } : null,
        })
    ),
    // a group is known by what is called in it
    ...groups.map((_, group) => call(group + 100, { group })),
  ];
  const edges = nodes.length < 2 ? [] : made.edges.map(([a, b, arg]): ViewEdge => {
    const [from, to] = [a % nodes.length, b % nodes.length].sort((x, y) => x - y);
    return { from: from!, out: arg, to: to!, arg: arg ?? "x" };
  }).filter(({ from, to }) => from !== to);
  const outputs = nodes.length === 0 ? [] : made.outputs;
  return {
    version: 1,
    pipeline: made.pipeline,
    waits_for: made.waits,
    tasks: made.names.map((name) => task(name, name)),
    groups,
    nodes: [
      ...nodes,
      ...outputs.map((path, i) =>
        ({ kind: "output", path, hash: hashOf(i), state: "write" }) as const
      ),
    ],
    edges: [
      ...edges,
      ...outputs.map((_, i) => ({ from: 0, out: null, to: nodes.length + i, arg: null })),
    ],
  };
});
