/** The formats, each against what reads it. */

import assert from "node:assert/strict";
import { DOMParser } from "npm:@xmldom/xmldom@^0.9.12";
import { Ajv2020 } from "npm:ajv@^8.20/dist/2020.js";
import fc from "fast-check";
import { cleanText } from "../../lib/render/clean_text.ts";
import { dotText } from "../../lib/render/dot.ts";
import type { FoldedView } from "../../lib/render/fold.ts";
import { htmlText } from "../../lib/render/html.ts";
import { parseView, viewJson } from "../../lib/render/json.ts";
import { edgeLabel, groupLabel, labelOf, titleOf } from "../../lib/render/label.ts";
import { layOut } from "../../lib/render/lay_out.ts";
import { escapeMermaid, mermaidText } from "../../lib/render/mermaid.ts";
import { svgText } from "../../lib/render/svg.ts";
import type { GraphView } from "../../lib/render/view.ts";
import { call, folded, hashOf, nasty, smallView, task, views } from "./views.ts";

const GOLDEN = new URL("../golden/dag/", import.meta.url);

/** The small graph with one waiting, so that this is told, too. */
const golden: GraphView = { ...smallView(), waits_for: "split" };

/** `MERKL_UPDATE_GOLDEN=1` writes the texts anew. */
function isGolden(name: string, text: string): void {
  const path = new URL(name, GOLDEN);
  if (Deno.env.get("MERKL_UPDATE_GOLDEN")) Deno.writeTextFileSync(path, text);
  assert.equal(text, Deno.readTextFileSync(path), `golden text ${name}`);
}

Deno.test("a small graph in each format is as it was", async () => {
  isGolden("small.dot", dotText(folded(golden)));
  isGolden("small.mmd", mermaidText(folded(golden)));
  isGolden("small.svg", await svgText(folded(golden)));
  const some = { ...golden, nodes: golden.nodes.slice(0, 8), edges: golden.edges.slice(0, 9) };
  isGolden("small.json", [...viewJson(some)].join(""));
});

/** All that is written in a drawing, in no order. */
function textsOf(view: FoldedView): string[] {
  return [
    ...titleOf(view).split("\n"),
    ...view.groups.map(groupLabel),
    ...view.edges.map(edgeLabel),
    ...view.nodes.flatMap((node) => {
      const { title, lines } = labelOf(view, node);
      return [title, ...lines];
    }),
  ].map((text) => squeezed(cleanText(text))).filter((text) => text !== "").sort();
}

/** Graphviz and XML have their own ideas of white space. */
function squeezed(text: string): string {
  return text.replaceAll("\u00a0", " ").replace(/\s+/g, " ").trim();
}

Deno.test("SVG is well-formed XML that says what is to be said, whatever is in the names", async () => {
  await fc.assert(
    fc.asyncProperty(views, async (view) => {
      const drawn = folded(view);
      const svg = await svgText(drawn);
      const document = new DOMParser({
        onError: (level, message) => void (level === "warning" || assert.fail(message)),
      }).parseFromString(svg, "image/svg+xml");
      const texts = [...document.getElementsByTagName("text")]
        .map((element) => squeezed(element.textContent ?? "")).filter((text) => text !== "");
      assert.deepEqual(texts.sort(), textsOf(drawn));
      const tags = new Set([...document.getElementsByTagName("*")].map((one) => one.tagName));
      const known = ["svg", "style", "g", "title", "polygon", "path", "polyline", "text"];
      assert.deepEqual([...tags].filter((tag) => !known.includes(tag)), []);
    }),
    { numRuns: 60 },
  );
});

Deno.test("a line for which Graphviz finds no curve is drawn all the same", async () => {
  const view: GraphView = {
    ...smallView(),
    tasks: [task("")],
    groups: [null, 0, null].map((parent) => ({ name: "a", place: null, parent })),
    nodes: [
      ...[null, 0, 2, 1, 2].map((group, i) => call(i, { group })),
      ...["a long name of a file", "", ""].map((path, i) =>
        ({ kind: "output", path, hash: hashOf(i), state: "write" }) as const
      ),
    ],
    edges: [[1, 3], [2, 3], [3, 4], [1, 4], [0, 5], [0, 6], [0, 7]].map(([from, to]) => ({
      from: from!,
      out: "x",
      to: to!,
      arg: "x",
    })),
  };
  const drawn = folded(view);
  assert.equal((await svgText(drawn)).match(/class="edge"/g)?.length, 7);
  const { edges } = await layOut(drawn, false);
  assert.deepEqual(edges.map(({ points }) => points.every(Number.isFinite)), Array(7).fill(true));
});

