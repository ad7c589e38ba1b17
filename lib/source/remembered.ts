/** Variables in which one function keeps what it has computed: `model ??= load()`. */

import { children, contains, isTypeOnly, type Node, unwrap } from "./ast.ts";
import type { FileContext } from "./file_context.ts";
import { isInside } from "./inside.ts";
import type { Binding } from "./scope.ts";
import { valueOf } from "./value_kind.ts";

/**
 * Whether a variable of the module is empty until its one assignment fills it, once, in a function,
 * with what doesn't depend on how that is called: whoever has the function in its key has the value.
 */
export function isRemembered(binding: Binding, context: FileContext): boolean {
  const [{ node: declarator } = { node: undefined }, ...more] = binding.declared;
  if (declarator?.type !== "VariableDeclarator" || more.length > 0) return false;
  if (declarator.id.type !== "Identifier" || !isNothing(declarator.init)) return false;
  const [write, ...others] = binding.refs.filter(({ usage }) => usage === "write");
  const fn = write?.scope.fn;
  if (!fn || others.length > 0) return false;
  const is = (node: Node) => {
    const inner = unwrap(node);
    return inner.type === "Identifier" && context.bindingOf(inner) === binding;
  };
  const way = wayTo(write.node, fn);
  const at = way.findLast((node) => node.type === "AssignmentExpression");
  if (!at || !is(at.left)) return false;
  const isFirst = /^(?:\?\?|\|\|)=$/.test(at.operator) ||
    (at.operator === "=" && way.some((node, i) => isGuard(node, way[i + 1], is)));
  return isFirst && !dependsOnCall(at.right, context);
}

/** The nodes from a function down to one in it. */
function wayTo(node: Node, from: Node): Node[] {
  const way = [from];
  for (let at: Node | undefined = from; at && at !== node;) {
    at = children(at).find((child) => contains(child, node));
    if (at) way.push(at);
  }
  return way;
}

/** Whether what stands next on the way runs only while a variable is empty. */
function isGuard(node: Node, next: Node | undefined, is: (node: Node) => boolean): boolean {
  switch (node.type) {
    case "IfStatement":
      return next === node.consequent && asks(node.test, "===", is);
    case "LogicalExpression":
      return /^(?:\?\?|\|\|)$/.test(node.operator) && next === node.right && is(node.left);
    case "BlockStatement": {
      const before = (node.body as Node[]).slice(0, node.body.indexOf(next));
      return before.some((one) =>
        one.type === "IfStatement" && asks(one.test, "!==", is) && returns(one.consequent)
      );
    }
    default:
      return false;
  }
}

/** Whether a condition holds if a variable is empty, or if it is not. */
function asks(wrapped: Node, how: "===" | "!==", is: (node: Node) => boolean): boolean {
  const test = unwrap(wrapped);
  if (test.type === "UnaryExpression") {
    return how === "===" && test.operator === "!" && is(test.argument);
  }
  if (test.type !== "BinaryExpression") return how === "!==" && is(test);
  return (test.operator === how || test.operator === how.slice(0, 2)) && is(test.left) &&
    isNothing(test.right);
}

function returns(node: Node): boolean {
  return node.type === "ReturnStatement" ||
    (node.type === "BlockStatement" && node.body.at(-1)?.type === "ReturnStatement");
}

function isNothing(node: Node | null | undefined): boolean {
  const inner = node && unwrap(node);
  return !inner || inner.type === "NullLiteral" ||
    (inner.type === "Identifier" && inner.name === "undefined");
}

/** Whether a value may be another one in another call of the function in which it is computed. */
function dependsOnCall(value: Node, context: FileContext): boolean {
  const stack = [value];
  const seen = new Set<Binding>();
  for (let wrapped = stack.pop(); wrapped; wrapped = stack.pop()) {
    const node = unwrap(wrapped);
    if (isTypeOnly(node)) continue;
    if (node.type === "ThisExpression" || node.name === "arguments") return true;
    const name = node.type === "Identifier" ? context.bindingOf(node) : undefined;
    if (name && name.scope !== context.scopes.module && !isInside(name, value) && !seen.has(name)) {
      const init = name.kind === "const" ? valueOf(name) : undefined;
      if (!init) return true;
      seen.add(name);
      stack.push(init);
    }
    stack.push(...children(node));
  }
  return false;
}
