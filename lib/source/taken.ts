/** How names come to stand for what expressions name, and which call ends a statement. */

import { isMember, memberChain, type Node, unwrap } from "./ast.ts";
import type { Taken } from "./use_notes.ts";
import { itemParam } from "./use_rules.ts";
import type { AtomNames } from "./value_flow.ts";

/** Whether what is bound to an expression is but another name for what that names. */
export function takenBy(wrapped: Node | null | undefined): Taken | undefined {
  const node = wrapped && unwrap(wrapped);
  switch (node?.type) {
    case "Identifier":
    case "MemberExpression":
    case "OptionalMemberExpression":
      return "alias";
    case "ConditionalExpression":
      return takenBy(node.consequent) ?? takenBy(node.alternate);
    case "LogicalExpression":
      return takenBy(node.left) ?? takenBy(node.right);
    default:
      return undefined;
  }
}

/** The name of what all programs share, if an expression is one: `Array.prototype`. */
export function sharedName(
  node: Node,
  { globalName }: { globalName(identifier: Node): string | undefined },
): string | undefined {
  const chain = memberChain(node);
  const global = chain && globalName(chain.root);
  if (global === undefined || /^(?:undefined|NaN|Infinity)$/.test(global)) return undefined;
  return [global, ...chain!.path].join(".");
}

/** As which argument of a call one is given; undefined behind a spread one. */
export function positionOf(i: number, call: Node): number | undefined {
  // before those in a template stand its texts
  if (call.type === "TaggedTemplateExpression") return i + 1;
  const before = (call.arguments as Node[]).slice(0, i + 1);
  return before.some((arg) => arg.type === "SpreadElement") ? undefined : i;
}

/** Whether the first parameter of a callback is what the callback has made so far. */
export function isFold(callee: Node): boolean {
  return isMember(callee) && !callee.computed && /^reduce(?:Right)?$/.test(callee.property.name);
}

/** To what each of something is handed. */
export interface GivenEach {
  readonly to: number;
  readonly member?: string;
  readonly arg: number;
  readonly each: true;
}

/** To which function a method hands each of what it's called on, if it's given one by name. */
export function givenEach(
  method: string,
  callback: Node | undefined,
  names: AtomNames,
): GivenEach | undefined {
  const arg = itemParam(method);
  if (!callback || arg === undefined) return undefined;
  const node = unwrap(callback);
  const to = names.refOf(node);
  if (to >= 0) return { to, arg, each: true };
  if (!isMember(node) || node.computed) return undefined;
  const owner = names.refOf(unwrap(node.object));
  return owner < 0 ? undefined : { to: owner, member: node.property.name, arg, each: true };
}

/** What gives the value of a statement that nothing takes. */
export function lastEvaluated(wrapped: Node): Node {
  const node = unwrap(wrapped);
  if (/^(?:Await|Unary)Expression$/.test(node.type)) return lastEvaluated(node.argument);
  if (node.type === "LogicalExpression") return lastEvaluated(node.right);
  return node;
}
