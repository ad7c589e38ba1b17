/** What kind of value a name has, as far as the source tells at a glance. */

import { isCall, isFunction, isMember, memberChain, type Node, unwrap } from "./ast.ts";
import type { Binding } from "./scope.ts";
import type { FileBinding } from "./summary.ts";
import { givesNothing, isMeasuring, makesBuiltin } from "./use_rules.ts";

/** What has to be known of names. */
export interface KindNames {
  globalName(identifier: Node): string | undefined;
}

/** The function, class or initialiser that a binding stands for, if it is declared once. */
export function valueOf(binding: Binding): Node | undefined {
  if (binding.declared.length > 1) return undefined;
  const { node } = binding.declared[0]!;
  if (node.type !== "VariableDeclarator") return unwrap(node);
  return node.id.type === "Identifier" && node.init ? unwrap(node.init) : undefined;
}

/** Whether a value has no content, or is an object whose methods are built-in ones. */
export function valueKind(wrapped: Node | undefined, names: KindNames): FileBinding["value"] {
  if (!wrapped) return undefined;
  const node = unwrap(wrapped);
  if (PLAIN.test(node.type)) return "plain";
  switch (node.type) {
    case "ArrayExpression":
    case "RegExpLiteral":
      return "builtin";
    case "ConditionalExpression":
      return weaker(valueKind(node.consequent, names), valueKind(node.alternate, names));
    case "ObjectExpression":
      return node.properties.every(isData) ? "builtin" : undefined;
    case "NewExpression":
      return globalCallee(node, names) === undefined ? undefined : "builtin";
  }
  return isCall(node) ? ofCall(node, names) : undefined;
}

const PLAIN =
  /^(?:(?:Numeric|String|Template|Boolean|Null|BigInt)Literal|UnaryExpression|BinaryExpression)$/;
/** Methods that give lists and iterators of what a list holds. */
const LISTING =
  /^(?:concat|entries|filter|flat|flatMap|keys|map|match|matchAll|slice|split|subarray|to(?:Reversed|Sorted|Spliced)|values|union|difference|intersection|sort|reverse|fill)$/;

function ofCall(node: Node, names: KindNames): FileBinding["value"] {
  const name = globalCallee(node, names);
  if (name !== undefined) {
    if (/^Object\.(?:freeze|seal|preventExtensions)$/.test(name)) {
      return valueKind(node.arguments[0], names);
    }
    if (/^Object\.(?:assign|create|definePropert(?:y|ies)|setPrototypeOf)$/.test(name)) {
      return undefined;
    }
    if (!givesNothing(name)) return "builtin";
    return /^(?:structuredClone|Object\.keys|Date\b)/.test(name) ? "builtin" : "plain";
  }
  const callee = unwrap(node.callee);
  if (!isMember(callee) || callee.computed) return undefined;
  const owner = valueKind(callee.object, names);
  if (owner === undefined) return undefined;
  const method: string = callee.property.name;
  if (isMeasuring(method)) return "plain";
  return LISTING.test(method) ? "builtin" : undefined;
}

function globalCallee(node: Node, names: KindNames): string | undefined {
  const chain = memberChain(node.callee);
  const global = chain && names.globalName(chain.root);
  if (global === undefined) return undefined;
  const name = [global, ...chain!.path].join(".");
  return makesBuiltin(name) ? name : undefined;
}

function isData(property: Node): boolean {
  return property.type === "ObjectProperty" && !property.computed &&
    !isFunction(unwrap(property.value)) && !isName(unwrap(property.value));
}

/** A name may stand for a function. */
function isName(node: Node): boolean {
  return node.type === "Identifier" && node.name !== "undefined";
}

function weaker(a: FileBinding["value"], b: FileBinding["value"]): FileBinding["value"] {
  return a === b ? a : a && b && "builtin";
}
