/** Which code that runs while modules load changes what. */

import type { CodeGraph } from "./code_graph.ts";
import { type Changers, changersOf } from "./changers.ts";
import { type Effect, Effects } from "./effect.ts";
import type { SourceFile } from "./files.ts";
import type { GraphNode } from "./graph_node.ts";
import { inLoadOrder, Load } from "./load.ts";
import { RunChanges } from "./run_changes.ts";
import type { CodeNode } from "./summary.ts";
import { isTask } from "./task_node.ts";

/** A statement, or what computes a name of the module. */
export interface Unit {
  /** Hashed as part of what it changes. */
  readonly node: GraphNode;
  readonly file: SourceFile;
  /** The name that it computes. */
  readonly named?: GraphNode;
  readonly effect: Effect;
}

/** Finds what code of modules does when they load. */
export class Changes {
  readonly effects = new Effects();
  readonly #units = new Map<SourceFile, readonly Unit[]>();
  readonly #changers = new Map<SourceFile, Changers>();
  readonly #loads = new Map<string, Load>();
  readonly #runs = new Map<string, RunChanges>();

  constructor(readonly graph: CodeGraph) {}

  /** The code of a file that changes something, calls something or computes a name, in its order. */
  units(file: SourceFile): readonly Unit[] {
    let units = this.#units.get(file);
    if (!units) this.#units.set(file, units = this.#findUnits(file));
    return units;
  }

  /** What the file itself changes. */
  ofFile(file: SourceFile): Changers {
    let changers = this.#changers.get(file);
    if (!changers) this.#changers.set(file, changers = changersOf(this.units(file), this.effects));
    return changers;
  }

  /** What functions of a file change, whenever they're called. */
  byFunctions(file: SourceFile): readonly GraphNode[] {
    return file.summary.bindings.flatMap((binding, id) => {
      const uses = binding.node?.uses?.filter(({ how, when }) =>
        when !== undefined && (how === "assign" || how === "change")
      );
      if (!uses || uses.length === 0 || binding.from) return [];
      const node = this.graph.binding(file, id);
      return isTask(node) ? [] : uses.map((use) => node.targets[use.ref]!);
    });
  }

  /** What happens when files are loaded with all that they import. */
  load(files: readonly SourceFile[]): Load {
    const key = files.map((file) => file.path).join("\0");
    let load = this.#loads.get(key);
    if (!load) this.#loads.set(key, load = new Load(files, this));
    return load;
  }

  /** What functions of files, and of all that they import, change when they are called later. */
  run(files: readonly SourceFile[]): RunChanges {
    const key = files.map((file) => file.path).join("\0");
    let run = this.#runs.get(key);
    if (!run) {
      this.#runs.set(key, run = new RunChanges(inLoadOrder(files, this), this.graph));
    }
    return run;
  }

  #findUnits(file: SourceFile): Unit[] {
    const { bindings, statements } = file.summary;
    const found: { at: number; unit: () => Unit }[] = [];
    statements.forEach((code, i) => {
      const node = () => this.graph.unit(file, { statement: i });
      found.push({ at: code.span[0], unit: () => this.#unit(file, node()) });
    });
    bindings.forEach((binding, id) => {
      if (binding.inner || !binding.node || binding.kind === "function") return;
      const { node: code, span } = binding;
      found.push({
        at: Math.min(code.span[0], span[0]),
        unit: () => {
          const named = this.graph.binding(file, id);
          const node = runs(code) ? this.graph.unit(file, { id }) : named;
          return { ...this.#unit(file, node), named };
        },
      });
    });
    return found.sort((a, b) => a.at - b.at).map(({ unit }) => unit());
  }

  #unit(file: SourceFile, node: GraphNode): Unit {
    return { node, file, effect: this.effects.ofLoad(node) };
  }
}

/** Whether code may do more than give a value. */
function runs({ uses = [], links = [], globals = [] }: CodeNode): boolean {
  return uses.length + links.length + globals.length > 0;
}
