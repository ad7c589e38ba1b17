/** How names come to stand for what expressions name, and which call ends a statement. */

import { isMember, type Node, unwrap } from "./ast.ts";
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

/** Whether the first parameter of a callback is what the callback has made so far. */
export function isFold(callee: Node): boolean {
  return isMember(callee) && !callee.computed && /^reduce(?:Right)?$/.test(callee.property.name);
}

/** To which function a method hands each of what it's called on, if it's given one by name. */
export function givenEach(
  method: string,
  callback: Node | undefined,
  names: AtomNames,
): { readonly to: number; readonly arg: number; readonly each: true } | undefined {
  const arg = itemParam(method);
  const to = callback && arg !== undefined ? names.refOf(unwrap(callback)) : -1;
  return to < 0 ? undefined : { to, arg: arg!, each: true };
}

/** What gives the value of a statement that nothing takes. */
export function lastEvaluated(wrapped: Node): Node {
  const node = unwrap(wrapped);
  if (/^(?:Await|Unary)Expression$/.test(node.type)) return lastEvaluated(node.argument);
  if (node.type === "LogicalExpression") return lastEvaluated(node.right);
  return node;
}
