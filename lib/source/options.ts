/** What is handed to calls, as far as it may be a task's function or its options. */

import { isFunction, isMember, keyName, memberChain, type Node, unwrap } from "./ast.ts";
import { type FileContext, spanOf } from "./file_context.ts";
import { functionInfo } from "./signature.ts";
import type { Arg, NamedArg, ObjectArg } from "./summary.ts";

/** Options whose values matter here. */
const LOOKED_AT = new Set(["argSerializers", "deps", "outs"]);

/** Reads an object literal that has options of a task in it; undefined if it is none. */
export function readOptions(value: Node, context: FileContext): ObjectArg | undefined {
  if (value.type !== "ObjectExpression") return undefined;
  const isOptions = (value.properties as Node[]).some((p) =>
    p.type === "SpreadElement" || p.computed || LOOKED_AT.has(keyName(p) ?? "")
  );
  return isOptions ? objectArg(value, context, LOOKED_AT) : undefined;
}

/** An argument of a call. */
export function readArg(wrapped: Node, context: FileContext): Arg {
  const value = unwrap(wrapped);
  if (value.type === "ObjectExpression") return readOptions(value, context) ?? OTHER;
  return readPart(value, context);
}

const OTHER: Arg = { kind: "other" };

function readPart(wrapped: Node, context: FileContext): Arg {
  const value = unwrap(wrapped);
  if (isFunction(value)) return functionArg(value, context);
  if (value.type === "ObjectExpression") return objectArg(value, context);
  if (value.type === "ArrayExpression") return listArg(value, context);
  return namedArg(value, context) ?? OTHER;
}

function functionArg(fn: Node, context: FileContext): Arg {
  const node = context.codeNode([{ node: fn }], spanOf(fn));
  return { kind: "function", node, fn: functionInfo(fn, context.text) };
}

/** A name, or a member of one, that the file declares; undefined for anything else. */
export function namedArg(wrapped: Node, context: FileContext): NamedArg | undefined {
  const value = unwrap(wrapped);
  if (value.type !== "Identifier" && !isMember(value)) return undefined;
  const chain = memberChain(value);
  const binding = chain && context.bindingOf(chain.root);
  if (!binding) return undefined;
  const isNamespace = binding.declared[0]!.node.type === "ImportNamespaceSpecifier";
  const [member, ...rest] = chain.path;
  const inNamespace = isNamespace && member !== undefined;
  const param = chain.path.length === 0 ? paramOf(chain.root, context) : undefined;
  return {
    kind: "name",
    ref: {
      kind: "binding",
      id: context.idOf(binding),
      ...(inNamespace ? { member } : {}),
      at: spanOf(value),
    },
    path: inNamespace ? rest : chain.path,
    ...(param ? { param } : {}),
  };
}

/** Which parameter a name is, if it surely holds what the function was called with, as it was. */
function paramOf(identifier: Node, context: FileContext): NamedArg["param"] {
  const binding = context.bindingOf(identifier)!;
  const { fn } = binding.scope;
  if (binding.kind !== "parameter" || binding.declared.length > 1 || !fn) return undefined;
  if (binding.refs.some(({ usage }) => usage === "write" || usage === "mutate")) return undefined;
  const params = (fn.params as Node[]).filter((p) => p.type !== "Identifier" || p.name !== "this");
  const index = params.indexOf(binding.declared[0]!.name);
  return index < 0 ? undefined : { index, of: fn.start };
}

/**
 * An object literal. What stands before a spread or a computed key may be replaced by it, so only the
 * properties after the last of these are told.
 */
function objectArg(value: Node, context: FileContext, keys?: ReadonlySet<string>): ObjectArg {
  const members = new Map<string, Arg>();
  let spread: Arg | undefined;
  for (const property of value.properties as Node[]) {
    const key = property.type === "SpreadElement" ? undefined : keyName(property);
    if (key === undefined) {
      members.clear();
      const isSpread = property.type === "SpreadElement";
      spread = isSpread ? namedArg(property.argument, context) ?? OTHER : OTHER;
    } else if (keys && !keys.has(key)) continue;
    else if (property.type === "ObjectProperty") {
      members.set(key, readPart(property.value, context));
    } else {
      const isMethod = property.type === "ObjectMethod" && property.kind === "method";
      members.set(key, isMethod ? functionArg(property, context) : OTHER);
    }
  }
  return { kind: "object", members: [...members], ...(spread ? { spread } : {}) };
}

function listArg(value: Node, context: FileContext): Arg {
  const elements = value.elements as (Node | null)[];
  if (elements.some((element) => element?.type === "SpreadElement")) return OTHER;
  const members = elements.map((element, i): [string, Arg] => [
    String(i),
    element ? readPart(element, context) : OTHER,
  ]);
  return { kind: "object", members };
}
