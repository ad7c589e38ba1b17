/** All that a function depends on, and the hash of it. */

import { KEY_FORMAT } from "../hash/domain.ts";
import { type CodeHash, sha256 } from "../hash/digest.ts";
import type { GraphNode } from "./graph_node.ts";
import type { Load } from "./load.ts";
import type { CodeMode } from "./types.ts";

/** Nodes in the order in which they are reached, breadth first. */
export interface Closure {
  readonly nodes: readonly GraphNode[];
  /** For each node, the numbers of those that it refers to. */
  readonly edges: readonly (readonly number[])[];
  /** The number of the node from which each was reached first; -1 for roots. */
  readonly reachedFrom: readonly number[];
  /** What happens when the modules are loaded. */
  readonly load: Load | undefined;
}

/**
 * Everything reachable from some roots.
 * @param declared Nodes that are hashed by value elsewhere: reached, but not followed
 * @param load Whether also what changes them when modules are loaded
 */
export function closureOf(
  roots: readonly GraphNode[],
  declared: ReadonlySet<GraphNode>,
  load?: Load,
): Closure {
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
    const own = declared.has(node) ? [] : [...node.edges, ...load?.changersOf(node) ?? []];
    edges.push(own.map((edge) => reach(edge, i)));
  }
  return { nodes, edges, reachedFrom, load };
}

/**
 * The hash of a closure: of every node's own text and of how they refer to each other. Numbers take
 * the place of names, so neither names nor files count, cycles need no special care, and two
 * functions that share a helper differ from two that have a copy each (it may have a state). What
 * is computed before a change of what it's computed from has a mark that says so.
 */
export function hashClosure(
  closure: Closure,
  mode: CodeMode,
  declared: ReadonlySet<GraphNode>,
): CodeHash {
  let lines = `merkl code ${KEY_FORMAT} ${mode}\n`;
  const numbers = new Map(closure.nodes.map((node, i) => [node, i]));
  closure.nodes.forEach((node, i) => {
    const text = declared.has(node) ? "declared" : node.textHash(mode);
    lines += `${text} ${closure.edges[i]!.join(",")}`;
    for (const [changed, count] of declared.has(node) ? [] : closure.load?.before(node) ?? []) {
      lines += ` ${numbers.get(changed)}<${count}`;
    }
    lines += "\n";
  });
  return sha256(lines) as CodeHash;
}
