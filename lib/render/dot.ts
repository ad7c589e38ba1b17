/** A graph in DOT, the language of Graphviz. */

import { cleanText, escapeXml } from "./clean_text.ts";
import type { FoldedView } from "./fold.ts";
import { edgeLabel, groupLabel, type Label, labelOf, type Look, lookOf, titleOf } from "./label.ts";

/** Attributes of a node by its look; `class` is for style sheets of an SVG. */
const LOOKS: Record<Look, string> = {
  "cached": 'fillcolor="#e3f4e8", color="#2e7d4f"',
  "runs": 'fillcolor="#fde5cf", color="#c2570c", penwidth=1.6',
  "may-run": 'fillcolor="#fff4cc", color="#a16207", style="rounded,filled,dashed"',
  "not-needed":
    'fillcolor="#f3f4f6", color="#8b93a1", fontcolor="#5b6472", style="rounded,filled,dashed"',
  "mixed": 'fillcolor="#fdf0d9", color="#c2570c"',
  "input": 'shape=note, style=filled, fillcolor="#e8effc", color="#3b6bb5"',
  "output": 'shape=note, style=filled, fillcolor="#e3f4e8", color="#2e7d4f"',
  "output-due": 'shape=note, style=filled, fillcolor="#fde5cf", color="#c2570c", penwidth=1.6',
};

/** What is drawn of more than this many nodes and lines is drawn less nicely, but sooner. */
export const MANY = 3000;

/** How a graph is written. */
export interface DotOptions {
  /** Replaces the label of a node by a box of this size, in inches. */
  readonly sizes?: ReadonlyMap<number, { readonly width: number; readonly height: number }>;
}

/** A graph in DOT; colours tell what is cached and what runs, and so do words. */
export function dotText(folded: FoldedView, options: DotOptions = {}): string {
  const lines = folded.nodes.map((_, i) => nodeLine(folded, i, options));
  const edges = folded.edges.map((edge) => {
    const label = edgeLabel(edge);
    const attributes = label === "" ? "" : ` [label=${quoted(label)}]`;
    return `  n${edge.from} -> n${edge.to}${attributes}\n`;
  });
  return `digraph {\n${head(folded)}${inBoxes(folded, lines)}${edges.join("")}}\n`;
}

function nodeLine(folded: FoldedView, i: number, { sizes }: DotOptions): string {
  const node = folded.nodes[i]!;
  const look = lookOf(folded, node);
  const size = sizes?.get(i);
  const label = size === undefined
    ? htmlLabel(labelOf(folded, node))
    : `"", fixedsize=true, width=${size.width}, height=${size.height}`;
  return `  n${i} [label=${label}, class="${look}", ${LOOKS[look]}]\n`;
}

/** The lines of the nodes, those in a box inside of it. No recursion: boxes may be nested deep. */
function inBoxes({ groups, nodes }: FoldedView, lines: readonly string[]): string {
  const inside = Map.groupBy(nodes.keys(), (i) => nodes[i]!.group);
  const textOf = (group: number | null) => (inside.get(group) ?? []).map((i) => lines[i]).join("");
  const texts = groups.map((_, i) => textOf(i));
  let outside = "";
  for (let i = groups.length - 1; i >= 0; i--) {
    const group = groups[i]!;
    const label = quoted(groupLabel(group));
    const box = `  subgraph cluster_${i} {\n  label=${label}\n${texts[i]}  }\n`;
    if (group.parent === null) outside = box + outside;
    else texts[group.parent] += box;
  }
  return textOf(null) + outside;
}

function head(folded: FoldedView): string {
  // of a list of fonts Graphviz would know no widths; those of this one are good for others, too
  const font = 'fontname="Verdana"';
  const soon = folded.nodes.length + folded.edges.length > MANY
    ? ", nslimit=0.1, nslimit1=0.1, mclimit=0.01, searchsize=5, splines=line"
    : "";
  const title = titleOf(folded).split("\n").map(htmlText).join("<BR/>");
  return [
    `  graph [label=<${title}>, labelloc=t, nodesep=0.25, ranksep=0.35, ` +
    `${font}, fontsize=11, style=rounded, color="#9aa3af"${soon}]`,
    `  node [shape=box, style="rounded,filled", ${font}, fontsize=11, fontcolor="#1c2128", ` +
    `margin="0.14,0.07", height=0.3]`,
    `  edge [color="#6b7280", ${font}, fontsize=9, fontcolor="#4b5563", arrowsize=0.7]`,
    "",
  ].join("\n");
}

function htmlLabel({ title, lines }: Label): string {
  const small = lines.map((line) => `<BR/><FONT POINT-SIZE="9">${htmlText(line)}</FONT>`);
  return `<<B>${htmlText(title)}</B>${small.join("")}>`;
}

/** Invisible; keeps Graphviz from replacing `\N` and the like, which nothing else does in text. */
const JOINER = "\u2060";

/** Without what only Graphviz needed. */
export function withoutJoiners(drawn: string): string {
  return drawn.replaceAll(`\\${JOINER}`, "\\");
}

/** Graphviz wants something between tags. */
function htmlText(text: string): string {
  return escapeXml(text.trim() === "" ? "\u00a0" : text).replace(/\\(?=[A-Z])/g, `\\${JOINER}`);
}

/** Backslashes and entities have a meaning in a string of DOT. */
function quoted(text: string): string {
  const escaped = cleanText(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `"${escaped.replaceAll("&", "&amp;")}"`;
}
