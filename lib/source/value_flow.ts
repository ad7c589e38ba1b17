/** What a value may hold: names from which its parts came. */

import { children, isCall, isFunction, isMember, memberChain, type Node, unwrap } from "./ast.ts";
import type { Binding } from "./scope.ts";
import { givesNothing, isMeasuring } from "./use_rules.ts";

/** A name within a piece of code, or the index of one of its references. */
export type Atom = Binding | number;

/** The names, and through the result of which call each came: index of a reference, or `DIRECT`. */
export type Flow = ReadonlyMap<Atom, number>;

/** Not through a call of something that is referred to. */
export const DIRECT = -1;

/** What has to be known of names. */
export interface AtomNames {
  /** What every program has and an identifier names. */
  globalName(identifier: Node): string | undefined;
  /** The index of the reference that stands for an expression; -1 if none does. */
  refOf(node: Node): number;
  /** The name within the code that an identifier uses. */
  localOf(identifier: Node): Binding | undefined;
}

/** Of what holds nothing. */
export const NOTHING: Flow = new Map();

const EMPTY = new Set([
  "BigIntLiteral",
  "BooleanLiteral",
  "MetaProperty",
  "NullLiteral",
  "NumericLiteral",
  "RegExpLiteral",
  "StringLiteral",
  "Super",
  "TemplateLiteral",
  "ThisExpression",
  "UnaryExpression",
  "UpdateExpression",
]);

/** Tells what values may hold; remembers it. */
export class ValueFlow {
  readonly #known = new Map<Node, Flow>();

  constructor(readonly names: AtomNames) {}

  /** What the value of an expression may hold; of a function, what it may return. */
  of(wrapped: Node | null | undefined): Flow {
    if (!wrapped) return NOTHING;
    const node = unwrap(wrapped);
    let flow = this.#known.get(node);
    if (!flow) this.#known.set(node, flow = this.#find(node));
    return flow;
  }

  /** What any of some values may hold. */
  ofAll(nodes: readonly (Node | null | undefined)[]): Flow {
    return union(nodes.map((node) => this.of(node)));
  }

  #find(node: Node): Flow {
    const ref = this.names.refOf(node);
    if (ref >= 0) return new Map([[ref, DIRECT]]);
    if (isFunction(node)) return this.ofAll(returned(node));
    if (EMPTY.has(node.type)) return NOTHING;
    switch (node.type) {
      case "Identifier": {
        const local = this.names.localOf(node);
        return local ? new Map([[local, DIRECT]]) : NOTHING;
      }
      case "MemberExpression":
      case "OptionalMemberExpression":
        return !node.computed && /^(?:length|size|byteLength)$/.test(node.property.name)
          ? NOTHING
          : this.of(node.object);
      case "BinaryExpression":
        return NOTHING;
      case "AssignmentExpression":
        return /^(?:=|\|\|=|&&=|\?\?=)$/.test(node.operator)
          ? this.ofAll([node.left, node.right])
          : NOTHING;
      case "SequenceExpression":
        return this.of(node.expressions.at(-1));
      case "ConditionalExpression":
        return this.ofAll([node.consequent, node.alternate]);
      case "ObjectProperty":
        return this.of(node.value);
      case "NewExpression":
      case "TaggedTemplateExpression":
        return this.#call(node);
    }
    return isCall(node) ? this.#call(node) : this.ofAll([...children(node)]);
  }

  #call(node: Node): Flow {
    const callee = unwrap(node.callee ?? node.tag);
    const args: readonly Node[] = node.arguments ?? node.quasi.expressions;
    const chain = memberChain(callee);
    const global = chain && this.names.globalName(chain.root);
    if (global !== undefined) {
      const name = [global, ...chain!.path].join(".");
      return givesNothing(name) ? NOTHING : this.ofAll(args);
    }
    const ref = this.names.refOf(callee);
    if (ref >= 0) return through(union([this.ofAll(args), new Map([[ref, DIRECT]])]), ref);
    if (isMember(callee) && !callee.computed && isMeasuring(callee.property.name)) return NOTHING;
    const all = this.ofAll([callee, ...args]);
    const only = isMember(callee) ? this.names.refOf(unwrap(callee.object)) : -1;
    return only >= 0 ? through(all, only) : all;
  }
}

function union(flows: readonly Flow[]): Flow {
  const full = flows.filter((flow) => flow.size > 0);
  if (full.length < 2) return full[0] ?? NOTHING;
  const all = new Map(full[0]);
  for (const flow of full.slice(1)) {
    for (const [atom, via] of flow) {
      all.set(atom, all.has(atom) && all.get(atom) !== via ? DIRECT : via);
    }
  }
  return all;
}

/** A flow that goes through the result of a call as well. */
function through(flow: Flow, ref: number): Flow {
  return new Map([...flow].map(([atom, via]) => [atom, via === DIRECT ? ref : via]));
}

/** The expressions that a function returns or yields, functions within aside. */
function returned(fn: Node): Node[] {
  if (fn.body.type !== "BlockStatement") return [fn.body];
  const found: Node[] = [];
  const search = (node: Node): void => {
    if (isFunction(node)) return;
    if (/^(?:Return|Yield)/.test(node.type) && node.argument) found.push(node.argument);
    for (const child of children(node)) search(child);
  };
  search(fn.body);
  return found;
}
