/** Files and folders beside a module that code names, and where it uses its own place otherwise. */

import {
  children,
  isCall,
  isMember,
  isTypeOnly,
  literalText,
  memberChain,
  type Node,
  unwrap,
} from "./ast.ts";
import {
  importedName,
  initialiser,
  isMeta,
  isMetaMember,
  metaName,
  type PathNames,
  relativePath,
  staticFolder,
  type StaticPath,
  staticPath,
} from "./static_path.ts";
import type { Scopes } from "./scope.ts";
import type { NamedFile, Span } from "./summary.ts";

/** What code names of the files beside its module; an absent list is empty. */
export interface NamedFiles {
  readonly files?: readonly NamedFile[];
  /** Uses of the module's folder: which files are found by it can't be told. */
  readonly places?: readonly Span[];
}

/** What has to be known of a file. */
export interface FileNames extends PathNames {
  /** Whether an expression is the value of a constant whose uses can all be seen. */
  isOwnConstant(initialiser: Node): boolean;
  /** Whether a node counts by the file that it names already. */
  isAsset(node: Node): boolean;
}

/** Functions of the platform that make or remove what their first argument names, and read nothing. */
const WRITING = new RegExp(
  "^(?:appendFile|emptyDir|ensureDir|ensureFile|mkdir|mkdtemp|remove|rm|rmdir|truncate|unlink|" +
    "writeFile|writeTextFile)(?:Sync)?$|^create(?:Sync|WriteStream)?$",
);
const FILE_MODULE = /^(?:node:)?fs(?:\/promises)?$|^(?:jsr:\/?)?@std\/fs(?:[@/]|$)/;

/** What trees name. */
export function namedFiles(roots: readonly Node[], names: FileNames): NamedFiles {
  const walk = new NameWalk(names);
  for (const root of roots) walk.value(root);
  const { files, places } = walk;
  return {
    ...(files.size > 0 ? { files: [...files].map(([path, at]) => ({ path, at })) } : {}),
    ...(places.length > 0 ? { places } : {}),
  };
}

class NameWalk {
  readonly files = new Map<string, Span>();
  readonly places: Span[] = [];

  constructor(readonly names: FileNames) {}

  /** What something is bound to: a place is noted where it is used. */
  value(node: Node): void {
    const path = staticPath(node, this.names);
    if (!path || !isPlace(path) || !this.names.isOwnConstant(unwrap(node))) this.#visit(node);
  }

  /** @param isSaid Only what it is called is compared or printed */
  #visit(wrapped: Node, isSaid = false): void {
    const node = unwrap(wrapped);
    if (isTypeOnly(node) || this.names.isAsset(node)) return;
    if (node.type === "VariableDeclarator" && node.init) {
      this.#visitAll([node.id]);
      return this.value(node.init);
    }
    const path = staticPath(node, this.names);
    if (path && isSaid && isPlace(path)) return;
    if (node.type === "Identifier") return this.#identifier(node);
    if (path) return this.#note(path, node);
    if (isMeta(node) || isMetaMember(node, "resolve")) return this.#notePlace(node);
    if (metaName(node) !== undefined) return;
    if (isRemaking(node, this.names)) this.#notePlace(node);
    const folder = staticFolder(node, this.names);
    if (folder) this.#note(folder, node);
    this.#visitAll(this.#rest(node, folder !== undefined), saysOnly(node, isSaid, this.names));
  }

  /** The parts of a node that aren't known by what they are parts of. */
  #rest(node: Node, isFolder: boolean): Node[] {
    const isTold = (child: Node) =>
      isFolder &&
      (staticFolder(child, this.names) !== undefined ||
        staticPath(child, this.names) !== undefined);
    const skipped = isCall(node) && isWriting(node, this.names) ? node.arguments[0] : undefined;
    const isWritten = skipped !== undefined && staticPath(skipped, this.names) !== undefined;
    const isResolving = isCall(node) && isMetaMember(unwrap(node.callee), "resolve") &&
      (isFolder || literalText(node.arguments[0]) !== undefined);
    return children(node).filter((child) =>
      !isTold(child) && !(isWritten && child === skipped) && !(isResolving && child === node.callee)
    );
  }

  #visitAll(nodes: readonly Node[], isSaid = false): void {
    for (const node of nodes) this.#visit(node, isSaid);
  }

  /** A constant that names a file counts with what it's bound to. */
  #identifier(node: Node): void {
    const path = staticPath(node, this.names);
    if (path && isPlace(path)) this.#note(path, node);
  }

  #note(path: StaticPath, node: Node): void {
    const relative = relativePath(path);
    if (relative === undefined) this.#notePlace(node);
    else if (!this.files.has(relative)) this.files.set(relative, [node.start, node.end]);
  }

  #notePlace({ start, end }: Node): void {
    this.places.push([start, end]);
  }
}

