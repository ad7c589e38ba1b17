/** What a piece of code does that its text does not tell: reads, calls, code that can't be followed. */

import {
  children,
  isFunction,
  isMember,
  keyName,
  literalText,
  memberChain,
  type Node,
  unwrap,
} from "./ast.ts";
import { globalRead, holdsEnvironment, isGlobalObject, isPureGlobal } from "./globals.ts";
import { runsUnnamed } from "./lent_methods.ts";
import type { Call, NamedCall, Odd, Read, Ref } from "./summary.ts";
import { isChanging, packageReads } from "./use_rules.ts";

/** What is found in a piece of code. */
export interface Effects {
  readonly reads: Read[];
  readonly bodyReads: Read[];
  readonly calls: Call[];
  readonly odd: Odd[];
  readonly named?: NamedCall[];
  readonly getters?: true;
}

/** What the walk has to know of names. */
export interface Names {
  /** What every program has and an identifier names (`Math`, `process.env`); undefined for all else. */
  globalName(identifier: Node): string | undefined;
  /** The reference that stands for an expression. */
  resolve(node: Node): Ref | undefined;
  /** The number of a reference in the canonical text. */
  indexOf(ref: Ref): number;
  /** The specifier by which an identifier is imported, unless it's a relative one. */
  packageOf(identifier: Node): string | undefined;
}

/** Code that runs with the node, in a function of it, or in one that is handed to a call, by index. */
type Region = "load" | "body" | number;

/** The effects of code; what stands in functions of it is told apart. */
export function effectsOf(roots: readonly Node[], names: Names): Effects {
  const walk = new EffectWalk(names);
  for (const root of roots) walk.visit(unwrap(root), "load");
  const { named, found, hasGetters } = walk;
  return {
    ...found,
    ...(named.length > 0 ? { named } : {}),
    ...(hasGetters ? { getters: true } : {}),
  };
}

class EffectWalk {
  readonly found = {
    reads: [] as Read[],
    bodyReads: [] as Read[],
    calls: [] as (Call & { inline: boolean })[],
    odd: [] as Odd[],
  };
  readonly named: NamedCall[] = [];
  hasGetters = false;
  /** The call whose arguments are visited. */
  #within = -1;
  /** What is visited is only printed. */
  #printed = false;

  constructor(readonly names: Names) {}

