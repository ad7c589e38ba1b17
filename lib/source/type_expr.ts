/** Types as written, taken off the syntax tree: small, without places, and storable as JSON. */

import { keyName, type Node } from "./ast.ts";
import type { Literal } from "./export_info.ts";
import { docBefore } from "./jsdoc.ts";

/** A type as written. `text`: in one line. */
export type TypeExpr =
  & { readonly text: string }
  & (
    | { readonly t: "keyword"; readonly name: Keyword }
    | { readonly t: "literal"; readonly value: Literal }
    | { readonly t: "union" | "intersection" | "tuple"; readonly of: readonly TypeExpr[] }
    /** `element`: `X[number]`; `keys`: `keyof X`; `partial`, `required`: what the utility types make. */
    | {
      readonly t: "array" | "element" | "keys" | "partial" | "required";
      readonly of: TypeExpr;
    }
    | {
      readonly t: "object";
      readonly members: readonly Member[];
      readonly bases: readonly TypeExpr[];
    }
    /** A name, dots included. */
    | { readonly t: "ref"; readonly name: string; readonly args: readonly TypeExpr[] }
    | { readonly t: "typeof"; readonly name: string }
    /** merkl's `Path` or the language's `Date`: what a name turned out to be. */
    | { readonly t: "path" | "date" }
    | { readonly t: "other" }
  );

/** Types with a name of the language's own that matter here. */
export type Keyword = "string" | "number" | "boolean" | "bigint" | "undefined" | "null";

/** A property of an object type, or of an object literal. */
export interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly type: TypeExpr;
  readonly doc?: string;
}

/** What a type is read in. */
export interface TypeContext {
  /** The file's text. */
  readonly text: string;
  /** Type parameters in scope, with their constraints. */
  readonly generics?: ReadonlyMap<string, TypeExpr | undefined>;
}

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  TSStringKeyword: "string",
  TSNumberKeyword: "number",
  TSBooleanKeyword: "boolean",
  TSBigIntKeyword: "bigint",
  TSUndefinedKeyword: "undefined",
  TSNullKeyword: "null",
};

/** The type that a syntax node writes. */
export function typeExprOf(node: Node, context: TypeContext): TypeExpr {
  const text = oneLine(context.text.slice(node.start, node.end));
  const read = (inner: Node) => typeExprOf(inner, context);
  const keyword = KEYWORDS[node.type];
  if (keyword !== undefined) return { t: "keyword", name: keyword, text };
  switch (node.type) {
    case "TSParenthesizedType":
      return read(node.typeAnnotation);
    case "TSLiteralType":
      return literalType(node.literal, text);
    case "TSUnionType":
      return { t: "union", of: node.types.map(read), text };
    case "TSIntersectionType":
      return { t: "intersection", of: node.types.map(read), text };
    case "TSTupleType":
      return { t: "tuple", of: node.elementTypes.map(read), text };
    case "TSArrayType":
      return { t: "array", of: read(node.elementType), text };
    case "TSTypeOperator":
      if (node.operator === "keyof") return { t: "keys", of: read(node.typeAnnotation), text };
      return node.operator === "readonly" ? read(node.typeAnnotation) : { t: "other", text };
    case "TSIndexedAccessType":
      if (node.indexType.type !== "TSNumberKeyword") return { t: "other", text };
      return { t: "element", of: read(node.objectType), text };
    case "TSTypeQuery":
      return queryType(node, text);
    case "TSTypeLiteral":
      return objectType(node.members, [], { context, text });
    case "TSTypeReference":
      return refType(node, context, text);
    default:
      return { t: "other", text };
  }
}

