import assert from "node:assert/strict";
import fc from "fast-check";
import { counted, foldView } from "../../lib/render/fold.ts";
import { labelOf } from "../../lib/render/label.ts";
import type { GraphView } from "../../lib/render/view.ts";
import { call, folded, smallView, task, tell, views } from "./views.ts";

const expansions = fc.constantFrom<ReadonlySet<string> | "all">(new Set<string>(), "all");

Deno.test("every node is drawn once, every edge has its line, and nothing else is drawn", () => {
  fc.assert(fc.property(views, expansions, (view, expand) => {
    const { nodes, edges, groups } = foldView(view, { expand, tell });
    const members = nodes.flatMap((node) => node.members);
    assert.deepEqual(
      members.toSorted((a, b) => a - b),
      view.nodes.map((_, i) => i),
    );
    const homeOf = new Map(nodes.flatMap((node, i) => node.members.map((one) => [one, i])));
    const lines = new Map(edges.map(({ from, to, count }) => [`${from} ${to}`, count]));
    assert.equal(lines.size, edges.length);
    const wanted = Map.groupBy(
      view.edges,
      ({ from, to }) => `${homeOf.get(from)} ${homeOf.get(to)}`,
    );
    assert.deepEqual(
      [...lines].toSorted(),
      [...wanted].map(([key, some]) => [key, some.length]).toSorted(),
    );
    groups.forEach(({ parent }, i) => assert.ok(parent === null || parent < i));
    for (const { told, members } of nodes) {
      const calls = members.filter((one) => view.nodes[one]!.kind === "task").length;
      assert.equal(told.reduce((sum, { count }) => sum + count, 0), calls);
    }
  }));
});

Deno.test("expanded, each node is drawn by itself", () => {
  fc.assert(fc.property(views, (view) => {
    const tasks = folded(view, "all").nodes.filter(({ told }) => told.length > 0);
    assert.ok(tasks.every(({ members }) => members.length === 1));
  }));
});

Deno.test("fans and batches are one node, which says what becomes of its calls", () => {
  const view = folded(smallView());
  const labels = view.nodes.map((node) => labelOf(view, node));
  assert.deepEqual(labels.find(({ title }) => title.startsWith("resize")), {
    title: "resize ×2,000",
    lines: ["size = 8", "2 run: argument changed: size", "1,998 cached"],
  });
  assert.deepEqual(labels.find(({ title }) => title.startsWith("double")), {
    title: "double ×3",
    lines: ["batch doubleAll", "cached"],
  });
});

Deno.test("what is named is not folded", () => {
  const view = folded(smallView(), new Set(["resize"]));
  const titles = view.nodes.map((node) => labelOf(view, node).title);
  assert.equal(titles.filter((title) => title === "resize").length, 2000);
  assert.ok(titles.includes("double ×3"));
});

Deno.test("many calls of a pipeline are one box, with the calls of all in it", () => {
  const view: GraphView = {
    ...smallView(),
    groups: Array.from(
      { length: 30 },
      (_, i) =>
        i % 3 === 0
          ? { name: "outer", place: null, parent: null }
          : { name: "inner", place: null, parent: i - i % 3 },
    ),
    nodes: Array.from({ length: 60 }, (_, i) => call(i, { group: i % 30, task: i % 2 })),
    edges: [],
  };
  const { groups, nodes } = folded(view);
  assert.deepEqual(groups, [
    { name: "outer", count: 10, parent: null },
    { name: "inner", count: 20, parent: 0 },
  ]);
  assert.deepEqual(nodes.map(({ members, group }) => [members.length, group]), [
    [10, 0],
    [20, 1],
    [20, 1],
    [10, 0],
  ]);
  assert.equal(folded(view, new Set(["outer"])).groups.filter(({ count }) => count > 1).length, 0);
});

Deno.test("a box around everything is left out", () => {
  const view: GraphView = {
    ...smallView(),
    groups: [
      { name: "all", place: null, parent: null },
      { name: "some", place: null, parent: 0 },
    ],
    nodes: [call(1, { group: 0 }), call(2, { group: 1 })],
    edges: [],
  };
  assert.deepEqual(folded(view).groups, [{ name: "some", count: 1, parent: null }]);
});

Deno.test("a file is in the box of all that use it", () => {
  const view: GraphView = {
    ...smallView(),
    groups: ["a", "b"].map((name) => ({ name, place: null, parent: null })),
    nodes: [
      { kind: "input", as: "text", path: "a.csv", hash: "", content_hash: "" },
      { kind: "input", as: "text", path: "both.csv", hash: "", content_hash: "" },
      call(1, { group: 0 }),
      call(2, { group: 1 }),
      { kind: "output", path: "b.json", hash: "", state: "write" },
    ],
    edges: [[0, 2], [1, 2], [1, 3], [3, 4]].map(([from, to]) => ({
      from: from!,
      out: null,
      to: to!,
      arg: "x",
    })),
  };
  assert.deepEqual(folded(view).nodes.map(({ group }) => group), [0, null, 0, 1, 1]);
});

Deno.test("chains and boxes of any depth are folded without recursion", () => {
  const depth = 100_000;
  const view: GraphView = {
    version: 1,
    pipeline: "deep.ts#default",
    waits_for: null,
    tasks: [task("step")],
    groups: Array.from(
      { length: depth },
      (_, i) => ({ name: "again", place: null, parent: i === 0 ? null : i - 1 }),
    ),
    nodes: Array.from({ length: depth }, (_, i) => call(i, { group: i })),
    edges: Array.from(
      { length: depth - 1 },
      (_, i) => ({ from: i, out: null, to: i + 1, arg: "x" }),
    ),
  };
  assert.equal(folded(view).edges.length, depth - 1);
  const chain = folded({ ...view, groups: [], nodes: view.nodes.map((_, i) => call(i)) });
  assert.deepEqual(chain.edges, [{ from: 0, to: 0, outs: [], count: depth - 1 }]);
  assert.equal(labelOf(chain, chain.nodes[0]!).title, counted("step", depth));
});
