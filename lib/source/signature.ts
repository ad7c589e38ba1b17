/** What a function's text tells of its parameters and of what it returns. */

import { children, isFunction, keyName, type Node, unwrap } from "./ast.ts";
import { classShape } from "./class_shape.ts";
import { isRewritten, textOf } from "./emitted.ts";
import type { FunctionInfo, OutsSummary } from "./summary.ts";
import type { Param } from "./types.ts";

/** Reads a function's signature and returns. */
export function functionInfo(fn: Node, text: string): FunctionInfo {
  const params = (fn.params as Node[]).filter((p) => p.type !== "Identifier" || p.name !== "this");
  return {
    params: params.map((param, i) => paramOf(param, i, text)),
    signature: `(${params.map((p) => flat(text.slice(p.start, fullEnd(p)))).join(", ")})`,
    outs: outsOf(fn),
    length: lengthOf(params),
    async: fn.async === true,
    generator: fn.generator === true,
    span: [fn.start, fn.end],
    ...idOf(fn),
    text: textOf(fn),
    ...(isRewritten(fn, text) ? { rewritten: true } : {}),
  };
}

function idOf({ id }: Node): { id?: string } {
  return id ? { id: id.name } : {};
}

/** What is known of a class that stands for a function: it has no outs. */
export function classInfo(node: Node, text: string, name: string | undefined): FunctionInfo {
  const rewritten = isRewritten(node, text);
  return {
    params: [],
    signature: "(…)",
    outs: { kind: "none", why: "a class has no return", at: [node.start, node.end] },
    length: 0,
    async: false,
    generator: false,
    span: [node.start, node.end],
    ...idOf(node),
    text: textOf(node),
    ...(rewritten ? { rewritten, shape: classShape(node, text, name) } : {}),
  };
}

function flat(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\r\n]*/g, "").replace(/\s+/g, " ").trim();
}

/** The end of a parameter with its type, which Babel's range has as well. */
function fullEnd(param: Node): number {
  return Math.max(param.end, param.typeAnnotation?.end ?? 0);
}

function lengthOf(params: readonly Node[]): number {
  const cut = params.findIndex((p) => p.type === "AssignmentPattern" || p.type === "RestElement");
  return cut < 0 ? params.length : cut;
}

function paramOf(param: Node, index: number, text: string): Param {
  const plain: Node = param.type === "TSParameterProperty" ? param.parameter : param;
  const target: Node = plain.type === "AssignmentPattern"
    ? plain.left
    : plain.type === "RestElement"
    ? plain.argument
    : plain;
  const annotation: Node | undefined = target.typeAnnotation?.typeAnnotation ??
    plain.typeAnnotation?.typeAnnotation;
  return {
    name: target.type === "Identifier" ? target.name : `arg${index}`,
    optional: plain.type === "AssignmentPattern" || target.optional === true,
    rest: plain.type === "RestElement",
    ...(annotation ? { type: flat(text.slice(annotation.start, annotation.end)) } : {}),
    ...(plain.type === "AssignmentPattern"
      ? { default: text.slice(plain.right.start, plain.right.end) }
      : {}),
    ...membersOf(target, text),
  };
}

function membersOf(target: Node, text: string): Pick<Param, "members"> {
  if (target.type !== "ObjectPattern") return {};
  const members: NonNullable<Param["members"]>[number][] = [];
  for (const property of target.properties as Node[]) {
    const name = property.type === "ObjectProperty" ? keyName(property) : undefined;
    if (name === undefined) return {};
    const value: Node = property.value;
    members.push({
      name,
      ...(value.type === "AssignmentPattern"
        ? { default: flat(text.slice(value.right.start, value.right.end)) }
        : {}),
    });
  }
  return { members };
}

function outsOf(fn: Node): OutsSummary {
  const none = (why: string, at: Node): OutsSummary => ({
    kind: "none",
    why,
    at: [at.start, at.end],
  });
  if (fn.generator) return none("a generator has no return literal", fn);
  if (fn.body.type !== "BlockStatement") return outsOfValue(fn.body);
  const returns: Node[] = [];
  collectReturns(fn.body, returns);
  if (returns.length === 0) return none("the function returns nothing", fn);
  let first: OutsSummary | undefined;
  for (const statement of returns) {
    if (!statement.argument) return none("this return has no value", statement);
    const outs = outsOfValue(statement.argument);
    if (outs.kind === "none") return outs;
    if (first && shape(first) !== shape(outs)) {
      return none("this return has other outs than the first one", statement);
    }
    first ??= outs;
  }
  return first!;
}

function shape(outs: OutsSummary): string {
  if (outs.kind === "tuple") return String(outs.length);
  return outs.kind === "record" ? JSON.stringify([...outs.keys].sort()) : "";
}

function outsOfValue(value: Node): OutsSummary {
  const literal = unwrap(value);
  const none = (why: string, at: Node): OutsSummary => ({
    kind: "none",
    why,
    at: [at.start, at.end],
  });
  if (literal.type === "ArrayExpression") {
    for (const element of literal.elements as (Node | null)[]) {
      if (element === null) return none("the returned array has a hole", literal);
      if (element.type === "SpreadElement") return none("the returned array has a spread", element);
    }
    return { kind: "tuple", length: literal.elements.length };
  }
  if (literal.type !== "ObjectExpression") {
    return none("what is returned is neither an array literal nor an object literal", literal);
  }
  const keys = new Set<string>();
  for (const property of literal.properties as Node[]) {
    if (property.type === "SpreadElement") {
      return none("the returned object has a spread", property);
    }
    const key = keyName(property);
    if (key === undefined) return none("the returned object has a computed key", property);
    keys.add(key);
  }
  return { kind: "record", keys: [...keys] };
}

function collectReturns(node: Node, into: Node[]): void {
  if (node.type === "ReturnStatement") into.push(node);
  else if (!isFunction(node) && node.type !== "ClassBody") {
    for (const child of children(node)) collectReturns(child, into);
  }
}
