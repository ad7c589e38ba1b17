/** All that a function depends on, and the hash of it. */

import { KEY_FORMAT } from "../hash/domain.ts";
import { type CodeHash, sha256 } from "../hash/digest.ts";
import type { GraphNode } from "./graph_node.ts";
import type { CodeMode } from "./types.ts";

/** Nodes in the order in which they are reached, breadth first. */
export interface Closure {
  readonly nodes: readonly GraphNode[];
  /** For each node, the numbers of those that it refers to. */
  readonly edges: readonly (readonly number[])[];
  /** The number of the node from which each was reached first; -1 for roots. */
  readonly reachedFrom: readonly number[];
}

/**
 * Everything reachable from some roots.
 * @param declared Nodes that are hashed by value elsewhere: reached, but not followed
 */
export function closureOf(roots: readonly GraphNode[], declared: ReadonlySet<GraphNode>): Closure {
  const nodes: GraphNode[] = [];
  const reachedFrom: number[] = [];
  const numbers = new Map<GraphNode, number>();
  const edges: number[][] = [];
  const reach = (node: GraphNode, from: number): number => {
    let number = numbers.get(node);
    if (number === undefined) {
      number = nodes.push(node) - 1;
      numbers.set(node, number);
      reachedFrom.push(from);
    }
    return number;
  };
  for (const root of roots) reach(root, -1);
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    edges.push(declared.has(node) ? [] : node.edges.map((edge) => reach(edge, i)));
  }
  return { nodes, edges, reachedFrom };
}

/**
 * The hash of a closure: of every node's own text and of how they refer to each other. Numbers take
 * the place of names, so neither names nor files count, cycles need no special care, and two
 * functions that share a helper differ from two that have a copy each (it may have a state).
 */
export function hashClosure(
  closure: Closure,
  mode: CodeMode,
  declared: ReadonlySet<GraphNode>,
): CodeHash {
  let lines = `merkl code ${KEY_FORMAT} ${mode}\n`;
  closure.nodes.forEach((node, i) => {
    const text = declared.has(node) ? "declared" : node.textHash(mode);
    lines += `${text} ${closure.edges[i]!.join(",")}\n`;
  });
  return sha256(lines) as CodeHash;
}
