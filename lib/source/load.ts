/** What happens when files are loaded with all that they import: what changes what, and when. */

import { type Changers, changersOf } from "./changers.ts";
import type { Changes, Unit } from "./changes.ts";
import type { SourceFile } from "./files.ts";
import type { GraphNode } from "./graph_node.ts";
import type { GlobalChange } from "./use_types.ts";
import { isTask } from "./task_node.ts";

const NONE: readonly GraphNode[] = [];

/** The units of code of some files and their imports, in the order in which they run. */
export class Load {
  readonly #changes: Changes;
  readonly #units: readonly Unit[];
  readonly #changers: Changers;
  /** The unit in which something is computed. */
  readonly #positions = new Map<GraphNode, number>();
  /** For what is changed, the units that do it. */
  readonly #changedAt = new Map<GraphNode, number[]>();
  readonly #before = new Map<GraphNode, readonly (readonly [GraphNode, number])[]>();
  #byFunctions: Set<GraphNode> | undefined;
  #last = -1;

  constructor(files: readonly SourceFile[], changes: Changes) {
    this.#changes = changes;
    this.#units = inLoadOrder(files, changes).flatMap((file) => changes.units(file));
    this.#changers = changersOf(this.#units, changes.effects);
    this.#units.forEach((unit, i) => {
      this.#positions.set(unit.node, i);
      if (unit.named) this.#positions.set(unit.named, i);
    });
    for (const [changed, changers] of this.#changers) {
      const at = changers.map((node) => this.#positions.get(node)!);
      this.#changedAt.set(changed, at);
      this.#last = Math.max(this.#last, ...at);
    }
  }

  /** What changes a node, besides what its own file does by itself. */
  changersOf(node: GraphNode): readonly GraphNode[] {
    const all = this.#changers.get(this.#changes.effects.boxOf(node));
    return all?.filter((changer) => !node.edges.includes(changer)) ?? NONE;
  }

  /** All that changes a node. */
  allChangersOf(node: GraphNode): readonly GraphNode[] {
    const own = node.edges.filter((edge) => edge.kind === "statement");
    return [...own, ...this.changersOf(node)];
  }

  /**
   * What is changed after a node was computed from it, and how often it was before. (Else moving the
   * one past the other would not be seen.)
   */
  before(node: GraphNode): readonly (readonly [changed: GraphNode, count: number])[] {
    const known = this.#before.get(node);
    if (known) return known;
    const at = this.#positions.get(node);
    const found: [GraphNode, number][] = [];
    if (at !== undefined && at < this.#last && !isTask(node)) {
      for (const changed of mentionedBy(node)) {
        const changes = changed === node ? undefined : this.#changedAt.get(changed);
        if (changes?.some((i) => i > at) && !changes.includes(at)) {
          found.push([
            changed,
            changes.filter((i) => i < at).length,
          ]);
        }
      }
    }
    this.#before.set(node, found);
    return found;
  }

  /** Whether a constant of a function may have another value, or content, in each call of that. */
  varies(node: GraphNode): boolean {
    const { effects } = this.#changes;
    const { stateful } = effects.ofLoad(node);
    if (stateful.size > 0) return true;
    const firstRun = this.#firstRun(node);
    for (const used of mentionedBy(node)) {
      if (used === node || used.parts.binding?.inner) continue;
      if (this.#changedByFunctions().has(used)) return true;
      if (this.#changedAt.get(used)?.some((i) => i >= firstRun)) return true;
    }
    return false;
  }

  /** Changes of what all programs share. */
  *globals(): Generator<{ readonly node: GraphNode; readonly change: GlobalChange }> {
    for (const { effect } of this.#units) yield* effect.globals;
  }

  /** The first unit that runs the code in which something stands. */
  #firstRun({ parts: { file, span } }: GraphNode): number {
    const contains = (outer: GraphNode) => {
      const around = outer.parts.code?.span;
      return outer.parts.file?.path === file?.path && around !== undefined && span !== undefined &&
        around[0] <= span[0] && span[1] <= around[1];
    };
    const first = this.#units.findIndex(({ node, effect }) =>
      contains(node) || [...effect.ran].some(contains)
    );
    return first < 0 ? Infinity : first;
  }

  /** What functions change, whenever they're called. */
  #changedByFunctions(): ReadonlySet<GraphNode> {
    if (this.#byFunctions) return this.#byFunctions;
    const found = this.#byFunctions = new Set();
    const files = new Set(this.#units.map((unit) => unit.file));
    for (const file of files) {
      for (const changed of this.#changes.byFunctions(file)) found.add(changed);
    }
    return found;
  }
}

/** Files and all that they import; each after what it imports. */
export function inLoadOrder(
  files: readonly SourceFile[],
  { graph }: Pick<Changes, "graph">,
): SourceFile[] {
  const ordered = new Set<SourceFile>();
  const seen = new Set<SourceFile>();
  const stack = [...files].reverse().map((file) => ({ file, isReady: false }));
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { file, isReady } = top;
    if (isReady) ordered.add(file);
    if (isReady || seen.has(file)) continue;
    seen.add(file);
    stack.push({ file, isReady: true });
    for (const other of graph.imports(file).reverse()) stack.push({ file: other, isReady: false });
  }
  return [...ordered];
}

/** All that a node names, at any depth, itself included; not what tasks do. */
export function mentionedBy(node: GraphNode): Set<GraphNode> {
  const all = new Set([node]);
  for (const at of all) {
    if (at !== node && isTask(at)) continue;
    for (const target of at.targets) all.add(target);
  }
  return all;
}
