/** Batches over a task: both codes count wherever one of them does. */

import type { CodeGraph } from "./code_graph.ts";
import type { SourceFile } from "./files.ts";
import type { GraphNode } from "./graph_node.ts";
import type { Site } from "./summary.ts";

/** A call of `batch(task, fn)` at the top level of a module. */
export interface FoundBatch {
  readonly site: Site;
  /** The code of `fn`. */
  readonly node: GraphNode;
}

/**
 * The batches of a file over the task that it binds to `name`. They are found in the source text, so
 * that the key is the same whether or not the batch has been defined, or its module imported whole.
 */
export function findBatches(file: SourceFile, name: string, graph: CodeGraph): FoundBatch[] {
  const found: FoundBatch[] = [];
  for (const site of file.summary.sites) {
    const { batch } = site;
    if (batch?.single !== name) continue;
    const { kind, parts } = graph.binding(file, batch.callee.id, batch.callee.member);
    if (kind !== "merkl" || parts.name !== "batch") continue;
    const fn = site.args[1]!;
    if (fn.kind !== "function" && fn.kind !== "name") continue;
    const node = fn.kind === "function"
      ? graph.code(file, fn.node, { kind: "body", name: "(batch)" })
      : graph.binding(file, fn.ref.id, fn.ref.member);
    found.push({ site, node });
  }
  return found;
}
