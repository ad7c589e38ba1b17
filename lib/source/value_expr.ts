/** Values as written: functions with their parameters, wrappers, names, and the types of literals. */

import { isFunction, keyName, type Node, unwrap } from "./ast.ts";
import { type Doc, docBefore } from "./jsdoc.ts";
import { parseModule } from "./parse.ts";
import {
  dottedName,
  literalValue,
  type Member,
  oneLine,
  type TypeContext,
  type TypeExpr,
  typeExprOf,
} from "./type_expr.ts";

/** What a name is bound to, or what is handed to a call. */
export type ValueExpr =
  | { readonly v: "function"; readonly params: readonly ParamDecl[]; readonly signature: string }
  /** `task({ … }, fn)`; `last` is the last argument. */
  | { readonly v: "call"; readonly callee: string; readonly last?: ValueExpr }
  | { readonly v: "name"; readonly name: string }
  /** `type`: of its literals, each by its value. */
  | { readonly v: "other"; readonly type: TypeExpr };

/** A default as written, with the type of its literals. */
export interface DefaultDecl {
  readonly text: string;
  readonly type: TypeExpr;
}

/** Offsets in the text of a file, without its byte order mark. */
export type Span = readonly [start: number, end: number];

/** A property that a parameter's pattern takes out. */
export interface PatternMember {
  readonly name: string;
  readonly at: Span;
  readonly default?: DefaultDecl;
  readonly doc?: string;
}

/** A parameter as written. */
export interface ParamDecl {
  /** Undefined for a pattern. */
  readonly name?: string;
  /** Of its name, or its pattern. */
  readonly at: Span;
  /** Of an object pattern. */
  readonly pattern?: readonly PatternMember[];
  readonly type?: TypeExpr;
  readonly default?: DefaultDecl;
  readonly optional: boolean;
  readonly rest: boolean;
  readonly doc?: string;
  /** Docs of properties: `@param opts.lr`, and all that name no parameter. */
  readonly docs?: Readonly<Record<string, string>>;
}

/** Reads a value. `doc`: the comment before its declaration, for the parameters of a function. */
export function valueExprOf(wrapped: Node, text: string, doc?: Doc): ValueExpr {
  const node = unwrap(wrapped);
  if (isFunction(node)) return functionOf(node, text, doc);
  const name = dottedName(node);
  if (name !== undefined) return { v: "name", name };
  const callee = node.type === "CallExpression" ? dottedName(unwrap(node.callee)) : undefined;
  if (callee === undefined) return { v: "other", type: typeOfValue(wrapped, text) };
  const last: Node | undefined = node.arguments.at(-1);
  return { v: "call", callee, ...(last ? { last: valueExprOf(last, text, doc) } : {}) };
}

function functionOf(fn: Node, text: string, doc: Doc | undefined): ValueExpr {
  const nodes = (fn.params as Node[]).filter((p) => p.type !== "Identifier" || p.name !== "this");
  const generics = new Map<string, TypeExpr | undefined>();
  for (const { name, constraint } of (fn.typeParameters?.params ?? []) as Node[]) {
    generics.set(
      name.name ?? name,
      constraint ? typeExprOf(constraint, { text, generics }) : undefined,
    );
  }
  const params = nodes.map((node) => paramOf(node, { text, generics }, doc));
  const named = new Set(params.map((param) => param.name));
  return {
    v: "function",
    params: params.map((param) => withPropertyDocs(param, named, doc)),
    signature: `(${nodes.map((node) => oneLine(text.slice(node.start, node.end))).join(", ")})`,
  };
}

function paramOf(plain: Node, context: TypeContext, doc: Doc | undefined): ParamDecl {
  const { text } = context;
  const hasDefault = plain.type === "AssignmentPattern";
  const rest = plain.type === "RestElement";
  const target: Node = hasDefault ? plain.left : rest ? plain.argument : plain;
  const annotation: Node | undefined = (rest ? plain : target).typeAnnotation?.typeAnnotation ??
    target.typeAnnotation?.typeAnnotation;
  const name: string | undefined = target.type === "Identifier" ? target.name : undefined;
  const said = name === undefined ? undefined : doc?.params[name];
  const type = annotation ? typeExprOf(annotation, context) : typeOfDoc(said?.type);
  const end = name === undefined ? target.end : target.start + name.length;
  const words = said?.text || docBefore(text, plain.start)?.text;
  return {
    ...(name === undefined ? {} : { name }),
    at: [target.start, end],
    ...(target.type === "ObjectPattern" ? { pattern: patternOf(target, text) } : {}),
    ...(type ? { type } : {}),
    ...(hasDefault ? { default: defaultOf(plain.right, text) } : {}),
    optional: hasDefault || target.optional === true,
    rest,
    ...(words ? { doc: words } : {}),
  };
}

