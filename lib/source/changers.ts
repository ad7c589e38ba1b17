/** What units of code change, directly or by what it is part of. */

import { type Effects, FIXED, isLater } from "./effect.ts";
import type { GraphNode } from "./graph_node.ts";
import { isTask } from "./task_node.ts";
import type { Unit } from "./changes.ts";

/** What is changed, and by which code, in the order in which that runs. */
export type Changers = ReadonlyMap<GraphNode, readonly GraphNode[]>;

/** What units change, what that is part of, and what is part of it. */
export function changersOf(units: readonly Unit[], effects: Effects): Changers {
  const links = new Map<GraphNode, GraphNode[]>();
  for (const { effect } of units) {
    for (const [holder, held] of effect.links) {
      const known = links.get(holder);
      if (known) known.push(held);
      else links.set(holder, [held]);
    }
  }
  const changers = new Map<GraphNode, GraphNode[]>();
  for (const { node, named, effect } of units) {
    if (effect.changed.size === 0) continue;
    const all = heldBy(effect.deep, links, effects);
    for (const changed of new Set([...effect.changed, ...all])) {
      // A class may change itself as it's made; what else is computed isn't there yet.
      if (
        (changed === named && changed.kind !== "class") ||
        (!effect.changed.has(changed) && !hasContent(changed))
      ) continue;
      const known = changers.get(changed);
      if (known) known.push(node);
      else changers.set(changed, [node]);
    }
  }
  return changers;
}

/** Nodes and all that they may hold, at any depth. */
function heldBy(
  nodes: ReadonlySet<GraphNode>,
  links: ReadonlyMap<GraphNode, readonly GraphNode[]>,
  effects: Effects,
): Set<GraphNode> {
  const all = new Set(nodes);
  for (const node of all) {
    for (const held of [...heldIn(node), ...links.get(node) ?? []]) all.add(effects.boxOf(held));
  }
  return all;
}

/** Whether a change of what holds it may be a change of it. */
function hasContent(node: GraphNode): boolean {
  const { kind, parts: { binding } } = node;
  return kind !== "function" && !FIXED.has(kind) && binding?.value !== "plain" && !isTask(node);
}

function heldIn(node: GraphNode): GraphNode[] {
  return (node.parts.code?.holds ?? []).flatMap(([ref, via]) =>
    via >= 0 && isLater(node.targets[via]!) ? [] : [node.targets[ref]!]
  );
}