/** Whether a path is that of the module's own file, of its folder, or of one above it. */
function isPlace(path: StaticPath): boolean {
  return relativePath(path) === undefined;
}

const CUTTING = /^(?:concat|match|matchAll|replace|replaceAll|slice|split|substr|substring)$/;

/** Whether a node makes another path of one, or changes a URL. */
function isRemaking(node: Node, names: FileNames): boolean {
  const member = unwrap(isCall(node) ? node.callee : node.left ?? node);
  if (!isMember(member) || staticPath(member.object, names) === undefined) return false;
  return isCall(node) ? CUTTING.test(member.property.name) : node.type === "AssignmentExpression";
}

const COMPARING = /^(?:[!=]==?|[<>]=?|typeof|!)$/;

/** Whether what a node's parts are called is only compared or printed, so that no file is found by it. */
function saysOnly(node: Node, isSaid: boolean, names: FileNames): boolean {
  if (node.type === "TemplateLiteral" || node.operator === "+") return isSaid;
  if (node.type === "BinaryExpression" || node.type === "UnaryExpression") {
    return COMPARING.test(node.operator);
  }
  if (node.type !== "NewExpression" && !isCall(node)) return false;
  const callee = memberChain(node.callee);
  if (!callee) return false;
  if (names.isGlobal(callee.root)) return /^(?:console$|\w*Error$)/.test(callee.root.name);
  return /^(?:base|ext)name$/.test(importedName(node.callee, names) ?? "") ||
    importedName(node.callee, names, /^(?:node:)?module$/) === "createRequire";
}

/** Whether a call surely only writes: of a user's own function it can't be told by its name. */
function isWriting(call: Node, names: FileNames): boolean {
  const callee = unwrap(call.callee);
  const isOfDeno = isMember(callee) && !callee.computed && callee.object.type === "Identifier" &&
    callee.object.name === "Deno" && names.isGlobal(callee.object);
  const name = isOfDeno ? callee.property.name : importedName(callee, names, FILE_MODULE);
  return name !== undefined && WRITING.test(name);
}

/** Expressions that are values of constants which no other module sees. */
export function ownConstants(program: Node, scopes: Scopes): ReadonlySet<Node> {
  const exported = exportedNames(program);
  const found = new Set<Node>();
  for (const binding of new Set(scopes.bindingOf.values())) {
    const value = initialiser(binding);
    const isSeen = binding.scope === scopes.module && exported.has(binding.name);
    if (value && !isSeen) found.add(unwrap(value));
  }
  return found;
}

/** Names of the module that others can import. */
function exportedNames(program: Node): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of program.body as Node[]) {
    if (!statement.type.startsWith("Export")) continue;
    for (const specifier of statement.source ? [] : statement.specifiers ?? []) {
      names.add(specifier.local?.name);
    }
    const { declaration } = statement;
    if (declaration?.type === "Identifier") names.add(declaration.name);
    for (const { id } of declaration?.declarations ?? []) names.add(id.name);
  }
  return names;
}
