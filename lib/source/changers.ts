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
  const siblings = siblingsIn(units);
  const changers = new Map<GraphNode, GraphNode[]>();
  for (const { node, named, effect } of units) {
    if (effect.changed.size === 0) continue;
    const all = heldBy(effect.deep, links, effects);
    const beside = [...effect.changed].flatMap((changed) => siblings.get(changed) ?? []);
    for (const changed of new Set([...effect.changed, ...all, ...beside])) {
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

/**
 * Names that are taken out of one call's value, with all of them: `const [get, set] = state(1)`. What
 * one does may be seen by another.
 */
function siblingsIn(units: readonly Unit[]): ReadonlyMap<GraphNode, readonly GraphNode[]> {
  const byPattern = new Map<string, GraphNode[]>();
  for (const { named, file } of units) {
    const { code, binding } = named?.parts ?? {};
    if (!named || !binding?.part || code!.calls.length === 0) continue;
    const key = `${code!.span[0]} ${file.path}`;
    const known = byPattern.get(key);
    if (known) known.push(named);
    else byPattern.set(key, [named]);
  }
  return new Map([...byPattern.values()].flatMap((all) => all.map((one) => [one, all] as const)));
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