  visit(node: Node, region: Region): void {
    if (isFunction(node)) return this.#function(node, region);
    switch (node.type) {
      case "Identifier":
        if (this.names.globalName(node) === "eval") this.#odd("eval", node);
        this.#chain(node, region);
        return;
      case "MemberExpression":
      case "OptionalMemberExpression":
        if (this.#chain(node, region)) return;
        this.visit(unwrap(node.object), region);
        if (node.computed) this.visit(node.property, region);
        return;
      case "CallExpression":
      case "OptionalCallExpression":
      case "NewExpression":
      case "TaggedTemplateExpression":
        return this.#call(node, region);
      case "ImportExpression":
        if (literalText(node.source) === undefined) this.#odd("computed-import", node);
        break;
      case "AssignmentExpression":
        this.#printed = false;
        break;
      case "AwaitExpression":
        if (region === "load" && !isLiteralImport(unwrap(node.argument))) {
          this.#read({ kind: "await", what: "await", at: [node.start, node.end] }, region);
        }
        break;
      case "ObjectProperty":
        if (isFunction(unwrap(node.value)) && runsUnnamed(node)) this.hasGetters = true;
        if (node.computed) this.visit(node.key, region);
        return this.visit(unwrap(node.value), region);
      case "ClassProperty":
      case "ClassPrivateProperty":
      case "ClassAccessorProperty":
        if (node.computed) this.visit(node.key, region);
        if (node.value) this.visit(unwrap(node.value), node.static ? region : inner(region));
        return;
      case "VariableDeclarator":
        if (node.init && this.#taken(node.id, node.init, region)) return;
        break;
      case "UnaryExpression":
        if (node.operator === "typeof" && this.#isAskedFor(unwrap(node.argument))) return;
        break;
      case "LabeledStatement":
        return this.visit(node.body, region);
      case "BreakStatement":
      case "ContinueStatement":
      case "MetaProperty":
        return;
      case "TSEnumMember":
        if (node.initializer) this.visit(node.initializer, region);
        return;
    }
    for (const child of children(node)) this.visit(unwrap(child), region);
  }

  #function(node: Node, region: Region): void {
    if (node.kind === "get" || (node.key && runsUnnamed(node))) this.hasGetters = true;
    if (node.computed) this.visit(node.key, region);
    const handed = region === "load" && this.#within >= 0;
    if (handed) this.found.calls[this.#within]!.inline = true;
    const body = handed ? this.#within : inner(region);
    const [within, printed] = [this.#within, this.#printed];
    [this.#within, this.#printed] = [-1, false];
    for (const param of node.params as Node[]) this.visit(param, body);
    this.visit(unwrap(node.body), body);
    [this.#within, this.#printed] = [within, printed];
  }

  #call(node: Node, region: Region): void {
    const calleeNode: Node = unwrap(node.callee ?? node.tag);
    const args: readonly Node[] = node.arguments ?? node.quasi.expressions;
    const chain = memberChain(calleeNode);
    const global = chain && this.names.globalName(chain.root);
    if (chain?.path.length === 0 && (global === "eval" || global === "Function")) {
      this.#odd("eval", node);
    }
    const asset = this.names.resolve(node);
    if (asset) return;
    if (chain?.path.length === 0 && global === "require") this.#odd("computed-import", node);
    if (region !== "body") this.#recordCall(node, calleeNode, { args, region });
    else this.#recordName(node, calleeNode);
    const [within, printed] = [this.#within, this.#printed];
    if (region === "load") this.#within = this.found.calls.length - 1;
    // a function of the user's may do more with what it is given
    const isOwn = global === undefined && (!isMember(calleeNode) || calleeNode.computed ||
      isChanging(calleeNode.property.name ?? "") || this.#rootRef(calleeNode));
    this.#printed = global === "console" || (printed && !isOwn);
    if (chain && global !== undefined) {
      const read = globalRead({ root: global, path: chain.path, call: node });
      if (read) this.#read(read, region);
    } else this.visit(calleeNode, region);
    for (const arg of args) this.visit(unwrap(arg), region);
    [this.#within, this.#printed] = [within, printed];
  }

  #recordCall(
    node: Node,
    callee: Node,
    { args, region }: { args: readonly Node[]; region: Region },
  ): void {
    const target = this.#rootRef(callee);
    const given = args.flatMap((arg) => [...this.#handed(unwrap(arg))]);
    this.found.calls.push({
      ref: target?.ref ?? -1,
      path: target?.path ?? [],
      args: [...new Set(given)],
      inline: false,
      ...(typeof region === "number" ? { within: region } : {}),
      at: [node.start, node.end],
    });
  }

  /** The references in an argument, also within lists and objects. */
  *#handed(node: Node): Generator<number> {
    const target = this.#rootRef(node);
    if (target) yield target.ref;
    else if (/^(?:Object|Array|Conditional|Logical)Expression$|^SpreadElement$/.test(node.type)) {
      for (const child of children(node)) yield* this.#handed(unwrap(child));
    } else if (node.type === "ObjectProperty") yield* this.#handed(unwrap(node.value));
  }

  #recordName(node: Node, callee: Node): void {
    const chain = memberChain(callee);
    const name = chain?.path.at(-1);
    const specifier = name === undefined ? undefined : this.names.packageOf(chain!.root);
    if (specifier === undefined || !packageReads(specifier, name!)) return;
    const target = this.#rootRef(callee);
    if (!target || target.path.length === 0) return;
    const what = `${chain!.root.name}.${chain!.path.join(".")}()`;
    this.named.push({ ref: target.ref, what, at: [node.start, node.end] });
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
  #chain(node: Node, region: Region): boolean {
    const chain = memberChain(node);
    const global = chain && this.names.globalName(chain.root);
    if (!chain || global === undefined) return false;
    const read = globalRead({ root: global, path: chain.path, member: node });
    if (read) this.#read(read, region);
    return !hasComputed(node) || isPureGlobal(global);
  }

  /** Whether only the members of a global that a pattern names are taken of it: these are noted. */
  #taken(pattern: Node, wrapped: Node, region: Region): boolean {
    const init = unwrap(wrapped);
    const chain = memberChain(init);
    const root = chain && this.names.globalName(chain.root);
    const paths = pathsOf(pattern);
    if (root === undefined || paths === undefined) return false;
    for (const path of paths) {
      const read = globalRead({ root, path: [...chain!.path, ...path], member: init });
      if (read) this.#read(read, region);
    }
    this.visit(pattern, region);
    return true;
  }

  /** Whether `typeof` asks only whether there is something that every run has. */
  #isAskedFor(node: Node): boolean {
    const name = node.type === "Identifier" ? this.names.globalName(node) : undefined;
    return name !== undefined && (isGlobalObject(name) || holdsEnvironment(name));
  }

  #read(read: Read, region: Region): void {
    if (this.#printed && /^(?:clock|random)$/.test(read.kind)) return;
    (region === "load" ? this.found.reads : this.found.bodyReads).push(read);
  }

  #odd(kind: Odd["kind"], node: Node): void {
    this.found.odd.push({ kind, at: [node.start, node.end] });
  }
}

/** The members that an object pattern names; undefined if it may take others. */
function pathsOf(pattern: Node): string[][] | undefined {
  if (pattern.type !== "ObjectPattern") return undefined;
  const paths: string[][] = [];
  for (const property of pattern.properties as Node[]) {
    const key = property.type === "RestElement" ? undefined : keyName(property);
    if (key === undefined) return undefined;
    const target: Node = property.value.type === "AssignmentPattern"
      ? property.value.left
      : property.value;
    const below = target.type === "Identifier" ? [[]] : pathsOf(target);
    if (below === undefined) return undefined;
    for (const path of below) paths.push([key, ...path]);
  }
  return paths;
}

/** Where code stands in a function that nothing is known to call. */
function inner(region: Region): Region {
  return region === "load" ? "body" : region;
}

function hasComputed(node: Node): boolean {
  for (let at = node; isMember(at); at = unwrap(at.object)) {
    if (at.computed && at.property.type !== "StringLiteral") return true;
  }
  return false;
}

/** Whether an expression is `import("./x.ts")`, which is followed. */
function isLiteralImport(node: Node): boolean {
  return node.type === "ImportExpression" && literalText(node.source) !== undefined;
}