function patternOf(pattern: Node, text: string): PatternMember[] {
  return (pattern.properties as Node[]).flatMap((property) => {
    const name = property.type === "ObjectProperty" ? keyName(property) : undefined;
    if (name === undefined) return [];
    const doc = docBefore(text, property.start)?.text;
    return [{
      name,
      at: [property.key.start, property.key.end],
      ...(property.value.type === "AssignmentPattern"
        ? { default: defaultOf(property.value.right, text) }
        : {}),
      ...(doc ? { doc } : {}),
    }];
  });
}

function defaultOf(node: Node, text: string): DefaultDecl {
  return { text: oneLine(text.slice(node.start, node.end)), type: typeOfValue(node, text) };
}

/** `@param opts.lr` belongs to `opts`; to a pattern, which has no name, whatever names no other. */
function withPropertyDocs(
  param: ParamDecl,
  named: ReadonlySet<string | undefined>,
  doc: Doc | undefined,
): ParamDecl {
  const docs: Record<string, string> = {};
  for (const [name, { text }] of Object.entries(doc?.params ?? {})) {
    const [owner, property] = name.includes(".") ? name.split(".") : [undefined, name];
    const isOurs = param.pattern ? !named.has(owner ?? name) : owner === param.name;
    if (isOurs && text !== "") docs[property!] = text;
  }
  return Object.keys(docs).length === 0 ? param : { ...param, docs };
}

/** The type in the braces of a doc comment. */
function typeOfDoc(type: string | undefined): TypeExpr | undefined {
  if (type === undefined) return undefined;
  const text = `type T = ${type};`;
  try {
    const [declaration, ...more]: Node[] = parseModule(text, "doc.ts").body;
    // the parser goes on after an error
    if (!declaration || more.length > 0) return undefined;
    return typeExprOf(declaration.typeAnnotation, { text });
  } catch {
    return undefined;
  }
}

/** The narrowest type of a value that is spelt out: its literals, by their values. */
export function typeOfValue(node: Node, source: string): TypeExpr {
  const text = oneLine(source.slice(node.start, node.end));
  const isCast = node.type === "TSAsExpression" || node.type === "TSTypeAssertion";
  if (isCast && node.typeAnnotation.typeName?.name !== "const") {
    return typeExprOf(node.typeAnnotation, { text: source });
  }
  const inner = unwrap(node);
  const value = literalValue(inner);
  if (value !== undefined) return { t: "literal", value, text };
  switch (inner.type) {
    case "TemplateLiteral":
      return { t: "keyword", name: "string", text };
    case "BigIntLiteral":
      return { t: "keyword", name: "bigint", text };
    case "ArrayExpression":
      return arrayType(inner, source, text);
    case "ObjectExpression":
      return objectLiteralType(inner, source, text);
    case "NewExpression":
      return unwrap(inner.callee).name === "Date"
        ? { t: "ref", name: "Date", args: [], text }
        : { t: "other", text };
    default: {
      const name = dottedName(inner);
      return name === undefined ? { t: "other", text } : { t: "typeof", name, text };
    }
  }
}

function arrayType(node: Node, source: string, text: string): TypeExpr {
  const elements = node.elements as (Node | null)[];
  if (elements.some((e) => e === null || e.type === "SpreadElement")) return { t: "other", text };
  return { t: "tuple", of: elements.map((e) => typeOfValue(e!, source)), text };
}

function objectLiteralType(node: Node, source: string, text: string): TypeExpr {
  const members: Member[] = [];
  for (const property of node.properties as Node[]) {
    const name = property.type === "ObjectProperty" ? keyName(property) : undefined;
    if (name === undefined) return { t: "other", text };
    members.push({ name, optional: false, type: typeOfValue(property.value, source) });
  }
  return { t: "object", members, bases: [], text };
}
