/** What running code may change: its uses of names, judged by what they stand for in the graph. */

import type { GraphNode } from "./graph_node.ts";
import { isPureBuiltin } from "./purity.ts";
import type { CodeUses, GlobalChange, Use } from "./use_types.ts";
import { isTask } from "./task_node.ts";
import { isReading } from "./use_rules.ts";

/** What some code may do when it's run. */
export interface Effect {
  /** What it may change, or give another value. */
  readonly changed: Set<GraphNode>;
  /** Of that, what is changed with all that it holds. */
  readonly deep: Set<GraphNode>;
  /** Of that, what surely has a state: what is only handed to packages is left out. */
  readonly stateful: Set<GraphNode>;
  /** Functions, and what may hold some, that it may call at any depth. */
  readonly ran: Set<GraphNode>;
  /** What may hold something after it. */
  readonly links: (readonly [holder: GraphNode, held: GraphNode])[];
  readonly globals: { readonly node: GraphNode; readonly change: GlobalChange }[];
}

/** Tells what code may do; remembers it of functions. */
export class Effects {
  readonly #called = new Map<GraphNode, Effect>();
  readonly #sameBoxes = new Map<string, GraphNode>();

  /** What evaluating a node does: what stands in functions that aren't run with it is left out. */
  ofLoad(node: GraphNode): Effect {
    const effect = newEffect();
    const called = new Set<GraphNode>();
    this.#judge(node, effect, { all: false, called });
    for (const target of called) this.#add(effect, this.ofCall(target));
    return effect;
  }

  /** What calling something may do, functions that it names included. */
  ofCall(called: GraphNode): Effect {
    const known = this.#called.get(called);
    if (known) return known;
    const effect = newEffect();
    this.#called.set(called, effect);
    const queue = [called];
    effect.ran.add(called);
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      this.#judge(node, effect, { all: true, called: new Set() });
      for (const target of node.targets) {
        if (effect.ran.has(target) || target.kind === "merkl" || isTask(target)) continue;
        effect.ran.add(target);
        queue.push(target);
      }
    }
    return effect;
  }

  /** One node for all names of a package: changing one may change another. */
  boxOf(node: GraphNode): GraphNode {
    if (node.kind !== "package") return node;
    let box = this.#sameBoxes.get(node.parts.name);
    if (!box) this.#sameBoxes.set(node.parts.name, box = node);
    return box;
  }

  #judge(
    node: GraphNode,
    effect: Effect,
    how: { readonly all: boolean; readonly called: Set<GraphNode> },
  ): void {
    const { code } = node.parts;
    if (!code) return;
    const isNow = ({ when }: { readonly when?: Use["when"] | undefined }) =>
      when === undefined ||
      (when === "body" ? how.all : !runsLater(node.targets[when[0]]!, when[1]));
    for (const use of code.uses ?? []) {
      if (!isNow(use)) continue;
      if (use.via !== undefined && isLater(node.targets[use.via]!)) continue;
      this.#use(node, use, { effect, called: how.called });
    }
    for (const [holder, held] of code.links ?? []) {
      effect.links.push([node.targets[holder]!, node.targets[held]!]);
    }
    for (const change of code.globals ?? []) {
      const { to } = change;
      const isMeant = to === undefined || mayWriteArgument(node.targets[to[0]]!, to[1]);
      if (isMeant && isNow(change)) effect.globals.push({ node, change });
    }
    if (how.all) return;
    for (const target of node.targets) if (target.parts.code?.getters) how.called.add(target);
  }

  #use(
    node: GraphNode,
    use: Use,
    { effect, called }: { effect: Effect; called: Set<GraphNode> },
  ): void {
    const target = node.targets[use.ref]!;
    const callee = typeof use.to === "number" ? node.targets[use.to]! : undefined;
    const change = () => {
      effect.changed.add(this.boxOf(target));
      if (!use.direct || !/^(?:class|function)$/.test(target.kind)) effect.deep.add(target);
      if (callee?.kind !== "package") effect.stateful.add(target);
    };
    if (use.how === "assign" || (use.how === "change" && !NO_CONTENT.has(target.kind))) {
      return change();
    }
    if (FIXED.has(target.kind) || isTask(target)) return;
    const isHanded = use.how === "hand";
    if (isHanded && callee && !mayChangeHanded(callee, use)) return;
    switch (target.kind) {
      case "function":
      case "class": {
        const isChanged = isHanded
          ? callee !== undefined && mayWriteArgument(callee, use.arg, true)
          : target.kind === "class" && use.method !== undefined;
        if (isChanged) change();
        return void called.add(target);
      }
      case "package":
      case "import":
      case "unknown":
        if (!isHanded && use.alone) change();
        return;
    }
    const { value, members } = target.parts.binding ?? {};
    if (value === "plain") return;
    if (isHanded) {
      if (use.to === "builtin") return;
    } else if (use.method !== undefined && isReading(use.method)) {
      if (value === "builtin" && !Object.hasOwn(members ?? {}, use.method)) return;
    }
    change();
    called.add(target);
  }

  #add(effect: Effect, other: Effect): void {
    for (const node of other.changed) effect.changed.add(node);
    for (const node of other.deep) effect.deep.add(node);
    for (const node of other.stateful) effect.stateful.add(node);
    for (const node of other.ran) effect.ran.add(node);
    effect.links.push(...other.links);
    effect.globals.push(...other.globals);
  }
}

