/** What a piece of code does with what it refers to. */

import { children, isCall, isFunction, isMember, keyName, type Node, unwrap } from "./ast.ts";
import type { FileContext } from "./file_context.ts";
import { isInside } from "./inside.ts";
import { LOAD, Moments } from "./moments.ts";
import type { Binding } from "./scope.ts";
import type { CodeUses } from "./use_types.ts";
import { Notes } from "./use_notes.ts";
import { UseWalk } from "./uses.ts";
import { ValueFlow } from "./value_flow.ts";

/** Where the code stands. */
export interface UsePlace {
  readonly context: FileContext;
  /** The index of the reference that stands for an expression; -1 if none does. */
  refOf(node: Node): number;
}

/** The uses in trees that are hashed as one. */
export function usesOf(roots: readonly Node[], place: UsePlace): CodeUses {
  const { walk, notes, flow, declares } = walker(roots, place);
  for (const root of roots) {
    if (/Statement$/.test(root.type)) walk.visit(root, LOAD);
    else walk.visitValue(root);
  }
  const value = flow.ofAll(roots.map((r) => r.type === "VariableDeclarator" ? r.init : r));
  const paramsOf = (fn: Node | undefined) => {
    const params = new Map<Binding, number>();
    (fn?.params as Node[] | undefined ?? []).forEach((param, i) => {
      for (const name of boundNames(param)) {
        const binding = declares(name);
        if (binding) params.set(binding, i);
      }
    });
    return params;
  };
  const fn = roots.length === 1 ? calledBy(roots[0]!) : undefined;
  const isMaker = fn !== undefined && fn !== roots[0];
  const uses = {
    ...notes.finish(value, { of: paramsOf(fn), mayKeep: isMaker }),
    ...memberWrites(roots, (member) => notes.writes(paramsOf(member))),
  };
  if (!isMaker || !handsItselfOn(fn)) return uses;
  return { ...uses, dirty: (fn.params as Node[]).map((_, i) => i) };
}

/** What the functions of an object or class give members of their parameters other values. */
function memberWrites(
  roots: readonly Node[],
  writesOf: (member: Node) => readonly number[],
): Pick<CodeUses, "memberWrites"> {
  const found = roots.flatMap((root) => namedFunctions(root))
    .map(([name, member]) => [name, writesOf(member)] as const)
    .filter(([, writes]) => writes.length > 0);
  return found.length > 0 ? { memberWrites: Object.fromEntries(found) } : {};
}

function namedFunctions(root: Node): [string, Node][] {
  const node = root.type === "VariableDeclarator" ? root.init && unwrap(root.init) : root;
  const members: readonly Node[] = node?.type === "ObjectExpression"
    ? node.properties
    : node?.type.startsWith("Class")
    ? node.body.body
    : [];
  return members.flatMap((member) => {
    const fn = isFunction(member) ? member : member.value && unwrap(member.value);
    const name = fn && isFunction(fn) && member.key ? keyName(member) : undefined;
    return name === undefined ? [] : [[name, fn] as [string, Node]];
  });
}

/** The function that is run by a call: of a class its constructor. */
function calledBy(root: Node): Node | undefined {
  if (isFunction(root)) return root;
  if (!root.type.startsWith("Class")) return undefined;
  return (root.body.body as Node[]).find((member) => member.kind === "constructor");
}

/** Whether a constructor calls something that may change what it has kept. */
function handsItselfOn(node: Node): boolean {
  if (node.type === "Super") return true;
  if (isCall(node) && isMember(unwrap(node.callee))) {
    if (unwrap(unwrap(node.callee).object).type === "ThisExpression") return true;
  }
  return [...children(node)].some(handsItselfOn);
}

/** What is done, in a function or statement, with the names that it declares. */
export function notesOf(root: Node, place: UsePlace): { notes: Notes; moments: Moments } {
  const { walk, notes, moments } = walker([root], place);
  if (isFunction(root)) walk.visit(root.body, LOAD);
  else walk.visit(root, LOAD);
  return { notes, moments };
}

function walker(roots: readonly Node[], { context, refOf }: UsePlace) {
  const local = (binding: Binding | undefined) =>
    binding && roots.some((root) => isInside(binding, root)) ? binding : undefined;
  const globalName = (identifier: Node) => context.globalName(identifier);
  const declares = (name: Node) => local(context.scopes.declaredBy.get(name));
  const flow = new ValueFlow({
    globalName,
    refOf,
    localOf: (identifier) => local(context.bindingOf(identifier)),
  });
  const notes = new Notes();
  const moments = new Moments(roots, flow.names);
  const walk = new UseWalk({ flow, notes, moments, declares, globalName });
  return { walk, notes, flow, moments, declares };
}

function boundNames(pattern: Node | null): Node[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern];
    case "ArrayPattern":
      return pattern.elements.flatMap(boundNames);
    case "ObjectPattern":
      return pattern.properties.flatMap((p: Node) => boundNames(p.value ?? p.argument));
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "RestElement":
      return boundNames(pattern.argument);
    case "TSParameterProperty":
      return boundNames(pattern.parameter);
    default:
      return [];
  }
}
