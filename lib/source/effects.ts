/** What a piece of code does that its text does not tell: reads, calls, code that can't be followed. */

import { children, isFunction, isMember, memberChain, type Node, unwrap } from "./ast.ts";
import { globalRead, isPureGlobal } from "./globals.ts";
import type { Call, Odd, Read, Ref } from "./summary.ts";

/** What is found in a piece of code. */
export interface Effects {
  readonly reads: Read[];
  readonly bodyReads: Read[];
  readonly calls: Call[];
  readonly odd: Odd[];
}

/** What the walk has to know of names. */
export interface Names {
  /** What every program has and an identifier names (`Math`, `process.env`); undefined for all else. */
  globalName(identifier: Node): string | undefined;
  /** The reference that stands for an expression. */
  resolve(node: Node): Ref | undefined;
  /** The number of a reference in the canonical text. */
  indexOf(ref: Ref): number;
}

/** The effects of code; what stands in functions of it is told apart. */
export function effectsOf(roots: readonly Node[], names: Names): Effects {
  const walk = new EffectWalk(names);
  for (const root of roots) walk.visit(unwrap(root), false);
  return walk.found;
}

class EffectWalk {
  readonly found: Effects = { reads: [], bodyReads: [], calls: [], odd: [] };

  constructor(readonly names: Names) {}

  visit(node: Node, inFunction: boolean): void {
    if (isFunction(node)) return this.#function(node, inFunction);
    switch (node.type) {
      case "Identifier":
        this.#chain(node, inFunction);
        return;
      case "MemberExpression":
      case "OptionalMemberExpression":
        if (this.#chain(node, inFunction)) return;
        this.visit(unwrap(node.object), inFunction);
        if (node.computed) this.visit(node.property, inFunction);
        return;
      case "CallExpression":
      case "OptionalCallExpression":
      case "NewExpression":
      case "TaggedTemplateExpression":
        return this.#call(node, inFunction);
      case "ImportExpression":
        if (node.source.type !== "StringLiteral") this.#odd("computed-import", node);
        break;
      case "AwaitExpression":
        if (!inFunction && !isLiteralImport(unwrap(node.argument))) {
          this.#read({ kind: "await", what: "await", at: [node.start, node.end] }, false);
        }
        break;
      case "ObjectProperty":
        if (node.computed) this.visit(node.key, inFunction);
        return this.visit(unwrap(node.value), inFunction);
      case "ClassProperty":
      case "ClassPrivateProperty":
      case "ClassAccessorProperty":
        if (node.computed) this.visit(node.key, inFunction);
        if (node.value) this.visit(unwrap(node.value), inFunction || !node.static);
        return;
      case "LabeledStatement":
        return this.visit(node.body, inFunction);
      case "BreakStatement":
      case "ContinueStatement":
      case "MetaProperty":
        return;
      case "TSEnumMember":
        if (node.initializer) this.visit(node.initializer, inFunction);
        return;
    }
    for (const child of children(node)) this.visit(unwrap(child), inFunction);
  }

  #function(node: Node, inFunction: boolean): void {
    if (node.computed) this.visit(node.key, inFunction);
    for (const param of node.params as Node[]) this.visit(param, true);
    this.visit(unwrap(node.body), true);
  }

  #call(node: Node, inFunction: boolean): void {
    const calleeNode: Node = unwrap(node.callee ?? node.tag);
    const args: readonly Node[] = node.arguments ?? node.quasi.expressions;
    const chain = memberChain(calleeNode);
    const global = chain && this.names.globalName(chain.root);
    if (chain?.path.length === 0 && (global === "eval" || global === "Function")) {
      this.#odd("eval", node);
    }
    const asset = this.names.resolve(node);
    if (asset) return;
    if (chain && global !== undefined) {
      const read = globalRead({ root: global, path: chain.path, call: node });
      if (read) this.#read(read, inFunction);
    } else this.visit(calleeNode, inFunction);
    if (!inFunction) this.#recordCall(node, calleeNode, args);
    for (const arg of args) this.visit(unwrap(arg), inFunction);
  }

  #recordCall(node: Node, callee: Node, args: readonly Node[]): void {
    const given: number[] = [];
    for (const arg of args) {
      const target = this.#rootRef(unwrap(arg.type === "SpreadElement" ? arg.argument : arg));
      if (target) given.push(target.ref);
    }
    const target = this.#rootRef(callee);
    this.found.calls.push({
      ref: target?.ref ?? -1,
      path: target?.path ?? [],
      args: given,
      inline: args.some((arg) => isFunction(unwrap(arg))) || isFunction(callee),
      at: [node.start, node.end],
    });
  }

  /** The reference at the root of `a.b.c`, and the names after it. */
  #rootRef(node: Node): { ref: number; path: string[] } | undefined {
    const path: string[] = [];
    let at = node;
    while (true) {
      const ref = this.names.resolve(at);
      if (ref) return { ref: this.names.indexOf(ref), path };
      if (!isMember(at)) return undefined;
      path.unshift(at.computed ? "*" : at.property.name ?? "*");
      at = unwrap(at.object);
    }
  }

  /** Notes the use of a global; whether the expression was one. */
  #chain(node: Node, inFunction: boolean): boolean {
    const chain = memberChain(node);
    const global = chain && this.names.globalName(chain.root);
    if (!chain || global === undefined) return false;
    const read = globalRead({ root: global, path: chain.path, member: node });
    if (read) this.#read(read, inFunction);
    return !hasComputed(node) || isPureGlobal(global);
  }

  #read(read: Read, inFunction: boolean): void {
    (inFunction ? this.found.bodyReads : this.found.reads).push(read);
  }

  #odd(kind: Odd["kind"], node: Node): void {
    this.found.odd.push({ kind, at: [node.start, node.end] });
  }
}

function hasComputed(node: Node): boolean {
  for (let at = node; isMember(at); at = unwrap(at.object)) {
    if (at.computed && at.property.type !== "StringLiteral") return true;
  }
  return false;
}

/** Whether an expression is `import("./x.ts")`, which is followed. */
function isLiteralImport(node: Node): boolean {
  return node.type === "ImportExpression" && node.source.type === "StringLiteral";
}
