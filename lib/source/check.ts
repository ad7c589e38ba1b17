/** What of a function's dependencies must be refused. */

import { capturedReceiver, capturedVariable, impureConstant } from "../error/source_errors.ts";
import type { Place } from "../error/place.ts";
import { type Closure, closureOf } from "./closure.ts";
import { mayChangeHanded, runsLater } from "./effect.ts";
import type { GraphNode, NodeRisk } from "./graph_node.ts";
import type { Load } from "./load.ts";
import type { Purity } from "./purity.ts";

/** What was declared in a task's options. */
export interface Declared {
  readonly nodes: ReadonlySet<GraphNode>;
  /** Variables that were named, but may have another value by the time that a body runs. */
  readonly late: ReadonlySet<GraphNode>;
  readonly env: ReadonlySet<string>;
}

export const NOTHING_DECLARED: Declared = { nodes: new Set(), late: new Set(), env: new Set() };

const VALUES = new Set(["class", "constant", "enum", "variable"]);

/**
 * Refuses what the key can't hold.
 * @throws {MerklError} `captured-variable`, `captured-this`, `impure-constant`
 */
export function refuse(closure: Closure, declared: Declared, purity: Purity): void {
  const certain = reachedByName(closure);
  closure.nodes.forEach((node, i) => {
    if (declared.nodes.has(node) || !certain[i]) return;
    const use = usePlace(closure, i);
    const { binding, code, file } = node.parts;
    if (node.kind === "opaque") {
      const isLate = declared.late.has(node);
      const why = isLate
        ? "a variable (which gets another value after the task was made)"
        : binding!.why!;
      throw capturedVariable(binding!.name, why, { use, origin: node.place(), isLate });
    }
    if (code?.receiver && (binding === undefined ? node.kind === "body" : binding.inner)) {
      throw capturedReceiver(code.receiver.name, file?.place(code.receiver.at));
    }
    if (!VALUES.has(node.kind)) return;
    // a class that is handed over as it is, or by an instance, is what is asked for
    const isAsked = node.kind === "class" && closure.reachedFrom[i] === -1;
    const why = binding?.inner && !isAsked ? varying(node, closure.load) : undefined;
    if (why) throw capturedVariable(binding!.name, why, { use, origin: node.place() });
    const changers = closure.load?.allChangersOf(node) ?? [];
    const impurity = purity.ofValue(node, declared.env, changers);
    if (impurity) {
      const name = node.parts.localName ?? node.parts.name;
      throw impureConstant(name, impurity, { use, origin: impurity.place });
    }
  });
}

/** Why a constant of a function may not be what its text tells. */
function varying(node: GraphNode, load: Load | undefined): string | undefined {
  const isRisky = ({ within, ...risk }: NodeRisk) =>
    !(within && runsLater(...within)) && mayChangeHanded(risk.to, risk);
  if (node.parts.risks?.().some(isRisky)) return "a constant whose content may be changed";
  return load?.varies(node) ? "a constant that may differ from call to call" : undefined;
}

/** Refuses captured variables only: for what is hashed without its dependencies. */
export function refuseCaptured(
  node: GraphNode,
  declared: Declared,
  { purity, load }: { readonly purity: Purity; readonly load: Load },
): void {
  const outer = new Set<GraphNode>();
  for (const reached of closureOf([node], declared.nodes).nodes) {
    const isCaptured = reached.kind === "opaque" || reached.parts.binding?.inner;
    if (reached !== node && !isCaptured) outer.add(reached);
  }
  const exempt = new Set([...declared.nodes, ...outer]);
  refuse(closureOf([node], exempt, load), { ...declared, nodes: exempt }, purity);
}

/** Nodes that are not there only because a module is imported for its effects. */
function reachedByName(closure: Closure): boolean[] {
  const certain = closure.nodes.map((_, i) => closure.reachedFrom[i] === -1);
  const queue = certain.flatMap((yes, i) => yes ? [i] : []);
  for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
    if (closure.nodes[i]!.kind === "bare") continue;
    for (const edge of closure.edges[i]!) {
      if (certain[edge]) continue;
      certain[edge] = true;
      queue.push(edge);
    }
  }
  return certain;
}

/** Where a node is first referred to. */
export function usePlace(closure: Closure, i: number): Place | undefined {
  const from = closure.nodes[closure.reachedFrom[i]!];
  const { code, file } = from?.parts ?? {};
  const ref = code?.refs.find((_, k) => from!.targets[k] === closure.nodes[i]);
  return ref && file?.place(ref.at);
}
