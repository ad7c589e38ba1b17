/** Paths beside a module, as far as its text tells them: `import.meta.dirname + "/data"`. */

import { isCall, isMember, literalText, type Node, unwrap } from "./ast.ts";
import type { Binding } from "./scope.ts";

/** What has to be known of names. */
export interface PathNames {
  /** Whether an identifier is a global. */
  isGlobal(identifier: Node): boolean;
  bindingOf(identifier: Node): Binding | undefined;
}

/**
 * A path relative to the folder of the module: `data/a.csv`, `""` for the folder itself; `undefined`
 * in place of the name of the module's own file.
 */
export interface StaticPath {
  readonly path: string | undefined;
}

const OWN_FILE: StaticPath = { path: undefined };
const MOST_ALIASES = 20;

/** The path that an expression is; undefined if it's none, or if the text doesn't tell. */
export function staticPath(
  wrapped: Node | undefined,
  names: PathNames,
  depth = 0,
): StaticPath | undefined {
  const node = wrapped && unwrap(wrapped);
  if (!node || depth > MOST_ALIASES) return undefined;
  const inner = (other: Node | undefined) => staticPath(other, names, depth + 1);
  switch (node.type) {
    case "MemberExpression":
    case "OptionalMemberExpression":
      return ofMember(node, inner);
    case "Identifier":
      return inner(initialiser(names.bindingOf(node)));
    case "LogicalExpression":
      return inner(node.left);
    case "BinaryExpression":
      return node.operator === "+"
        ? appended(inner(node.left), literalText(node.right))
        : undefined;
    case "TemplateLiteral":
      return ofTemplate(node, inner, true);
    case "NewExpression":
      return isUrl(node, names)
        ? resolved(literalText(node.arguments[0]), inner(node.arguments[1]))
        : undefined;
  }
  return isCall(node) ? ofCall(node, names, inner) : undefined;
}

type Inner = (node: Node | undefined) => StaticPath | undefined;

/**
 * The folder below which all lies that an expression may be which begins with a path:
 * `import.meta.dirname + "/data/" + name`.
 */
export function staticFolder(wrapped: Node, names: PathNames): StaticPath | undefined {
  const node = unwrap(wrapped);
  const inner = (other: Node | undefined) => staticPath(other, names);
  const whole = staticPath(node, names);
  if (whole) return whole;
  if (node.type === "BinaryExpression" && node.operator === "+") {
    return folderOf(staticPath(node.left, names)) ?? staticFolder(node.left, names);
  }
  if (node.type === "TemplateLiteral") return folderOf(ofTemplate(node, inner, false));
  if (node.type === "NewExpression" && isUrl(node, names)) {
    return folderOf(resolved(leadingText(node.arguments[0]) ?? "", inner(node.arguments[1])));
  }
  if (!isCall(node)) return undefined;
  const args: readonly Node[] = node.arguments;
  if (
    importedName(node.callee, names) === "join" || importedName(node.callee, names) === "resolve"
  ) {
    return joined(args, inner, false);
  }
  return isMetaMember(unwrap(node.callee), "resolve")
    ? folderOf(resolved(leadingText(args[0]) ?? "", OWN_FILE))
    : undefined;
}

function ofMember(node: Node, inner: Inner): StaticPath | undefined {
  if (isMetaMember(node, "dirname")) return { path: "" };
  if (isMetaMember(node, "url") || isMetaMember(node, "filename")) return OWN_FILE;
  const isText = !node.computed && /^(?:pathname|href)$/.test(node.property.name);
  return isText ? inner(node.object) : undefined;
}

function ofCall(node: Node, names: PathNames, inner: Inner): StaticPath | undefined {
  const callee = unwrap(node.callee);
  const args: readonly Node[] = node.arguments;
  if (isMetaMember(callee, "resolve")) {
    const text = literalText(args[0]);
    return text !== undefined && /^\.\.?\//.test(text) ? resolved(text, OWN_FILE) : undefined;
  }
  switch (importedName(callee, names)) {
    case "dirname":
      return folderOf(inner(args[0]), true);
    case "fileURLToPath":
    case "fromFileUrl":
    case "pathToFileURL":
    case "toFileUrl":
    case "normalize":
      return inner(args[0]);
    case "join":
    case "resolve":
      return joined(args, inner, true);
  }
  if (isMember(callee) && !callee.computed && callee.property.name === "toString") {
    return inner(callee.object);
  }
  return callee.type === "Identifier" && callee.name === "String" && names.isGlobal(callee)
    ? inner(args[0])
    : undefined;
}