Deno.test("a page has three scripts, of which two are data that can be had back", async () => {
  await fc.assert(
    fc.asyncProperty(views, async (view) => {
      const html = [...await htmlText(folded(view))].join("");
      assert.equal(html.match(/<script/gi)!.length, 3);
      assert.equal(html.match(/<\/script/gi)!.length, 3);
      assert.doesNotMatch(html, /<!--/);
      const [, json] = /<script id="view"[^>]*>([^<]*)<\/script>/.exec(html)!;
      assert.deepEqual(parseView(json!), view);
      const [, title] = /<title>([^<]*)<\/title>/.exec(html)!;
      const plain = title!.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
      assert.equal(plain, cleanText(view.pipeline));
    }),
    { numRuns: 40 },
  );
});

Deno.test("a graph without nodes is drawn", async () => {
  const view = { ...smallView(), nodes: [], edges: [], groups: [] };
  assert.match(await svgText(folded(view)), /pipeline\.ts#default/);
  assert.equal(mermaidText(folded(view)), "flowchart TD\n  %% pipeline.ts#default\n");
});

Deno.test("more than can be drawn is refused, with the way out", async () => {
  const view: GraphView = {
    ...smallView(),
    nodes: Array.from({ length: 20_001 }, (_, i) => call(i)),
    edges: [],
  };
  await assert.rejects(() => svgText(folded(view, "all")), { code: "too-many-to-draw" });
});

Deno.test("escaped for Mermaid, a text has no character with a meaning, and can be had back", () => {
  fc.assert(fc.property(nasty, (text) => {
    const escaped = escapeMermaid(text);
    assert.doesNotMatch(escaped.replace(/#\d+;/g, ""), /["'`<>#&\\{}()|[\]%$@!?~^*\n\r]/);
    const back = escaped.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
    assert.equal(back, cleanText(text));
  }));
});

Deno.test("each line of Mermaid is a statement of its own, whatever is in the names", () => {
  const statement =
    /^(?:flowchart TD| {2}%% [^{}]*| {2}n\d+(?:\("[^"]*"\)|\[\/"[^"]*"\/\]):::[a-z-]+| {2}subgraph g\d+\["[^"]+"\]| {4}[ng]\d+| {2}end| {2}n\d+ (?:-->|-- "[^"]*" -->) n\d+| {2}classDef [a-z-]+ [\w#:, -]+)$/u;
  fc.assert(fc.property(views, (view) => {
    const lines = mermaidText(folded(view)).split("\n");
    assert.equal(lines.pop(), "");
    for (const line of lines) assert.match(line, statement);
  }));
});

const schema = JSON.parse(
  Deno.readTextFileSync(new URL("../../docs/dag.schema.json", import.meta.url)),
);
const isValid = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })
  .compile(schema);

Deno.test("JSON is read back to the same graph, and is as its schema says", () => {
  fc.assert(fc.property(fc.oneof(views, fc.constant(golden)), (view) => {
    const json = [...viewJson(view)].join("");
    const parsed = parseView(json);
    assert.deepEqual(parsed, view);
    assert.ok(isValid(parsed), JSON.stringify(isValid.errors));
  }));
});

Deno.test("the schema refuses what isn't described, and JSON of another version isn't read", () => {
  assert.equal(isValid({ ...golden, edges: [{ from: 0, to: -1, out: null, arg: null }] }), false);
  assert.equal(isValid({ ...golden, nodes: [{ ...call(1), state: "odd" }] }), false);
  assert.equal(parseView(JSON.stringify({ ...golden, version: 2 })), undefined);
  assert.equal(parseView("null"), undefined);
});

Deno.test("a long chain becomes DOT, Mermaid and JSON without recursion", () => {
  const depth = 100_000;
  const view: GraphView = {
    ...smallView(),
    tasks: [task("step")],
    groups: Array.from(
      { length: depth },
      (_, i) => ({ name: `g${i}`, place: null, parent: i === 0 ? null : i - 1 }),
    ),
    nodes: Array.from({ length: depth }, (_, i) => call(i, { group: i, hash: hashOf(i) })),
    edges: Array.from(
      { length: depth - 1 },
      (_, i) => ({ from: i, out: null, to: i + 1, arg: "x" }),
    ),
  };
  const drawn = folded(view, "all");
  assert.equal(dotText(drawn).match(/ -> /g)!.length, depth - 1);
  assert.equal(mermaidText(drawn).match(/ --> /g)!.length, depth - 1);
  assert.equal(parseView([...viewJson(view)].join(""))!.edges.length, depth - 1);
});
