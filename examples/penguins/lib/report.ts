/** The page about a model. */

import type { Confusion } from "./metrics.ts";

/** What the page shows. */
export interface Findings {
  /** From 0 to 1. */
  readonly accuracy: number;
  readonly confusion: Confusion;
  /** SVG. */
  readonly chart: string;
}

/** A page in HTML. */
export function page({ accuracy, confusion, chart }: Findings): string {
  const { labels, counts } = confusion;
  const rows = counts.map((row, i) =>
    `<tr><th>${labels[i]}</th>${row.map((count) => `<td>${count}</td>`).join("")}</tr>`
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Penguins</title>
<style>
body { font: 16px/1.5 sans-serif; max-width: 42em; margin: 2em auto; padding: 0 1em }
th, td { padding: 0.2em 0.8em; text-align: right }
</style>
<h1>Penguins</h1>
<p>The model names the right species for <b>${(100 * accuracy).toFixed(1)} %</b> of the penguins
that it has not seen before.</p>
<table>
<tr><th>actual \\ said</th>${labels.map((label) => `<th>${label}</th>`).join("")}</tr>
${rows.join("\n")}
</table>
${chart}
</html>
`;
}
