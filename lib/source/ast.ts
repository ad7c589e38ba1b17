/** Syntax trees as far as this folder needs to know them: Babel's nodes, read loosely. */

/** A syntax node. Fields beyond these are those of Babel's AST (version 8). */
export interface Node {
  readonly type: string;
  /** Offset of its first character, in UTF-16 units. */
  readonly start: number;
  /** Offset past its last character. */
  readonly end: number;
  // deno-lint-ignore no-explicit-any
  readonly [field: string]: any;
}

/** TypeScript's nodes that do something when the program runs; all other `TS…` are types. */
const VALUE_TS = new Set([
  "TSAsExpression",
  "TSEnumBody",
  "TSEnumDeclaration",
  "TSEnumMember",
  "TSExportAssignment",
  "TSExternalModuleReference",
  "TSImportEqualsDeclaration",
  "TSInstantiationExpression",
  "TSModuleBlock",
  "TSModuleDeclaration",
  "TSNonNullExpression",
  "TSParameterProperty",
  "TSSatisfiesExpression",
  "TSTypeAssertion",
]);

const WRAPPERS = new Set([
  "ParenthesizedExpression",
  "TSAsExpression",
  "TSInstantiationExpression",
  "TSNonNullExpression",
  "TSSatisfiesExpression",
  "TSTypeAssertion",
]);

const SKIPPED = new Set(["type", "start", "end", "loc", "extra", "errors", "tokens", "comments"]);

/** Whether a field's value is a node. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** Whether nothing of a node is left when the program runs. */
export function isTypeOnly(node: Node): boolean {
  if (node.type.startsWith("TS")) {
    if (!VALUE_TS.has(node.type)) return true;
    if (node.type === "TSModuleDeclaration" && node.body?.type !== "TSModuleBlock") return true;
  }
  return node.declare === true || node.importKind === "type" || node.exportKind === "type" ||
    (node.abstract === true && node.type.endsWith("Property")) || node.kind === "global";
}

/** The parts of a node that run, in no particular order. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  if (node.type === "PrivateName") return found; // what stands in it is no name of a variable
  for (const key of Object.keys(node)) {
    if (SKIPPED.has(key)) continue;
    const value = node[key];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item) && !isTypeOnly(item)) found.push(item);
    } else if (isNode(value) && !isTypeOnly(value)) found.push(value);
  }
  return found;
}

/** An expression without parentheses, casts and other marks for the type checker. */
export function unwrap(node: Node): Node {
  let inner = node;
  while (WRAPPERS.has(inner.type)) inner = inner.expression;
  return inner;
}

const FUNCTIONS = new Set([
  "ArrowFunctionExpression",
  "ClassMethod",
  "ClassPrivateMethod",
  "FunctionDeclaration",
  "FunctionExpression",
  "ObjectMethod",
]);

/** Whether a node is a function of any kind, methods included. */
export function isFunction(node: Node): boolean {
  return FUNCTIONS.has(node.type);
}

/** Whether a node is a member access, optional or not. */
export function isMember(node: Node): boolean {
  return node.type === "MemberExpression" || node.type === "OptionalMemberExpression";
}

/** Whether a node is a call, optional or not. */
export function isCall(node: Node): boolean {
  return node.type === "CallExpression" || node.type === "OptionalCallExpression";
}

/** The name of a key that is written as such (`a`, `"a"`, `1`); undefined for a computed one. */
export function keyName(node: Node): string | undefined {
  if (node.computed) return undefined;
  const key: Node = node.key;
  if (key.type === "Identifier") return key.name;
  if (key.type === "StringLiteral" || key.type === "NumericLiteral") return String(key.value);
  return undefined;
}

/** `a.b.c` as `{ root, path: ["b", "c"] }`; undefined if it does not start with an identifier. */
export function memberChain(node: Node): { root: Node; path: string[] } | undefined {
  const path: string[] = [];
  let at = unwrap(node);
  while (isMember(at)) {
    const property: Node = at.property;
    if (!at.computed && property.type === "Identifier") path.unshift(property.name);
    else if (at.computed && property.type === "StringLiteral") path.unshift(property.value);
    else path.unshift("*");
    at = unwrap(at.object);
  }
  return at.type === "Identifier" ? { root: at, path } : undefined;
}

/** The text of a string literal, or of a template without expressions. */
export function literalText(wrapped: Node | null | undefined): string | undefined {
  const node = wrapped && unwrap(wrapped);
  if (node?.type === "StringLiteral") return node.value;
  if (node?.type !== "TemplateLiteral" || node.expressions.length > 0) return undefined;
  return node.quasis[0].value.cooked;
}

/** Whether one piece of a text lies within another, or is the same. */
export function contains(
  outer: Pick<Node, "start" | "end">,
  inner: Pick<Node, "start" | "end">,
): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
