/** A graph in Mermaid, which many pages of Markdown draw. */

import { cleanText } from "./clean_text.ts";
import type { FoldedView } from "./fold.ts";
import { edgeLabel, groupLabel, labelOf, type Look, lookOf, titleOf } from "./label.ts";

/** Style of each look, legible on light and on dark ground. */
const LOOKS: Record<Look, string> = {
  "cached": "fill:#e3f4e8,stroke:#2e7d4f,color:#1c2128",
  "runs": "fill:#fde5cf,stroke:#c2570c,color:#1c2128,stroke-width:2px",
  "may-run": "fill:#fff4cc,stroke:#a16207,color:#1c2128,stroke-dasharray:4 3",
  "not-needed": "fill:#f3f4f6,stroke:#8b93a1,color:#5b6472,stroke-dasharray:4 3",
  "mixed": "fill:#fdf0d9,stroke:#c2570c,color:#1c2128",
  "input": "fill:#e8effc,stroke:#3b6bb5,color:#1c2128",
  "output": "fill:#e3f4e8,stroke:#2e7d4f,color:#1c2128",
  "output-due": "fill:#fde5cf,stroke:#c2570c,color:#1c2128,stroke-width:2px",
};

/** Stands for an empty text, which Mermaid refuses. */
const BLANK = "#160;";

/** A graph as a flowchart of Mermaid. */
export function mermaidText(folded: FoldedView): string {
  const looks = folded.nodes.map((node) => lookOf(folded, node));
  const lines = [
    "flowchart TD",
    ...titleOf(folded).split("\n").map((line) => `  %% ${comment(line)}`),
  ];
  folded.nodes.forEach((node, i) => {
    const { title, lines: more } = labelOf(folded, node);
    const text = [`<b>${escapeMermaid(title)}</b>`, ...more.map(escapeMermaid)].join("<br/>");
    const [open, close] = looks[i] === "input" || looks[i]!.startsWith("output")
      ? ["[/", "/]"]
      : ["(", ")"];
    lines.push(`  n${i}${open}"${text}"${close}:::${looks[i]}`);
  });
  for (const line of groupLines(folded)) lines.push(line);
  for (const edge of folded.edges) {
    const label = edgeLabel(edge);
    const arrow = label === "" ? "-->" : `-- "${escapeMermaid(label)}" -->`;
    lines.push(`  n${edge.from} ${arrow} n${edge.to}`);
  }
  for (const look of [...new Set(looks)].sort()) lines.push(`  classDef ${look} ${LOOKS[look]}`);
  return lines.join("\n") + "\n";
}

/** Boxes name what is in them, nodes and other boxes alike, so they need not be nested in the text. */
function groupLines({ groups, nodes }: FoldedView): string[] {
  const inside: string[][] = groups.map(() => []);
  nodes.forEach(({ group }, i) => group !== null && inside[group]!.push(`n${i}`));
  groups.forEach(({ parent }, i) => parent !== null && inside[parent]!.push(`g${i}`));
  // the innermost first: a box must be known before another one takes it in
  return groups.map((group, i) => [
    `  subgraph g${i}["${escapeMermaid(groupLabel(group)) || BLANK}"]`,
    ...inside[i]!.map((id) => `    ${id}`),
    "  end",
  ]).reverse().flat();
}

/** Mermaid has entities of its own, `#` in the place of `&`; what isn't a letter may mean something. */
export function escapeMermaid(text: string): string {
  return cleanText(text).replace(
    /[^\p{L}\p{M}\p{N} .,:;=_×…→/+-]/gu,
    (c) => `#${c.codePointAt(0)};`,
  );
}

/** `%%{` would begin a directive, and `---` front matter. */
function comment(text: string): string {
  return cleanText(text).replace(/[{}]/g, "_");
}
