/** Paths beside a module, as far as its text tells them: `import.meta.dirname + "/data"`. */

import { isCall, isMember, literalText, type Node, unwrap } from "./ast.ts";
import type { Binding } from "./scope.ts";

/** What has to be known of names. */
export interface PathNames {
  /** Whether an identifier is a global. */
  isGlobal(identifier: Node): boolean;
  bindingOf(identifier: Node): Binding | undefined;
}

/** A path as a text: that of the module's folder, or of one above it, and what follows. */
export interface StaticPath {
  /** How many folders above the module's the path begins. */
  readonly up: number;
  /** What follows as it stands: empty, or with a slash at its beginning. */
  readonly rest: string;
}

const FOLDER: StaticPath = { up: 0, rest: "" };
/** The module's own file, with what can be in no name in place of its name, which isn't known. */
const OWN_FILE: StaticPath = { up: 0, rest: "/\0" };
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
      return node.operator === "&&" ? inner(node.left) && inner(node.right) : inner(node.left);
    case "BinaryExpression":
      return node.operator === "+"
        ? appended(inner(node.left), literalText(node.right))
        : undefined;
    case "TemplateLiteral":
      return ofTemplate(node, inner, true);
    case "NewExpression":
      return isUrl(node.callee, names) ? ofUrl(node.arguments, inner) : undefined;
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
  if (node.type !== "NewExpression" && !isCall(node)) return undefined;
  const args: readonly Node[] = node.arguments;
  if (isMakingUrl(node, names)) {
    return args.length === 1
      ? staticFolder(args[0]!, names)
      : folderOf(resolved(leadingText(args[0]) ?? "", inner(args[1])));
  }
  const name = importedName(node.callee, names) ?? "";
  if (/^(?:join|resolve)$/.test(name)) return joined(args, inner, { name, whole: false });
  return isMetaMember(unwrap(node.callee), "resolve")
    ? folderOf(resolved(leadingText(args[0]) ?? "", OWN_FILE))
    : undefined;
}

function ofMember(node: Node, inner: Inner): StaticPath | undefined {
  if (isMetaMember(node, "dirname")) return FOLDER;
  if (isMetaMember(node, "url", "filename")) return OWN_FILE;
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
  if (isMakingUrl(node, names)) return ofUrl(args, inner);
  const name = importedName(callee, names) ?? "";
  if (name === "dirname") return above(inner(args[0]));
  if (/^(?:fileURLToPath|fromFileUrl|pathToFileURL|toFileUrl)$/.test(name)) {
    const path = inner(args[0]);
    return path && normal(path);
  }
  if (/^(?:join|normalize|resolve)$/.test(name)) return joined(args, inner, { name, whole: true });
  if (isMember(callee) && !callee.computed && callee.property.name === "toString") {
    return inner(callee.object);
  }
  return callee.type === "Identifier" && callee.name === "String" && names.isGlobal(callee)
    ? inner(args[0])
    : undefined;
}

/** What `new URL(…)` gives. */
function ofUrl([text, base]: readonly Node[], inner: Inner): StaticPath | undefined {
  if (base) return resolved(literalText(text), inner(base));
  const path = inner(text);
  return path && normal(path);
}

/** @param how `whole`: all must be told, else the beginning is enough */
function joined(
  args: readonly Node[],
  inner: Inner,
  how: { readonly name: string; readonly whole: boolean },
): StaticPath | undefined {
  const first = inner(args[0]);
  if (!first) return undefined;
  let { rest } = first;
  for (const arg of args.slice(1)) {
    const text = literalText(arg);
    if (text === undefined && how.whole) return undefined;
    rest += `/${text ?? ""}`;
    if (text === undefined) break;
    if (how.name === "resolve" && text.startsWith("/")) return undefined;
  }
  const path = normal({ up: first.up, rest });
  return how.name === "resolve" ? { ...path, rest: path.rest.replace(/\/$/, "") } : path;
}

function ofTemplate(node: Node, inner: Inner, whole: boolean): StaticPath | undefined {
  const { quasis, expressions } = node;
  if (expressions.length === 0 || quasis[0].value.cooked !== "") return undefined;
  if (whole && expressions.length > 1) return undefined;
  return appended(inner(expressions[0]), quasis[1].value.cooked);
}