/** @param whole Whether all must be told, or the beginning is enough */
function joined(args: readonly Node[], inner: Inner, whole: boolean): StaticPath | undefined {
  let path = inner(args[0]);
  for (const arg of args.slice(1)) {
    const text = literalText(arg);
    if (text === undefined && whole) return undefined;
    if (text === undefined || path === undefined) break;
    if (text.startsWith("/")) return undefined;
    path = appended(path, `/${text}`);
  }
  return path;
}

function ofTemplate(node: Node, inner: Inner, whole: boolean): StaticPath | undefined {
  const { quasis, expressions } = node;
  if (expressions.length === 0 || quasis[0].value.cooked !== "") return undefined;
  if (whole && expressions.length > 1) return undefined;
  return appended(inner(expressions[0]), quasis[1].value.cooked);
}

function appended(path: StaticPath | undefined, text: string | undefined): StaticPath | undefined {
  if (path?.path === undefined || text === undefined) return undefined;
  if (path.path === "") return text === "" || text.startsWith("/") ? normal(text) : undefined;
  return normal(path.path + text);
}

function resolved(text: string | undefined, base: StaticPath | undefined): StaticPath | undefined {
  if (text === undefined || !base || /^(?:[a-z][a-z0-9+.-]*:|\/|\\|[?#])/i.test(text)) {
    return undefined;
  }
  const { path = "" } = folderOf(base)!;
  const plain = text.replace(/[?#].*$/s, "");
  try {
    return normal(`${path}${path === "" ? "" : "/"}${decodeURIComponent(plain)}`);
  } catch {
    return undefined;
  }
}

/** The folder in which a path lies. @param up Also of one that ends in a slash */
function folderOf(path: StaticPath | undefined, up = false): StaticPath | undefined {
  if (!path) return undefined;
  const text = path.path;
  if (text === undefined) return { path: "" };
  if (text === "" || /^(?:\.\.\/)*\.\.$/.test(text)) return up ? normal(`${text || "."}/..`) : path;
  if (!up && text.endsWith("/")) return path;
  return normal(text.replace(/\/$/, "").replace(/[^/]*$/, ""));
}

/** Without `.` and `..` where that can be; a slash at the end stays. */
function normal(text: string): StaticPath {
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  const isFolder = /(?:^|\/)\.{0,2}$/.test(text) && parts.length > 0 && parts.at(-1) !== "..";
  return { path: parts.join("/") + (isFolder ? "/" : "") };
}

/** The literal text with which an expression begins. */
function leadingText(wrapped: Node | undefined): string | undefined {
  const node = wrapped && unwrap(wrapped);
  if (node?.type === "TemplateLiteral") return node.quasis[0].value.cooked;
  if (node?.type === "BinaryExpression" && node.operator === "+") return leadingText(node.left);
  return literalText(node);
}

/** What a constant is bound to. */
export function initialiser(binding: Binding | undefined): Node | undefined {
  if (binding?.kind !== "const" || binding.declared.length > 1) return undefined;
  const { node } = binding.declared[0]!;
  return node.type === "VariableDeclarator" && node.id.type === "Identifier"
    ? node.init
    : undefined;
}

const PATH_MODULE = /^(?:node:)?(?:path|url)(?:\/posix)?$|std(?:@[^/]*)?\/path\b/;

/** The name of a function of a module for paths. */
function importedName(wrapped: Node, names: PathNames): string | undefined {
  const node = unwrap(wrapped);
  const isMemberOf = isMember(node) && !node.computed;
  const root = isMemberOf ? unwrap(node.object) : node;
  if (root.type !== "Identifier") return undefined;
  const declared = names.bindingOf(root)?.declared[0]?.node;
  if (typeof declared?.source !== "string" || !PATH_MODULE.test(declared.source)) return undefined;
  if (declared.type === "ImportSpecifier") {
    return isMemberOf ? undefined : declared.imported.name ?? declared.imported.value;
  }
  return isMemberOf ? node.property.name : undefined;
}

function isUrl(node: Node, names: PathNames): boolean {
  return node.callee.type === "Identifier" && node.callee.name === "URL" &&
    names.isGlobal(node.callee);
}

/** Whether a node is `import.meta.NAME`. */
export function isMetaMember(node: Node, name: string): boolean {
  return isMember(node) && !node.computed && node.object.type === "MetaProperty" &&
    node.object.meta.name === "import" && node.property.name === name;
}
