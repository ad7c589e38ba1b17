/** Which nodes of the graph are tasks. */

import type { GraphNode } from "./graph_node.ts";

const TASK_MAKERS = new Set(["batch", "pipeline", "task"]);

/** Whether a node is a constant that task(), batch() or pipeline() made. */
export function isTask(node: GraphNode): boolean {
  const { binding, code } = node.parts;
  const made = binding?.made === undefined ? undefined : code?.calls[binding.made];
  const maker = made && made.ref >= 0 ? node.targets[made.ref] : undefined;
  if (maker?.kind !== "merkl") return false;
  return TASK_MAKERS.has(maker.parts.name === "*" ? made!.path[0] ?? "" : maker.parts.name);
}
