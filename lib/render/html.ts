/** A graph as a page: one file that needs nothing else, not even a network. */

import { escapeXml } from "./clean_text.ts";
import type { Drawing } from "./drawing.ts";
import type { FoldedView } from "./fold.ts";
import { viewJson } from "./json.ts";
import { layOut } from "./lay_out.ts";
import { PAGE_SCRIPT, PAGE_SCRIPT_HASH, PAGE_STYLE } from "./page_parts.ts";
import { refuseTooMany } from "./svg.ts";

/** The keys that the page tells of. */
const KEYS = [
  ["arrows", "go"],
  ["/", "search"],
  ["+ −", "zoom"],
  ["0", "fit"],
  ["e", "expand"],
  ["Esc", "back"],
] as const;

/**
 * A page to look around in, in pieces. What is folded is drawn folded first, and as cells when it is
 * expanded in the page.
 * @throws {MerklError} `too-many-to-draw`
 */
export async function htmlText(folded: FoldedView): Promise<Iterable<string>> {
  refuseTooMany(folded);
  const drawings: Drawing[] = [await layOut(folded, false)];
  if (folded.nodes.some(({ members }) => members.length > 1)) {
    drawings.push(await layOut(folded, true));
  }
  return pieces(folded, drawings);
}

function* pieces({ view }: FoldedView, drawings: readonly Drawing[]): Iterable<string> {
  const title = escapeXml(view.pipeline);
  const keys = KEYS.map(([key, what]) => `<kbd>${key}</kbd> ${what}`).join(" · ");
  yield `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${PAGE_SCRIPT_HASH}'">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
<header>
<h1>${title}</h1>
<div id="totals" role="group" aria-label="Show only"></div>
<span class="space"></span>
<input id="search" type="search" placeholder="Search ( / )" aria-label="Search names, arguments, paths, hashes">
<button id="expand" type="button" aria-pressed="false">Expand</button>
<button id="out" type="button" aria-label="Zoom out">−</button>
<button id="in" type="button" aria-label="Zoom in">+</button>
<button id="fit" type="button">Fit</button>
${waitsNote(view.waits_for)}</header>
<main id="stage">
<canvas id="canvas" tabindex="0" role="application" aria-label="The graph. Arrow keys go from node to node, Enter leads to what is told of one; all nodes are in the list beside it."></canvas>
<div id="tip" hidden></div>
<div id="keys">${keys}</div>
<div id="said" class="unseen" aria-live="polite"></div>
</main>
<aside id="panel" aria-label="About what is chosen"></aside>
<script id="view" type="application/json">`;
  for (const piece of viewJson(view)) yield safe(piece);
  yield `</script>\n<script id="drawings" type="application/json">`;
  yield safe(JSON.stringify(drawings));
  yield `</script>\n<script>${PAGE_SCRIPT}</script>\n</html>\n`;
}

function waitsNote(task: string | null): string {
  if (task === null) return "";
  const what = `The pipeline needs the value of ${task} to go on: what follows can't be told.`;
  return `<div id="note" role="note">${escapeXml(what)}</div>\n`;
}

/** JSON in which nothing looks like a tag: neither the end of the script nor a comment in it. */
function safe(json: string): string {
  return json.replaceAll("<", "\\u003c");
}
