/** A node of the graph of code. */

import { sha256 } from "../hash/digest.ts";
import type { Place } from "../error/place.ts";
import type { SourceFile } from "./files.ts";
import type { CodeNode, FileBinding, Ref, Risk, Span } from "./summary.ts";
import type { CodeMode } from "./types.ts";

/** Something that a constant of a function is handed to, and may change it. */
export interface NodeRisk {
  readonly to: GraphNode;
  readonly arg: number | undefined;
  /** Not itself is handed over, but each of what it holds. */
  readonly each: boolean;
  /** To which member. */
  readonly member: string | undefined;
  /** It's handed over in a function that is handed to this, as which argument. */
  readonly within: readonly [to: GraphNode, arg: number | undefined] | undefined;
}

/** What may change a constant of a function, in the graph. */
export function nodeRisks(
  file: SourceFile,
  risks: readonly Risk[],
  graph: { binding(from: SourceFile, id: number, member?: string): GraphNode },
): NodeRisk[] {
  const nodeOf = (ref: Ref) =>
    ref.kind === "binding" ? graph.binding(file, ref.id, ref.member) : undefined;
  return risks.flatMap(({ to, arg, each = false, member, within }) => {
    const callee = nodeOf(to);
    const around = within && nodeOf(within[0]);
    return callee ? { to: callee, arg, each, member, within: around && [around, within[1]] } : [];
  });
}

/** What a node is made of. */
export interface GraphNodeParts {
  readonly kind:
    | "function"
    | "class"
    | "constant"
    | "variable"
    | "enum"
    | "import"
    | "body"
    | "statement"
    | "module"
    | "bare"
    | "changed"
    | "package"
    | "builtin"
    | "merkl"
    | "asset"
    | "opaque"
    | "unknown";
  /** As dependency of a task in another file: `lib/x.ts#helper`. */
  readonly name: string;
  /** As dependency of a task in the same file. */
  readonly localName?: string;
  readonly file?: SourceFile;
  readonly span?: Span;
  readonly binding?: FileBinding;
  readonly code?: CodeNode;
  /** What is hashed, where there is no code. */
  readonly text?: string;
  /** What its text refers to, in the order of `code.refs`. */
  readonly targets?: (self: GraphNode) => GraphNode[];
  /** What it depends on besides. */
  readonly edges?: () => GraphNode[];
  /** Of a constant of a function: what may change its content. */
  readonly risks?: () => readonly NodeRisk[];
  readonly version?: string;
  /** Of a package or built-in module: the name that is imported from it. */
  readonly exported?: string;
  /** Hash that is shown for it, where it is not that of its text. */
  readonly hash?: string;
  /** Why it is not known. */
  readonly why?: string;
}

/** A piece of code, a package, an asset: what is hashed as a unit. Edges are found when asked for. */
export class GraphNode {
  #targets: readonly GraphNode[] | undefined;
  #edges: readonly GraphNode[] | undefined;
  readonly #hashes = new Map<CodeMode, string>();
  #readable: string | undefined;
  #readableHash: string | undefined;

  constructor(readonly parts: GraphNodeParts) {}

  get kind(): GraphNodeParts["kind"] {
    return this.parts.kind;
  }

  /** What its text refers to, in the order of `code.refs`. */
  get targets(): readonly GraphNode[] {
    return this.#targets ??= this.parts.targets?.(this) ?? [];
  }

  /** What it refers to, in the order of its text, and what else it depends on. */
  get edges(): readonly GraphNode[] {
    return this.#edges ??= [...this.targets, ...this.parts.edges?.() ?? []];
  }

  /** Where it stands. */
  place(): Place | undefined {
    const { file, span } = this.parts;
    return file && span && file.place(span);
  }

  /** Hash of its own text, without what it refers to and without names. */
  textHash(mode: CodeMode): string {
    let hash = this.#hashes.get(mode);
    if (hash === undefined) this.#hashes.set(mode, hash = sha256(this.#text(mode)));
    return hash;
  }

  #text(mode: CodeMode): string {
    const { code, file, text } = this.parts;
    if (!code) return text ?? this.kind;
    const canonical = [code.texts, code.order];
    if (mode === "normalized" || !file) return JSON.stringify(canonical);
    return JSON.stringify([canonical, file.text.slice(code.span[0], code.span[1])]);
  }

  /** Its canonical text with the names that it uses, for people. */
  readable(): string {
    return this.#readable ??= this.#makeReadable();
  }

  /** Hash of `readable()`, or what stands for it. */
  readableHash(): string {
    return this.#readableHash ??= this.parts.hash ?? sha256(this.readable());
  }

  #makeReadable(): string {
    const { code, file, text } = this.parts;
    if (this.kind === "module") {
      const parts = this.edges.map((e) => e.kind === "module" ? e.parts.name : e.readable());
      return parts.join("\n");
    }
    if (!code || !file) return text ?? this.parts.name;
    const own = readableText(code, file);
    const changes = this.edges.filter((edge) => edge.kind === "statement");
    return [own, ...changes.map((edge) => edge.readable())].join("\n");
  }
}

/** A code node's canonical text with names where references are. */
export function readableText(code: CodeNode, file: SourceFile): string {
  const names = code.refs.map((ref) => refName(ref, file));
  return code.texts.map((text, i) => text + (i < code.order.length ? names[code.order[i]!]! : ""))
    .join("");
}

function refName(ref: Ref, file: SourceFile): string {
  switch (ref.kind) {
    case "binding": {
      const { name } = file.summary.bindings[ref.id]!;
      return ref.member === undefined ? name : `${name}.${ref.member}`;
    }
    case "module":
      return `import(${JSON.stringify(ref.specifier)})`;
    case "asset":
      return JSON.stringify(ref.path);
    case "self":
      return file.text.slice(ref.at[0], ref.at[1]);
  }
}
