/** What the code that builds a graph reads without merkl's seeing it. */

import type { GraphNode } from "./graph_node.ts";
import { type Impurity, impurityOf, isPureBuiltin } from "./purity.ts";
import { isTask } from "./task_node.ts";

/**
 * The first thing on which the work of a function may depend besides its source and its arguments;
 * tasks aside, whose bodies are not part of that work. Undefined if there is none.
 */
export function unseenRead(root: GraphNode): Impurity | undefined {
  const seen = new Set<GraphNode>([root]);
  const queue = [root];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const found = ofNode(node);
    if (found !== undefined) return found;
    for (const edge of node.edges) {
      if (seen.has(edge) || isTask(edge)) continue;
      seen.add(edge);
      queue.push(edge);
    }
  }
  return undefined;
}

function ofNode(node: GraphNode): Impurity | undefined {
  const { binding, code, file, localName, name, why } = node.parts;
  const place = node.place();
  if (node.kind === "builtin" && !isPureBuiltin(node)) {
    return { what: name.replace("#", " "), place };
  }
  if (node.kind === "package") return { what: `the package ${name}, whose code isn't read`, place };
  if (why !== undefined) return { what: why, place };
  if (binding?.assignedAt !== undefined) {
    return { what: `the variable ${localName}`, place: file?.place(binding.assignedAt) };
  }
  const read = code?.reads[0] ?? code?.bodyReads[0];
  if (read !== undefined) return impurityOf(node, read);
  const odd = code?.odd[0];
  if (odd === undefined) return undefined;
  const what = odd.kind === "eval"
    ? "code made at run time"
    : "an import whose specifier is computed";
  return { what, place: file?.place(odd.at) };
}
