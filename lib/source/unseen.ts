/** What the code that builds a graph reads, or does besides, without merkl's seeing it. */

import { type Effects, FIXED } from "./effect.ts";
import type { GraphNode } from "./graph_node.ts";
import { type Impurity, impurityOf, isPureBuiltin } from "./purity.ts";
import { isTask } from "./task_node.ts";

/** Why a graph can't stand for the work of the function that builds it. */
export interface Unseen {
  /** `it reads Deno.args`, `it changes the variable rate` */
  readonly what: string;
  readonly place: Impurity["place"];
}

/**
 * What the work of a function depends on besides its source and its arguments, or what it leaves
 * changed: whoever is given its graph instead misses that. Undefined if there is none.
 */
export function unseenWork(root: GraphNode, effects: Effects): Unseen | undefined {
  const read = unseenRead(root);
  if (read !== undefined) return { what: `it reads ${read.what}`, place: read.place };
  const { changed, globals } = effects.ofCall(root);
  for (const node of changed) {
    if (FIXED.has(node.kind)) continue;
    const { localName, name } = node.parts;
    return { what: `it changes ${localName ?? name}`, place: usePlace(root, node) };
  }
  for (const { node, change } of globals) {
    return { what: `it changes ${change.what}`, place: node.parts.file?.place(change.at) };
  }
  return undefined;
}

/** Where something is named first, by the function itself or else by what it calls. */
function usePlace(root: GraphNode, used: GraphNode): Impurity["place"] {
  const seen = new Set([root]);
  for (const node of seen) {
    const { code, file } = node.parts;
    const at = node.targets.indexOf(used);
    if (at >= 0 && code && file) return file.place(code.refs[at]!.at);
    for (const target of node.targets) if (!isTask(target)) seen.add(target);
  }
  return used.place();
}

/**
 * The first thing on which the work of a function may depend besides its source and its arguments;
 * tasks aside, whose bodies are not part of that work. Undefined if there is none.
 */
function unseenRead(root: GraphNode): Impurity | undefined {
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
