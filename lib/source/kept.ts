/**
 * What stands in code, but isn't run with it: functions that a function or constant only gives away,
 * methods of what a class makes.
 */

import {
  children,
  contains,
  isCall,
  isFunction,
  isMember,
  isTypeOnly,
  memberChain,
  type Node,
  unwrap,
} from "./ast.ts";
import type { Binding } from "./scope.ts";
import type { KeptCode, Ref, Span } from "./summary.ts";

/** What has to be known of names. */
export interface KeptNames {
  bindingOf(identifier: Node): Binding | undefined;
  resolve(node: Node): Ref | undefined;
  /** The number of a reference in the canonical text. */
  indexOf(ref: Ref): number;
}

/** Nothing if a call may run all that stands in the code. */
export function keptIn(roots: readonly Node[], names: KeptNames): KeptCode | undefined {
  const [root] = roots;
  if (!root || roots.length > 1) return undefined;
  const isClass = root.type.startsWith("Class");
  const kept = isClass ? methodsOf(root) : givenBy(root, names);
  if (!kept || (kept.size === 0 && !isClass)) return undefined;
  const live = new Set<number>();
  const visit = (node: Node): void => {
    if (kept.has(node) || isTypeOnly(node)) return;
    const ref = names.resolve(node);
    if (ref) live.add(names.indexOf(ref));
    else children(node).forEach((child) => visit(unwrap(child)));
  };
  for (const child of children(root)) visit(unwrap(child));
  const base = isClass && root.superClass && names.resolve(unwrap(root.superClass));
  if (isClass && root.superClass && !base) return undefined;
  return {
    spans: [...kept].map(({ start, end }): Span => [start, end]),
    live: [...live],
    ...(base ? { base: names.indexOf(base) } : {}),
  };
}

/** The methods of a class; undefined if making an instance may call one. */
function methodsOf(root: Node): Set<Node> | undefined {
  const kept = new Set<Node>();
  const members = root.body.body as Node[];
  for (const member of members) {
    if (member.decorators?.length > 0 || root.decorators?.length > 0) return undefined;
    const value = member.value && unwrap(member.value);
    if (member.static || isTypeOnly(member)) continue;
    if (isFunction(member)) {
      if (member.kind === "method" && !member.computed) kept.add(member);
      else if (handsThis(member)) return undefined;
    } else if (value && isFunction(value) && !member.computed) kept.add(value);
    else if (handsThis(member)) return undefined;
  }
  return kept;
}

/** Whether code calls a method of `this`, or uses it otherwise than for a member. */
function handsThis(node: Node): boolean {
  const isOwn = (wrapped: Node) => /^(?:ThisExpression|Super)$/.test(unwrap(wrapped).type);
  const search = (node: Node): boolean => {
    if (node.type === "ThisExpression") return true;
    if (isCall(node) || node.type === "TaggedTemplateExpression") {
      const callee = unwrap(node.callee ?? node.tag);
      if (isMember(callee) && isOwn(callee.object)) return true;
    }
    return children(node).some((child) =>
      isMember(node) && child === node.object && isOwn(child) ? false : search(child)
    );
  };
  return search(node);
}

/** Functions that a function only returns, or that are a value, also as members of these. */
function givenBy(root: Node, names: KeptNames): Set<Node> {
  const kept = new Set<Node>();
  const given = new Set<Node>();
  for (const value of isFunction(root) ? returned(root) : [root]) {
    for (const part of partsOf(unwrap(value))) (isFunction(part) ? kept : given).add(part);
  }
  const own = kept.size + given.size === 0 ? [] : namesIn(root, names);
  for (let before = -1; before !== kept.size;) {
    before = kept.size;
    for (const name of own) {
      const fn = functionOf(name);
      if (!fn || !contains(root, fn)) continue;
      const isOnlyGiven = name.refs.every(({ node }) =>
        given.has(node) || contains(fn, node) || [...kept].some((one) => contains(one, node))
      );
      if (isOnlyGiven) kept.add(fn);
    }
  }
  return kept;
}

function namesIn(root: Node, names: KeptNames): Set<Binding> {
  const found = new Set<Binding>();
  const visit = (node: Node): void => {
    const name = node.type === "Identifier" ? names.bindingOf(node) : undefined;
    if (name) found.add(name);
    children(node).forEach(visit);
  };
  visit(root);
  return found;
}

/** Functions and names that are a value, or members of it. */
function* partsOf(node: Node): Generator<Node> {
  if (isFunction(node) || node.type === "Identifier") {
    if (!/^[gs]et$/.test(node.kind ?? "") && !node.computed) yield node;
    return;
  }
  const chain = isCall(node) ? memberChain(node.callee) : undefined;
  const isFrozen = chain?.root.name === "Object" && chain.path.join() === "freeze";
  if (isFrozen && node.arguments[0]) yield* partsOf(unwrap(node.arguments[0]));
  if (node.type === "ObjectProperty") yield* partsOf(unwrap(node.value));
  else if (/^(?:Object|Array)Expression$/.test(node.type)) {
    for (const child of children(node)) yield* partsOf(unwrap(child));
  }
}

/** What a function returns, unless it's async or a generator, whose values aren't what is called. */
function returned(fn: Node): Node[] {
  if (fn.async || fn.generator) return [];
  if (fn.body.type !== "BlockStatement") return [fn.body];
  const found: Node[] = [];
  const search = (node: Node): void => {
    if (isFunction(node)) return;
    if (node.type === "ReturnStatement" && node.argument) found.push(node.argument);
    children(node).forEach(search);
  };
  search(fn.body);
  return found;
}

function functionOf({ kind, declared }: Binding): Node | undefined {
  const [{ node } = { node: undefined }, ...more] = declared;
  if (!node || more.length > 0) return undefined;
  if (kind === "function") return node;
  const init = kind === "const" && node.id?.type === "Identifier" && node.init && unwrap(node.init);
  return init && isFunction(init) ? init : undefined;
}