function appended(path: StaticPath | undefined, text: string | undefined): StaticPath | undefined {
  if (!path || text === undefined) return undefined;
  // what was a URL may be read as one
  if (isOwn(path) && /[%?#]/.test(text)) return undefined;
  // a folder's own name isn't known here
  if (path.rest === "" && text !== "" && !text.startsWith("/")) return undefined;
  return { up: path.up, rest: path.rest + text };
}

/** What `new URL(text, base)` gives. */
function resolved(text: string | undefined, base: StaticPath | undefined): StaticPath | undefined {
  if (text === undefined || !base) return undefined;
  if (/^(?:[a-z][a-z0-9+.-]*:|\/|\\|[?#])/i.test(text)) return undefined;
  const { up, rest } = base.rest.endsWith("/") ? base : above(base)!;
  try {
    const plain = decodeURIComponent(text.replace(/[?#].*$/s, ""));
    const end = /(?:^|\/)\.\.?$/.test(plain) ? "/" : "";
    return normal({ up, rest: `${rest}/${plain}${end}` });
  } catch {
    return undefined;
  }
}

/** The path without its last name. */
function above(path: StaticPath | undefined): StaticPath | undefined {
  if (!path) return undefined;
  const { up, rest } = path;
  const plain = rest.replace(/\/+$/, "");
  return plain === "" ? { up: up + 1, rest: "" } : { up, rest: plain.replace(/\/[^/]*$/, "") };
}

/** The folder of all that begins with a path, whose last name may go on. */
function folderOf(path: StaticPath | undefined): StaticPath | undefined {
  if (!path || path.rest === "" || path.rest.endsWith("/")) return path;
  const { up, rest } = above(path)!;
  return { up, rest: `${rest}/` };
}

/** Without `.` and `..`; a slash at the end stays. */
function normal({ up, rest }: StaticPath): StaticPath {
  const parts: string[] = [];
  let first = up;
  for (const part of rest.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) first++;
  }
  const end = rest.endsWith("/") ? "/" : "";
  return { up: first, rest: parts.map((part) => `/${part}`).join("") + end };
}

/** Whether a path is that of the module's own file. */
export function isOwn({ rest }: StaticPath): boolean {
  return rest === OWN_FILE.rest;
}

/**
 * Relative to the folder of the module; undefined for that itself, for those above it, and for what
 * has the name of the module's own file in it.
 */
export function relativePath(path: StaticPath): string | undefined {
  const { up, rest } = normal(path);
  if (rest.startsWith(OWN_FILE.rest)) return undefined;
  const plain = rest.replace(/^\/|\/$/g, "");
  return plain === "" ? undefined : "../".repeat(up) + plain;
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

const PATH_MODULE =
  /^(?:node:)?(?:path|url)(?:\/posix)?$|^(?:(?:jsr:\/?)?@std|https:\/\/deno\.land\/std(?:@[^/]*)?)\/path(?:[@/]|$)/;

/** The name that a callee has in a module that it's imported from; undefined if it's of no such one. */
export function importedName(
  wrapped: Node,
  names: PathNames,
  modules = PATH_MODULE,
): string | undefined {
  const node = unwrap(wrapped);
  const isMemberOf = isMember(node) && !node.computed;
  const root = isMemberOf ? unwrap(node.object) : node;
  if (root.type !== "Identifier") return undefined;
  const declared = names.bindingOf(root)?.declared[0]?.node;
  if (typeof declared?.source !== "string" || !modules.test(declared.source)) return undefined;
  if (declared.type === "ImportSpecifier") {
    return isMemberOf ? undefined : declared.imported.name ?? declared.imported.value;
  }
  return isMemberOf ? node.property.name : undefined;
}

function isUrl(node: Node, names: PathNames): boolean {
  return node.type === "Identifier" && node.name === "URL" && names.isGlobal(node);
}

/** Whether a node is `new URL(…)` or `URL.parse(…)`. */
function isMakingUrl(node: Node, names: PathNames): boolean {
  const callee = unwrap(node.callee);
  if (node.type === "NewExpression") return isUrl(callee, names);
  return isMember(callee) && !callee.computed && callee.property.name === "parse" &&
    isUrl(unwrap(callee.object), names);
}

/** Whether a node is `import.meta`. */
export function isMeta(node: Node): boolean {
  return node.type === "MetaProperty" && node.meta.name === "import";
}

/** The name of `import.meta.NAME`; undefined of all else, and if it is computed. */
export function metaName(node: Node): string | undefined {
  if (!isMember(node) || !isMeta(unwrap(node.object))) return undefined;
  return node.computed ? literalText(node.property) : node.property.name;
}

/** Whether a node is `import.meta.NAME`, of one of some names. */
export function isMetaMember(node: Node, ...names: readonly string[]): boolean {
  return names.includes(metaName(node) ?? "");
}
