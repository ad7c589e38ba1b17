/** One file while it is summarised: its names, numbered, and the code nodes made of its trees. */

import { children, isFunction, isMember, type Node, unwrap } from "./ast.ts";
import { effectsOf } from "./effects.ts";
import { importedGlobal } from "./globals.ts";
import { jsxFactory } from "./jsx_factory.ts";
import { canonical, type Part } from "./print.ts";
import type { Binding, Scopes } from "./scope.ts";
import type { CodeNode, Ref, Span } from "./summary.ts";

/** The start and end of a node. */
export function spanOf(node: Node): Span {
  return [node.start, node.end];
}

/** The file's names and how its trees become code nodes. */
export class FileContext {
  /** Bindings by number. */
  readonly numbered: Binding[] = [];
  readonly #ids = new Map<Binding, number>();

  constructor(readonly text: string, readonly program: Node, readonly scopes: Scopes) {
    for (const binding of scopes.module.bindings.values()) this.idOf(binding);
  }

  /** The number of a binding; given to it when first asked for. */
  idOf(binding: Binding): number {
    const known = this.#ids.get(binding);
    if (known !== undefined) return known;
    this.#ids.set(binding, this.numbered.length);
    return this.numbered.push(binding) - 1;
  }

  /** What an identifier names; undefined for a global. */
  bindingOf(identifier: Node): Binding | undefined {
    return this.scopes.bindingOf.get(identifier);
  }

  /** The code node of trees that are hashed as one. */
  codeNode(parts: readonly Part[], span: Span): CodeNode {
    const roots = parts.map((part) => unwrap(part.node));
    const resolve = (node: Node) => this.#resolve(node, roots);
    const text = canonical(parts, resolve);
    const keys = new Map(text.refs.map((ref, i) => [refKey(ref), i]));
    const effects = effectsOf(roots, {
      globalName: (identifier) => this.#globalName(identifier),
      resolve,
      indexOf: (ref) => keys.get(refKey(ref)) ?? -1,
    });
    const receiver = receiverOf(roots);
    return { ...text, span, ...effects, ...(receiver ? { receiver } : {}) };
  }

  #globalName(identifier: Node): string | undefined {
    if (this.scopes.globals.has(identifier)) return identifier.name;
    const declared = this.bindingOf(identifier)?.declared[0]?.node;
    return declared?.source === undefined ? undefined : importedGlobal(declared);
  }

  #resolve(node: Node, roots: readonly Node[]): Ref | undefined {
    const at = spanOf(node);
    if (node.type === "Identifier" || node.type === "JSXIdentifier") {
      const binding = this.bindingOf(node);
      if (!binding) return undefined;
      if (binding.kind === "self" && roots.includes(binding.declared[0]!.node)) {
        return { kind: "self", at };
      }
      if (roots.some((root) => isInside(binding, root))) return undefined;
      return { kind: "binding", id: this.idOf(binding), at };
    }
    if (isMember(node)) return this.#namespaceMember(node);
    if (node.type === "JSXFactory") return this.#jsxFactory(false);
    if (node.type === "JSXFragmentFactory") return this.#jsxFactory(true);
    if (node.type === "ImportExpression" && node.source.type === "StringLiteral") {
      return { kind: "module", specifier: node.source.value, at };
    }
    const path = assetPath(node);
    return path === undefined ? undefined : { kind: "asset", path, at };
  }

  #jsxFactory(fragment: boolean): Ref | undefined {
    const at = [0, 0] as const;
    for (const factory of jsxFactory(this.text, fragment)) {
      if ("specifier" in factory) return { kind: "module", specifier: factory.specifier, at };
      const binding = this.scopes.module.bindings.get(factory.name);
      if (binding) return { kind: "binding", id: this.idOf(binding), at };
    }
    return undefined;
  }

  #namespaceMember(node: Node): Ref | undefined {
    const object = unwrap(node.object);
    if (object.type !== "Identifier") return undefined;
    const binding = this.bindingOf(object);
    const declared = binding?.declared[0]?.node.type;
    if (!binding || declared !== "ImportNamespaceSpecifier") return undefined;
    const property: Node = node.property;
    const member: string | undefined = !node.computed
      ? property.name
      : property.type === "StringLiteral"
      ? property.value
      : undefined;
    if (member === undefined) return undefined;
    return { kind: "binding", id: this.idOf(binding), member, at: spanOf(node) };
  }
}

function isInside(binding: Binding, root: Node): boolean {
  return binding.scope.parent !== undefined && binding.kind !== "import" &&
    binding.scope.start >= root.start && binding.scope.end <= root.end;
}

function refKey(ref: Ref): string {
  return JSON.stringify({ ...ref, at: undefined });
}

/** The path of `new URL("./x", import.meta.url)` and `import.meta.resolve("./x")`. */
function assetPath(node: Node): string | undefined {
  const [path, base]: (Node | undefined)[] = node.arguments ?? [];
  if (path?.type !== "StringLiteral" || !/^\.\.?\/.*[^/]$/.test(path.value)) return undefined;
  if (node.type === "NewExpression" && node.callee.name === "URL" && base) {
    return isMetaMember(base, "url") ? path.value : undefined;
  }
  return node.type === "CallExpression" && isMetaMember(unwrap(node.callee), "resolve")
    ? path.value
    : undefined;
}

function isMetaMember(node: Node, name: string): boolean {
  return node.type === "MemberExpression" && node.object.type === "MetaProperty" &&
    node.object.meta.name === "import" && node.property.name === name;
}

/** The first use of a receiver that belongs to a function around the roots. */
function receiverOf(roots: readonly Node[]): CodeNode["receiver"] {
  for (const root of roots) {
    const found = findReceiver(root);
    if (found) return { name: receiverName(found), at: spanOf(found) };
  }
  return undefined;
}

function receiverName(node: Node): string {
  if (node.type === "ThisExpression") return "this";
  if (node.type === "Super") return "super";
  return node.type === "Identifier" ? "arguments" : "new.target";
}

function findReceiver(node: Node): Node | undefined {
  if (node.type === "ThisExpression" || node.type === "Super") return node;
  if (node.type === "Identifier" && node.name === "arguments") return node;
  if (node.type === "MetaProperty" && node.meta.name === "new") return node;
  if (isFunction(node) && node.type !== "ArrowFunctionExpression") return undefined;
  if (
    node.type === "ClassBody" ||
    isMember(node) && !node.computed && node.property.name === "arguments"
  ) {
    return isMember(node) ? findReceiver(node.object) : undefined;
  }
  for (const child of children(node)) {
    const found = findReceiver(child);
    if (found) return found;
  }
  return undefined;
}