/** What has no members that code of users can change. */
const NO_CONTENT: ReadonlySet<GraphNode["kind"]> = new Set(["builtin", "merkl", "opaque"]);

/** What has no content, or none that functions of users change. */
export const FIXED: ReadonlySet<GraphNode["kind"]> = new Set([
  "asset",
  "builtin",
  "enum",
  "merkl",
  "opaque",
]);

function newEffect(): Effect {
  return {
    changed: new Set(),
    deep: new Set(),
    stateful: new Set(),
    ran: new Set(),
    links: [],
    globals: [],
  };
}

/** Whether functions that are handed to it are run in tasks, and what it gives holds nothing. */
export function isLater(node: GraphNode): boolean {
  return node.kind === "merkl" || isTask(node);
}

/** Functions by which packages are told what to test. */
const TESTING = /^(?:(?:after|before)(?:All|Each)?|bench|describe|it|suite|test)$/;

/** Whether a function that something is called with is not run by that call. */
export function runsLater(callee: GraphNode, arg: number | undefined): boolean {
  if (/^(?:builtin|package)$/.test(callee.kind) && TESTING.test(callee.parts.exported ?? "")) {
    return true;
  }
  return isLater(callee) || (arg !== undefined && !mayChangeArgument(callee, arg));
}

/** Whether a call of something may change, keep or call what it's given as an argument. */
export function mayChangeArgument(callee: GraphNode, arg: number | undefined): boolean {
  if (isLater(callee)) return false;
  if (callee.kind === "builtin") return isChangingBuiltin(callee);
  if (!isCode(callee) || arg === undefined) return true;
  return isPassedTo(callee, arg, (at, param) => {
    if (isLater(at)) return false;
    if (at.kind === "builtin") return isChangingBuiltin(at);
    return !isCode(at) || at.parts.code!.dirty?.includes(param) === true;
  });
}

/** Whether a call of something may change what it's handed, itself or each of what it holds. */
export function mayChangeHanded(
  callee: GraphNode,
  { arg, each, member }: {
    readonly arg?: number | undefined;
    readonly each?: boolean;
    readonly member?: string | undefined;
  },
): boolean {
  if (member !== undefined) {
    return callee.parts.code?.memberWrites?.[member]?.includes(arg!) === true;
  }
  return each ? mayWriteArgument(callee, arg) : mayChangeArgument(callee, arg);
}

/**
 * Whether a call of something gives members of an argument other values.
 * @param unsure Or hands it to what may do so
 */
export function mayWriteArgument(
  callee: GraphNode,
  arg: number | undefined,
  unsure = false,
): boolean {
  if (callee.kind === "builtin") return isInherits(callee);
  if (!isCode(callee)) return false;
  const of = ({ writes = [], lends = [] }: CodeUses) => unsure ? [...writes, ...lends] : writes;
  if (arg === undefined) return of(callee.parts.code!).length > 0;
  return isPassedTo(callee, arg, (at, param) => of(at.parts.code ?? {}).includes(param));
}

/** Whether an argument of a function is handed on, at any depth, to a parameter that fulfils something. */
function isPassedTo(
  callee: GraphNode,
  arg: number,
  fulfils: (callee: GraphNode, param: number) => boolean,
): boolean {
  const seen = new Set<string>();
  const queue = [{ at: callee, given: arg }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { at } = next;
    const { code, binding, name } = at.parts;
    const params = binding?.fn?.params;
    const param = params?.at(-1)?.rest ? Math.min(next.given, params.length - 1) : next.given;
    const key = `${name} ${code?.span[0]} ${param}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (fulfils(at, param)) return true;
    for (const [from, ref, given] of isCode(at) ? code?.passes ?? [] : []) {
      if (from === param) queue.push({ at: at.targets[ref]!, given });
    }
  }
  return false;
}

function isChangingBuiltin(callee: GraphNode): boolean {
  return !isPureBuiltin(callee) || isInherits(callee);
}

/** `inherits()` of `node:util`. */
function isInherits({ kind, parts: { name, exported } }: GraphNode): boolean {
  return kind === "builtin" && /^(?:node:)?util\b/.test(name) && exported === "inherits";
}

function isCode({ kind, parts }: GraphNode): boolean {
  return /^(?:function|class)$/.test(kind) && parts.code !== undefined;
}
