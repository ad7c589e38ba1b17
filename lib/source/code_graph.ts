/** The graph of code: nodes are pieces of code and packages, edges what they refer to. */

import { byCodeUnit } from "../util/order.ts";
import { type AbsPath, absPath, fileUrl, relative } from "../util/path.ts";
import { findBatches, type FoundBatch } from "./batches.ts";
import { GraphNode } from "./graph_node.ts";
import {
  assetNode,
  foreignNode,
  missingNode,
  unparsedNode,
  unreadableNode,
  type Use,
} from "./leaf_nodes.ts";
import type { SourceFile, SourceFiles } from "./files.ts";
import type { ModuleResolver, Resolved } from "./resolver_types.ts";
import type { CodeNode, FileBinding, FunctionInfo, Ref } from "./summary.ts";

const CODE_FILE = /\.[mc]?[jt]sx?$/;

/** Makes graph nodes, each once. */
export class CodeGraph {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #batches = new Map<string, readonly FoundBatch[]>();

  constructor(
    readonly files: SourceFiles,
    readonly resolver: ModuleResolver,
    readonly root: AbsPath,
  ) {}

  /** The node of a name of a file; of a namespace import, that of its member. */
  binding(from: SourceFile, id: number, member?: string): GraphNode {
    const isInner = from.summary.bindings[id]!.inner === true;
    const file = isInner ? from : from.base ?? from;
    const binding = file.summary.bindings[id]!;
    if (binding.from) return this.#imported(file, { id, binding, member });
    return this.#once(`binding\0${file.path}\0${file.base ? "whole" : ""}\0${id}`, () => {
      if (binding.kind === "opaque") {
        return new GraphNode({
          kind: "opaque",
          name: binding.name,
          file,
          binding,
          span: binding.span,
        });
      }
      return this.code(file, binding.node!, { kind: binding.kind, binding, name: binding.name });
    });
  }

  /** The node of code of a file; not shared between calls. */
  code(
    file: SourceFile,
    code: CodeNode,
    as: { kind: GraphNode["kind"]; name: string; binding?: FileBinding },
  ): GraphNode {
    const changedBy = as.binding?.changedBy ?? [];
    return new GraphNode({
      kind: as.kind,
      name: as.kind === "statement" ? as.name : this.#name(file, as),
      localName: as.name,
      file,
      code,
      span: as.binding?.span ?? code.span,
      ...(as.binding ? { binding: as.binding } : {}),
      edges: (self) => [
        ...code.refs.map((ref) => this.#target(file, ref, self)),
        ...changedBy.map((i) => this.#statement(file, i)),
        ...(as.binding && !as.binding.inner
          ? this.batches(file, as.binding.name).map(({ node }) => node)
          : []),
        ...this.#bare(file),
      ],
    });
  }

  /** The calls of `batch(task, fn)` over the task that a module binds to `name`. */
  batches(from: SourceFile, name: string): readonly FoundBatch[] {
    const file = from.base ?? from;
    const key = `${file.path}\0${name}`;
    let found = this.#batches.get(key);
    if (!found) this.#batches.set(key, found = findBatches(file, name, this));
    return found;
  }

  /** The node of a function that is a member of a constant or class, which counts as a whole. */
  member(owner: GraphNode, name: string, fn: FunctionInfo): GraphNode {
    return new GraphNode({
      kind: "body",
      name: "(body)",
      ...(owner.parts.file ? { file: owner.parts.file } : {}),
      span: fn.span,
      text: JSON.stringify(["member", name]),
      edges: () => [owner],
    });
  }

  /** The node of an exported name; undefined if there is none. */
  exported(file: SourceFile, name: string, seen = new Set<string>()): GraphNode | undefined {
    if (seen.has(`${file.path}\0${name}`)) return undefined;
    seen.add(`${file.path}\0${name}`);
    const { exports, stars } = file.summary;
    const target = Object.hasOwn(exports, name) ? exports[name] : undefined;
    if (target && "id" in target) return this.binding(file, target.id);
    if (target) return this.#fromModule(file, target.from, target.name, seen);
    if (name === "default") return undefined;
    for (const star of stars) {
      const resolved = this.resolver.resolve(star, file.path);
      if (resolved.kind !== "local") continue;
      const other = CODE_FILE.test(resolved.path) ? this.files.get(resolved.path) : undefined;
      const found = other && this.exported(other, name, seen);
      if (found) return found;
    }
    // A star of a package may hold it: all packages that might.
    const packages = stars.filter((s) => this.resolver.resolve(s, file.path).kind !== "local");
    return packages[0] === undefined ? undefined : this.#fromModule(file, packages[0], name, seen);
  }

  /** A whole module: all of its names and statements. */
  module(file: SourceFile): GraphNode {
    return this.#once(`module\0${file.path}`, () => {
      const { summary } = file;
      const names = Object.keys(summary.exports).sort(byCodeUnit);
      return new GraphNode({
        kind: "module",
        name: this.#path(file.path),
        file,
        text: JSON.stringify(["module", names]),
        edges: () => [
          ...names.map((name) => this.exported(file, name) ?? this.#missing(file, name)),
          ...summary.bindings.flatMap((b, i) => b.inner || b.from ? [] : this.binding(file, i)),
          ...summary.statements.map((_, i) => this.#statement(file, i)),
          ...summary.stars.map((star) => this.#fromModule(file, star, "*", new Set())),
          ...this.#bare(file),
        ],
      });
    });
  }

  #imported(
    file: SourceFile,
    what: { id: number; binding: FileBinding; member: string | undefined },
  ): GraphNode {
    const { id, binding, member } = what;
    const [specifier, imported] = binding.from!;
    return this.#once(`import\0${file.path}\0${id}\0${member ?? ""}`, () => {
      const name = imported === "*" && member !== undefined ? member : imported;
      const target = this.#fromModule(file, specifier, name, new Set(), binding);
      if (!binding.changedBy) return target;
      return new GraphNode({
        kind: "changed",
        name: binding.name,
        file,
        text: "changed import",
        edges: () => [target, ...binding.changedBy!.map((i) => this.#statement(file, i))],
      });
    });
  }

  #target(file: SourceFile, ref: Ref, self: GraphNode): GraphNode {
    switch (ref.kind) {
      case "self":
        return self;
      case "binding":
        return this.binding(file, ref.id, ref.member);
      case "module":
        return this.#fromModule(file, ref.specifier, "*", new Set());
      case "asset":
        return this.#asset(absPath(decodeURI(new URL(ref.path, fileUrl(file.path)).href)));
    }
  }

  #fromModule(
    file: SourceFile,
    specifier: string,
    name: string,
    seen: Set<string>,
    binding?: FileBinding,
  ): GraphNode {
    const resolved = this.resolver.resolve(specifier, file.path);
    if (resolved.kind !== "local") {
      return this.#foreign(resolved, specifier, name, { file, span: binding?.span });
    }
    if (!CODE_FILE.test(resolved.path)) return this.#asset(resolved.path);
    const target = this.files.get(resolved.path);
    if (!target) return this.#unreadable(resolved.path);
    if (target.summary.error) return this.#unparsed(target);
    if (name === "*") return this.module(target);
    return this.exported(target, name, seen) ?? this.#missing(target, name);
  }

  #foreign(
    resolved: Exclude<Resolved, { kind: "local" }>,
    specifier: string,
    name: string,
    use: Use,
  ): GraphNode {
    const of = resolved.kind === "package"
      ? resolved.hash
      : resolved.kind === "unknown"
      ? use.file.path
      : "";
    return this.#once(
      `${resolved.kind}\0${specifier}\0${of}\0${name}`,
      () => foreignNode(resolved, specifier, name, use),
    );
  }

  #asset(path: AbsPath): GraphNode {
    if (CODE_FILE.test(path)) {
      const file = this.files.get(path);
      if (file) return file.summary.error ? this.#unparsed(file) : this.module(file);
    }
    return this.#once(`asset\0${path}`, () => {
      const bytes = this.files.bytes(path);
      return bytes ? assetNode(this.#path(path), bytes) : unreadableNode(this.#path(path));
    });
  }

  #unreadable(path: AbsPath): GraphNode {
    return this.#once(`unreadable\0${path}`, () => unreadableNode(this.#path(path)));
  }

  #unparsed(file: SourceFile): GraphNode {
    return this.#once(`unparsed\0${file.path}`, () => unparsedNode(this.#path(file.path), file));
  }

  #missing(file: SourceFile, name: string): GraphNode {
    return this.#once(
      `missing\0${file.path}\0${name}`,
      () => missingNode(this.#path(file.path), file, name),
    );
  }

  #statement(file: SourceFile, i: number): GraphNode {
    return this.#once(
      `statement\0${file.path}\0${i}`,
      () => this.code(file, file.summary.statements[i]!, { kind: "statement", name: "" }),
    );
  }

  #bare(file: SourceFile): GraphNode[] {
    return file.summary.bare.map(([specifier, span]) =>
      this.#once(`bare\0${file.path}\0${specifier}`, () =>
        new GraphNode({
          kind: "bare",
          name: specifier,
          file,
          span,
          text: "bare import",
          edges: () => [this.#fromModule(file, specifier, "*", new Set())],
        }))
    );
  }

  #name(file: SourceFile, as: { name: string }): string {
    return `${this.#path(file.path)}#${as.name}`;
  }

  #path(path: AbsPath): string {
    return relative(this.root, path).replaceAll("\\", "/");
  }

  #once(key: string, make: () => GraphNode): GraphNode {
    let node = this.#nodes.get(key);
    if (!node) this.#nodes.set(key, node = make());
    return node;
  }
}
