/** Whether a constant's value is told by source text alone. */

import type { Place } from "../error/place.ts";
import { closureOf } from "./closure.ts";
import type { GraphNode } from "./graph_node.ts";
import type { Call, Read } from "./summary.ts";

/** Something that a value depends on besides source text. */
export interface Impurity {
  readonly what: string;
  readonly place: Place | undefined;
}

/** What of the library's own may be called when a module is loaded. */
const IMPURE_MERKL = new Set([
  "context",
  "Future",
  "openProject",
  "pathFuture",
  "readEnv",
  "readFuture",
  "writeFuture",
]);
const TASK_MAKERS = new Set(["batch", "pipeline", "task"]);

const PURE_BUILTINS =
  /^(?:node:)?(?:assert|buffer|events|path|querystring|string_decoder|url|util)(?:\/|#|$)/;
const PURE_FUNCTIONS =
  /^(?:node:)?(?:crypto#(?:createHash|createHmac|default)|os#EOL|fs#constants|async_hooks#|stream#|timers)/;

const NONE: ReadonlySet<GraphNode> = new Set();

/** Judges nodes; remembers what it found of functions. */
export class Purity {
  readonly #functions = new Map<GraphNode, Impurity | undefined>();

  /**
   * What makes a node's value depend on more than its text.
   * @param env Environment variables that are hashed by value elsewhere
   */
  ofValue(node: GraphNode, env: ReadonlySet<string>): Impurity | undefined {
    const own = this.#ofCode(node, env);
    if (own) return own;
    for (const edge of node.edges) {
      const change = edge.kind === "statement" ? this.#ofCode(edge, env) : undefined;
      if (change) return change;
    }
    return undefined;
  }

  #ofCode(node: GraphNode, env: ReadonlySet<string>): Impurity | undefined {
    const { code } = node.parts;
    if (!code) return undefined;
    const read = code.reads.find((r) => !isDeclared(r, env));
    if (read) return impurityOf(node, read);
    for (const call of code.calls) {
      const found = this.#ofCall(node, call, env);
      if (found) return found;
    }
    return undefined;
  }

  #ofCall(node: GraphNode, call: Call, env: ReadonlySet<string>): Impurity | undefined {
    const target = call.ref < 0 ? undefined : node.edges[call.ref];
    const place = node.parts.file?.place(call.at);
    if (target?.kind === "merkl") return merklCall(target, call, place);
    if (target?.kind === "builtin" && !isPureBuiltin(target, call)) {
      return { what: `${[lastName(target), ...call.path].join(".")}()`, place };
    }
    if (target && isTask(target) && /^(?:eval|pipe)?$/.test(call.path.join("."))) {
      return { what: `a Future of ${target.parts.localName ?? target.parts.name}`, place };
    }
    const handed = call.args.map((arg) => node.edges[arg]!).filter((arg) =>
      arg.kind === "function"
    );
    for (const called of [...(target ? [target] : []), ...handed]) {
      const found = this.#ofFunction(called);
      if (found) return found;
    }
    if (!call.inline) return undefined;
    const inner = node.parts.code!.bodyReads.find((r) => !isDeclared(r, env));
    return inner && impurityOf(node, inner);
  }

  /** What calling a function reads, at any depth. */
  #ofFunction(called: GraphNode): Impurity | undefined {
    if (this.#functions.has(called)) return this.#functions.get(called);
    const found = findRead(called);
    this.#functions.set(called, found);
    return found;
  }
}

function findRead(called: GraphNode): Impurity | undefined {
  for (const node of closureOf([called], NONE).nodes) {
    if (node.kind === "builtin" && !isPureBuiltin(node)) {
      return { what: node.parts.name.replace("#", " "), place: called.place() };
    }
    const read = node.parts.code?.bodyReads[0];
    if (read) return impurityOf(node, read);
  }
  return undefined;
}

/** A read as an impurity of the node in which it stands. */
export function impurityOf(node: GraphNode, read: Read): Impurity {
  const what = read.kind === "await" ? "a top-level await" : read.what;
  return { what, place: node.parts.file?.place(read.at) };
}

function isDeclared(read: Read, env: ReadonlySet<string>): boolean {
  return read.env !== undefined && env.has(read.env);
}

function merklCall(target: GraphNode, call: Call, place: Place | undefined): Impurity | undefined {
  const [first, ...rest] = target.parts.name === "*"
    ? call.path
    : [target.parts.name, ...call.path];
  if (first === undefined || !IMPURE_MERKL.has(first)) return undefined;
  return { what: `${[first, ...rest].join(".")}(), a Future or a read`, place };
}

/** Whether all that a name of a built-in module does follows from its arguments. */
export function isPureBuiltin(node: GraphNode, call?: Call): boolean {
  const name = node.parts.name.endsWith("#default") || node.parts.name.endsWith("#*")
    ? node.parts.name.replace(/#.*/, `#${call?.path[0] ?? ""}`)
    : node.parts.name;
  return PURE_BUILTINS.test(name) || PURE_FUNCTIONS.test(name);
}

function lastName(node: GraphNode): string {
  return node.parts.name.replace(/^.*#/, "").replace(/^(?:default|\*)$/, node.parts.name);
}

/** Whether a node is a constant that task(), batch() or pipeline() made. */
export function isTask(node: GraphNode): boolean {
  const { binding, code } = node.parts;
  const made = binding?.made === undefined ? undefined : code?.calls[binding.made];
  const maker = made && made.ref >= 0 ? node.edges[made.ref] : undefined;
  if (maker?.kind !== "merkl") return false;
  return TASK_MAKERS.has(maker.parts.name === "*" ? made!.path[0] ?? "" : maker.parts.name);
}
