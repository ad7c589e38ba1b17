/** One file while it is summarised: its names, numbered, and the code nodes made of its trees. */

import { children, isFunction, isMember, literalText, type Node, unwrap } from "./ast.ts";
import { effectsOf } from "./effects.ts";
import { importedGlobal } from "./globals.ts";
import { hasJsxPragma, jsxFactory } from "./jsx_factory.ts";
import { keptIn } from "./kept.ts";
import { canonical, type Part } from "./print.ts";
import { type FileNames, namedFiles, ownConstants } from "./named_files.ts";
import type { Binding, Scopes } from "./scope.ts";
import type { CodeNode, Ref, Span } from "./summary.ts";
import type { Use } from "./use_types.ts";
import { isReading } from "./use_rules.ts";
import { isInside } from "./inside.ts";
import { usesOf } from "./uses_of.ts";
import { isMetaMember } from "./static_path.ts";
import { valueKind, valueOf } from "./value_kind.ts";

/** The start and end of a node. */
export function spanOf(node: Node): Span {
  return [node.start, node.end];
}

/** The file's names and how its trees become code nodes. */
export class FileContext {
  /** Bindings by number. */
  readonly numbered: Binding[] = [];
  readonly #ids = new Map<Binding, number>();
  #names: FileNames | undefined;

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

  /** The code node of trees that are hashed as one, without what they do with what they refer to. */
  codeNode(parts: readonly Part[], span: Span): CodeNode {
    return this.#codeNode(parts, span).node;
  }

  /** The code node of trees that may be run, or give a value, when the module is loaded. */
  runNode(parts: readonly Part[], span: Span): CodeNode {
    const { node, roots, refOf } = this.#codeNode(parts, span);
    const uses = usesOf(roots, { context: this, refOf });
    const kept = uses.uses?.filter((use) => this.#counts(node.refs[use.ref]!, use)) ?? [];
    const { uses: _, ...rest } = uses;
    return { ...node, ...rest, ...(kept.length > 0 ? { uses: kept } : {}) };
  }

  /** The name of a built-in that an identifier stands for. */
  globalName(identifier: Node): string | undefined {
    if (this.scopes.globals.has(identifier)) return identifier.name;
    const declared = this.bindingOf(identifier)?.declared[0]?.node;
    return declared?.source === undefined ? undefined : importedGlobal(declared);
  }

  #codeNode(parts: readonly Part[], span: Span) {
    const roots = parts.map((part) => unwrap(part.node));
    let jsx = false;
    const resolve = (node: Node) => {
      jsx ||= node.type === "JSXFactory";
      return this.resolve(node, roots);
    };
    const text = canonical(parts, resolve);
    const keys = new Map(text.refs.map((ref, i) => [refKey(ref), i]));
    const indexOf = (ref: Ref) => keys.get(refKey(ref)) ?? -1;
    const effects = effectsOf(roots, {
      globalName: (identifier) => this.globalName(identifier),
      resolve,
      indexOf,
      packageOf: (identifier) => this.#packageOf(identifier),
    });
    const named = this.text.includes("import.meta") ? namedFiles(roots, this.#fileNames()) : {};
    const receiver = receiverOf(roots);
    const kept = keptIn(roots, {
      bindingOf: (identifier) => this.bindingOf(identifier),
      resolve,
      indexOf,
    });
    const node: CodeNode = {
      ...{ ...text, span, ...effects, ...named },
      ...(jsx && !hasJsxPragma(this.text) ? { jsx } : {}),
      ...(kept ? { kept } : {}),
      ...(receiver ? { receiver } : {}),
    };
    const known = new Map<Node, number>();
    const refOf = (at: Node) => {
      let number = known.get(at);
      if (number === undefined) {
        const ref = resolve(at);
        known.set(at, number = ref ? indexOf(ref) : -1);
      }
      return number;
    };
    return { node, roots, refOf };
  }

  /** Whether a use can't be known to change nothing, and isn't seen in the graph anyway. */
  #counts(ref: Ref, use: Use): boolean {
    if (ref.kind !== "binding" || ref.member !== undefined) return true;
    const binding = this.numbered[ref.id]!;
    if (binding.kind === "import") return use.when !== "body" || use.to !== "builtin";
    const value = valueOf(binding);
    if (value && isFunction(value)) {
      const isSeen = use.when === "body" && use.via === undefined;
      const isGiven = use.how === "hand" && typeof use.to === "number";
      return !isSeen || isGiven || use.how === "assign" || use.how === "change";
    }
    const kind = valueKind(value, this);
    if (kind === "plain") return use.how === "assign";
    if (use.when === "body" && use.to === "builtin") return false;
    return kind !== "builtin" || use.method === undefined || !isReading(use.method);
  }

  #fileNames(): FileNames {
    if (this.#names) return this.#names;
    const own = ownConstants(this.program, this.scopes);
    return this.#names = {
      isGlobal: (identifier) => this.scopes.globals.has(identifier),
      bindingOf: (identifier) => this.bindingOf(identifier),
      isOwnConstant: (value) => own.has(value),
      isAsset: (node) => assetPath(node) !== undefined,
    };
  }

  #packageOf(identifier: Node): string | undefined {
    const binding = this.bindingOf(identifier);
    const specifier: string | undefined = binding?.kind === "import"
      ? binding.declared[0]!.node.source
      : undefined;
    return specifier === undefined || /^(?:[./]|node:|file:)/.test(specifier)
      ? undefined
      : specifier;
  }

  /** The reference that stands for an expression within roots; undefined if none does. */
  resolve(node: Node, roots: readonly Node[]): Ref | undefined {
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
    if (node.type === "ImportExpression") {
      const specifier = literalText(node.source);
      if (specifier !== undefined) return { kind: "module", specifier, at };
    }
    const required = this.#required(node);
    if (required !== undefined) return { kind: "module", specifier: required, at };
    const path = assetPath(node);
    return path === undefined ? undefined : { kind: "asset", path, at };
  }

  /** The specifier of `require("./x.cjs")`. */
  #required(node: Node): string | undefined {
    if (node.type !== "CallExpression" || node.callee.name !== "require") return undefined;
    return this.scopes.globals.has(node.callee) ? literalText(node.arguments[0]) : undefined;
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

function refKey(ref: Ref): string {
  if (ref.kind === "binding") return `${ref.id} ${ref.member ?? ""}`;
  return JSON.stringify({ ...ref, at: undefined });
}

/** The path of `new URL("./x", import.meta.url)`. */
function assetPath(node: Node): string | undefined {
  if (node.type !== "NewExpression" || node.callee.name !== "URL") return undefined;
  const [first, base]: (Node | undefined)[] = node.arguments;
  const path = literalText(first);
  if (path === undefined || /(?:^|\/)\.{0,2}$/.test(path)) return undefined;
  const isRelative = !/^(?:[a-z][a-z0-9+.-]*:|\/\/|[?#])/i.test(path);
  return isRelative && base && isMetaMember(unwrap(base), "url") ? path : undefined;
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
