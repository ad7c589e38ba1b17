/** Whether a constant's value is told by source text alone. */

import type { Place } from "../error/place.ts";
import { closureOf } from "./closure.ts";
import type { GraphNode } from "./graph_node.ts";
import type { Call, NamedCall, Read, Span } from "./summary.ts";
import { isTask } from "./task_node.ts";
import { packageReads } from "./use_rules.ts";

/** Something that a value depends on besides source text. */
export interface Impurity {
  readonly what: string;
  /** The environment variable, if it's one. */
  readonly env?: string | undefined;
  readonly place: Place | undefined;
}

/** What of the library's own may be called when a module is loaded. */
const IMPURE_MERKL = new Set([
  "context",
  "depVersion",
  "DirRef",
  "FileRef",
  "Future",
  "openProject",
  "pathFuture",
  "programVersion",
  "readEnv",
  "readFuture",
  "writeFuture",
]);

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
   * @param changers Statements that change it
   */
  ofValue(
    node: GraphNode,
    env: ReadonlySet<string>,
    changers: readonly GraphNode[],
  ): Impurity | undefined {
    for (const part of [node, ...changers]) {
      const found = this.#ofCode(part, env);
      if (found) return found;
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
    const isRun = !/^(?:class|function)$/.test(node.kind);
    for (const [ref, target] of node.targets.entries()) {
      const isUsed = target.parts.code?.getters ||
        (isRun && isMade(target) && (!code.kept || code.kept.live.includes(ref)));
      const found = isUsed ? this.#ofFunction(target) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  #ofCall(node: GraphNode, call: Call, env: ReadonlySet<string>): Impurity | undefined {
    const code = node.parts.code!;
    const around = call.within === undefined ? undefined : code.calls[call.within]!;
    if (around && targetOf(node, around)?.kind === "merkl") return undefined;
    const target = targetOf(node, call);
    const place = node.parts.file?.place(call.at);
    const own = target && ofTarget(target, call, place);
    if (own) return own;
    if (target?.kind === "merkl" || (target && isTask(target))) return undefined;
    const handed = call.args.map((arg) => node.targets[arg]!).filter((arg) =>
      HANDED.has(arg.kind) && !isTask(arg)
    );
    for (const called of [...(target ? [target] : []), ...handed]) {
      const isWhole = called === target && isValueOf(node, call);
      const found = isWhole ? this.#ofMaking(called) : this.#ofFunction(called);
      if (found) return found;
    }
    if (!call.inline) return undefined;
    const inner = code.bodyReads.find((r) => !isDeclared(r, env));
    if (inner) return impurityOf(node, inner);
    const named = namedRead(node);
    return named && { what: named.what, place: node.parts.file?.place(named.at) };
  }

  /** What a call reads whose result is only kept: nothing that it has made has been called yet. */
  #ofMaking(called: GraphNode): Impurity | undefined {
    const kept = called.parts.code?.kept;
    if (!kept || !mayBeKept(called)) return this.#ofFunction(called);
    const { spans, live, base } = kept;
    const own = readIn(
      called,
      (at) => !spans.some(([start, end]) => start <= at[0] && at[1] <= end),
    );
    if (own) return own;
    for (const ref of live) {
      const target = called.targets[ref]!;
      if (target === called) continue;
      const found = ref === base ? this.#ofMaking(target) : this.#ofFunction(target);
      if (found) return found;
    }
    return undefined;
  }

  /** What calling a function reads, at any depth. */
  #ofFunction(called: GraphNode): Impurity | undefined {
    if (this.#functions.has(called)) return this.#functions.get(called);
    const found = findRead(called);
    this.#functions.set(called, found);
    return found;
  }
}

/** What may be a function, or hold one, that is called by what it's handed to. */
const HANDED = new Set(["builtin", "class", "constant", "function", "package"]);

function targetOf(node: GraphNode, call: Call): GraphNode | undefined {
  return call.ref < 0 ? undefined : node.targets[call.ref];
}

/** What the call of something reads by itself. */
function ofTarget(target: GraphNode, call: Call, place: Place | undefined): Impurity | undefined {
  if (target.kind === "merkl") return merklCall(target, call, place);
  if (target.kind === "builtin" && !isPureBuiltin(target, call)) {
    return { what: `${[lastName(target), ...call.path].join(".")}()`, place };
  }
  if (target.kind === "package" && isReadingPackage(target, call.path)) {
    const { name, exported } = target.parts;
    const called = [...(/^(?:\*|default)$/.test(exported!) ? [] : [exported]), ...call.path];
    return { what: `${[...called, ""].join(".").slice(0, -1)}() of ${name}`, place };
  }
  if (isTask(target) && /^(?:eval|pipe)?$/.test(call.path.join("."))) {
    return { what: `a Future of ${target.parts.localName ?? target.parts.name}`, place };
  }
  return undefined;
}

/** Whether a package's function reads, as far as names tell. */
function isReadingPackage(node: GraphNode, path: readonly string[]): boolean {
  return packageReads(node.parts.name, path.at(-1) ?? node.parts.exported ?? "default");
}

/** A call in a function of a node of a package's function that is named for reading. */
function namedRead(node: GraphNode): NamedCall | undefined {
  return node.parts.code?.named?.find(({ ref }) => node.targets[ref]!.kind === "package");
}

function findRead(called: GraphNode): Impurity | undefined {
  for (const node of closureOf([called], NONE).nodes) {
    if (node.kind === "builtin" && !isPureBuiltin(node)) {
      return { what: node.parts.name.replace("#", " "), place: called.place() };
    }
    if (node.kind === "package" && isReadingPackage(node, [])) {
      const { name, exported } = node.parts;
      return {
        what: exported === "default" ? name : `${exported} of ${name}`,
        place: called.place(),
      };
    }
    const read = readIn(node, () => true);
    if (read) return read;
  }
  return undefined;
}

/** What functions of a node read themselves, where that counts. */
function readIn(node: GraphNode, counts: (at: Span) => boolean): Impurity | undefined {
  const { code, file } = node.parts;
  const read = code?.bodyReads.find(({ at }) => counts(at));
  if (read) return impurityOf(node, read);
  const named = namedRead(node);
  return named && counts(named.at) ? { what: named.what, place: file?.place(named.at) } : undefined;
}

/** Whether no constructor of a class and of what it extends calls what it makes. */
function mayBeKept(made: GraphNode): boolean {
  const seen = new Set<GraphNode>();
  for (let at = made; !seen.has(at);) {
    seen.add(at);
    const { kept } = at.parts.code ?? {};
    if (!kept) return false;
    if (kept.base !== undefined) at = at.targets[kept.base]!;
  }
  return true;
}

/** Whether a constant is what a function or class has made: using it may run what that gave away. */
function isMade(node: GraphNode): boolean {
  return node.kind === "constant" &&
    node.parts.code!.calls.some((call) =>
      isValueOf(node, call) && targetOf(node, call)?.parts.code?.kept !== undefined
    );
}

/** Whether the result of a call is the value of a constant, as it is. */
function isValueOf({ parts: { binding, code } }: GraphNode, { at, path }: Call): boolean {
  return binding?.kind === "constant" && path.length === 0 && code!.span[0] === at[0] &&
    code!.span[1] === at[1];
}

/** A read as an impurity of the node in which it stands. */
export function impurityOf(node: GraphNode, read: Read): Impurity {
  const what = read.kind === "await" ? "a top-level await" : read.what;
  return { what, env: read.env, place: node.parts.file?.place(read.at) };
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