/** The type that a declaration of a type gives its name to; undefined if it is none that matters. */
export function declaredType(node: Node, context: TypeContext): TypeExpr | undefined {
  const text = node.id?.name ?? "";
  // what a generic type is depends on its arguments, which are not put in
  if (node.typeParameters) return { t: "other", text };
  switch (node.type) {
    case "TSTypeAliasDeclaration":
      return typeExprOf(node.typeAnnotation, context);
    case "TSInterfaceDeclaration": {
      const bases = ((node.extends ?? []) as Node[]).map((base) => refType(base, context, text));
      return objectType(node.body.body, bases, { context, text });
    }
    case "TSEnumDeclaration":
      return enumType(node.body?.members ?? node.members, text);
    default:
      return undefined;
  }
}

function literalType(literal: Node, text: string): TypeExpr {
  const value = literalValue(literal);
  return value === undefined ? { t: "other", text } : { t: "literal", value, text };
}

/** The value of a literal, a sign before a number included; undefined for any other expression. */
export function literalValue(node: Node): Literal | undefined {
  switch (node.type) {
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
      return node.value;
    case "NullLiteral":
      return null;
    case "TemplateLiteral":
      return node.expressions.length === 0 ? node.quasis[0].value.cooked : undefined;
    case "UnaryExpression": {
      const value = literalValue(node.argument);
      if (typeof value !== "number") return undefined;
      return node.operator === "-" ? -value : node.operator === "+" ? value : undefined;
    }
    default:
      return undefined;
  }
}

function objectType(
  nodes: readonly Node[],
  bases: readonly TypeExpr[],
  { context, text }: { context: TypeContext; text: string },
): TypeExpr {
  const members: Member[] = [];
  for (const node of nodes) {
    // an index signature has names that nobody can list; a call signature makes it a function
    if (/Index|Call|Construct/.test(node.type)) return { t: "other", text };
    const name = keyName(node);
    if (name === undefined) return { t: "other", text };
    const annotation: Node | undefined = node.typeAnnotation?.typeAnnotation;
    const doc = docBefore(context.text, node.start)?.text;
    members.push({
      name,
      optional: node.optional === true,
      type: annotation === undefined ? { t: "other", text: "" } : typeExprOf(annotation, context),
      ...(doc ? { doc } : {}),
    });
  }
  return { t: "object", members, bases, text };
}

function enumType(members: readonly Node[], text: string): TypeExpr {
  const values: Literal[] = [];
  let next: number | undefined = 0;
  for (const { initializer } of members) {
    const value: Literal | undefined = initializer ? literalValue(initializer) : next;
    if (value === undefined) return { t: "other", text };
    values.push(value);
    next = typeof value === "number" ? value + 1 : undefined;
  }
  return {
    t: "union",
    of: values.map((value) => ({ t: "literal", value, text: String(value) })),
    text,
  };
}

function queryType(node: Node, text: string): TypeExpr {
  const name = dottedName(node.exprName);
  return name === undefined ? { t: "other", text } : { t: "typeof", name, text };
}

/** A reference, or what an interface extends. */
function refType(node: Node, context: TypeContext, text: string): TypeExpr {
  const name = dottedName(node.typeName ?? node.expression);
  if (name === undefined) return { t: "other", text };
  if (context.generics?.has(name)) return context.generics.get(name) ?? { t: "other", text };
  const args = ((node.typeArguments ?? node.typeParameters)?.params ?? []) as Node[];
  return { t: "ref", name, args: args.map((arg) => typeExprOf(arg, context)), text };
}

/** `a.b` of an identifier, a qualified name or a member access. */
export function dottedName(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  const [left, right]: Node[] = node.type === "TSQualifiedName"
    ? [node.left, node.right]
    : node.type === "MemberExpression" && !node.computed
    ? [node.object, node.property]
    : [];
  if (!left || right?.type !== "Identifier") return undefined;
  const before = dottedName(left);
  return before === undefined ? undefined : `${before}.${right.name}`;
}

/** Source text in one line, without comments; string literals stay as they are. */
export function oneLine(text: string): string {
  return text.replace(STRING_OR_GAP, (_, literal: string | undefined) => literal ?? " ").trim();
}

const STRING_OR_GAP =
  /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|(?:\/\*[^]*?\*\/|\/\/[^\r\n]*|\s)+/g;
