/** A graph as a picture in SVG, for light and for dark pages. */

import { tooManyToDraw } from "../error/dag_errors.ts";
import { escapeXml } from "./clean_text.ts";
import { dotText, withoutJoiners } from "./dot.ts";
import type { FoldedView } from "./fold.ts";
import { graphviz } from "./graphviz.ts";
import { hintOf, type Look } from "./label.ts";

/** More nodes and lines than this take minutes, and then nobody can see anything. */
const MOST = 20_000;

/** The first is the one by which boxes are measured; all are about as wide. */
const FONTS = "Verdana,DejaVu Sans,Geneva,sans-serif";

/** Ground, line and text of each look on a dark page. */
const DARK: Record<Look, readonly [fill: string, stroke: string]> = {
  "cached": ["#14301f", "#5fb37f"],
  "runs": ["#47260d", "#f0883e"],
  "may-run": ["#3a2f0b", "#d4a72c"],
  "not-needed": ["#22272e", "#6e7681"],
  "mixed": ["#3d2a12", "#f0883e"],
  "input": ["#15263f", "#6ea8fe"],
  "output": ["#14301f", "#5fb37f"],
  "output-due": ["#47260d", "#f0883e"],
};

/**
 * A graph as SVG, drawn by Graphviz.
 * @throws {MerklError} `too-many-to-draw`
 */
export async function svgText(folded: FoldedView): Promise<string> {
  refuseTooMany(folded);
  const drawn = await graphviz(dotText(folded), "svg_inline");
  return withoutJoiners(drawn)
    .replace(/<!--.*?-->\n?/gs, "")
    .replace(/<g [^>]*class="node .*?<\/g>/gs, centred)
    .replaceAll('font-family="Verdana"', `font-family="${FONTS}"`)
    .replace(
      /<title>(?:n(\d+)|[^<]*)<\/title>\n?/g,
      (_, node) => node === undefined ? "" : `<title>${hint(folded, Number(node))}</title>\n`,
    )
    .replace(
      /<svg ([^>]*)>\n/,
      (_, attributes) => `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>\n${style()}`,
    );
}

/** Text around the middle of its node, so that in another font it is still there. */
function centred(node: string): string {
  const [, path] = / (?:d|points)="([^"]*)"/.exec(node)!;
  const xs = [...path!.matchAll(/(-?[\d.]+),/g)].map(([, x]) => Number(x));
  const middle = Math.round(50 * (Math.min(...xs) + Math.max(...xs))) / 100;
  return node.replace(/text-anchor="start" x="[^"]*"/g, `text-anchor="middle" x="${middle}"`);
}

/** @throws {MerklError} `too-many-to-draw` */
export function refuseTooMany({ nodes, edges }: FoldedView): void {
  const count = nodes.length + edges.length;
  if (count > MOST) throw tooManyToDraw(count, MOST);
}

/** What is told when the pointer rests on a node. */
function hint(folded: FoldedView, number: number): string {
  return hintOf(folded, folded.nodes[number]!).map(escapeXml).join("\n");
}

/** Presentation attributes, as Graphviz writes them, give way to any style sheet. */
function style(): string {
  const looks = Object.entries(DARK).map(([look, [fill, stroke]]) =>
    `  .${look} :is(path, polygon, polyline) { fill: ${fill}; stroke: ${stroke} }\n`
  );
  return `<style>\n@media (prefers-color-scheme: dark) {\n` +
    "  .graph > polygon { fill: #0d1117 }\n  text { fill: #e6edf3 }\n" +
    "  .not-needed text { fill: #9aa4af }\n" +
    "  .cluster path { stroke: #6e7681; fill: none }\n" +
    "  .edge path { stroke: #8b949e }\n  .edge polygon { fill: #8b949e; stroke: #8b949e }\n" +
    `${looks.join("")}}\n</style>\n`;
}
