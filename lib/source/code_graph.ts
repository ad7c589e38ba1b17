/** The graph of code: nodes are pieces of code and packages, edges what they refer to. */

import { byCodeUnit } from "../util/order.ts";
import { type AbsPath, absPath, dirname } from "../util/path.ts";
import { Changes } from "./changes.ts";
import { findBatches, type FoundBatch } from "./batches.ts";
import { GraphNode, nodeRisks } from "./graph_node.ts";
import { Leaves } from "./leaves.ts";
import { isCommonJs, type SourceFile, type SourceFiles } from "./files.ts";
import type { ModuleResolver } from "./resolver_types.ts";
import { CODE_FILE, loadedBy, newWay, pathOf, type Way } from "./way.ts";
import type { CodeNode, FileBinding, FunctionInfo, Ref } from "./summary.ts";

/** Makes graph nodes, each once. */
export class CodeGraph {
  readonly #leaves: Leaves;
  readonly #batches = new Map<string, readonly FoundBatch[]>();
  /** Of an import, the modules that only hand it on. */
  readonly #passes = new Map<string, readonly SourceFile[]>();
  readonly changes = new Changes(this);

  constructor(
    readonly files: SourceFiles,
    readonly resolver: ModuleResolver,
    root: AbsPath,
  ) {
    this.#leaves = new Leaves(files, root);
  }

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
      const { kind, name, inner } = binding;
      return this.code(file, binding.node!, { kind, binding, name, ...(inner ? {} : { id }) });
    });
  }

  /** The node of code of a file; not shared between calls. */
  code(
    file: SourceFile,
    code: CodeNode,
    as: { kind: GraphNode["kind"]; name: string; binding?: FileBinding; id?: number },
  ): GraphNode {
    return new GraphNode({
      kind: as.kind,
      name: as.kind === "statement" ? as.name : `${this.#leaves.shown(file.path)}#${as.name}`,
      localName: as.name,
      file,
      code,
      span: as.binding?.span ?? code.span,
      ...(as.binding ? { binding: as.binding } : {}),
      ...(as.binding?.risks ? { risks: () => nodeRisks(file, as.binding!.risks!, this) } : {}),
      targets: (self) => code.refs.map((ref) => this.#target(file, ref, self)),
      edges: () => [
        ...(as.id === undefined ? [] : this.#changers(file, as.id)),
        ...(as.binding && !as.binding.inner
          ? this.batches(file, as.binding.name).map(({ node }) => node)
          : []),
        ...this.#bare(file),
        ...(code.jsx ? this.#jsx(file) : []),
        ...code.refs.flatMap((ref) => this.#passed(file, ref)),
        ...(code.files ?? []).map(({ path }) => this.#named(absPath(path, dirname(file.path)))),
      ],
    });
  }

  /** The statement of a file, or what computes a constant of it, as something that is run. */
  unit(file: SourceFile, at: { readonly statement: number } | { readonly id: number }): GraphNode {
    if ("statement" in at) return this.#statement(file, at.statement);
    return this.#once(
      `unit\0${file.path}\0${at.id}`,
      () => this.code(file, file.summary.bindings[at.id]!.node!, { kind: "statement", name: "" }),
    );
  }

  /** The modules that a file loads, as far as they are local code, in their order. */
  imports(file: SourceFile): SourceFile[] {
    return loadedBy(file.summary).flatMap((specifier) => {
      const resolved = this.resolver.resolve(specifier, file.path);
      if (resolved.kind !== "local" || !CODE_FILE.test(resolved.path)) return [];
      return this.files.get(resolved.path) ?? [];
    });
  }

  /** What in the file itself changes a name of it, or decides whether it is given its value. */
  #changers(file: SourceFile, id: number): GraphNode[] {
    const changedBy = file.summary.bindings[id]!.changedBy ?? [];
    const node = this.binding(file, id);
    const declaring = changedBy.map((i) => this.#statement(file, i));
    return [...new Set([...declaring, ...this.changes.ofFile(file).get(node) ?? []])];
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

  /**
   * The node of an exported name; undefined if there is none.
   * @param way The modules on the way are added to it, to those that are there already
   */
  exported(file: SourceFile, name: string, way: Way = newWay()): GraphNode | undefined {
    if (way.seen.has(`${file.path}\0${name}`)) return undefined;
    way.seen.add(`${file.path}\0${name}`);
    const { exports } = file.summary;
    const target = Object.hasOwn(exports, name) ? exports[name] : undefined;
    if (target && "id" in target) return this.binding(file, target.id);
    if (!target && name === "default") return undefined;
    const found = target
      ? this.#fromModule(file, target.from, target.name, way)
      : this.#fromStars(file, name, way);
    if (found) way.passed.add(file);
    return found;
  }

  #fromStars(file: SourceFile, name: string, way: Way): GraphNode | undefined {
    const found = new Set<GraphNode | undefined>();
    for (const star of file.summary.stars) {
      const resolved = this.resolver.resolve(star, file.path);
      if (resolved.kind !== "local" || !CODE_FILE.test(resolved.path)) continue;
      const other = this.files.get(resolved.path);
      found.add(other && this.exported(other, name, way));
    }
    found.delete(undefined);
    // a name that several modules export otherwise is none of this one
    return found.size > 1 ? undefined : [...found][0] ?? this.#fromPackages(file, name, way);
  }

  /** A name that a package may hold of which all is exported: of several, all that might. */
  #fromPackages(file: SourceFile, name: string, way: Way): GraphNode | undefined {
    const kindOf = (star: string) => this.resolver.resolve(star, file.path).kind;
    const packages = file.summary.stars.filter((star) => kindOf(star) !== "local");
    if (packages.length === 0) return undefined;
    if (packages.length === 1) return this.#fromModule(file, packages[0]!, name, way);
    return this.#once(`stars\0${file.path}\0${name}`, () =>
      new GraphNode({
        kind: "import",
        name,
        text: "one of several packages",
        edges: () => packages.map((star) => this.#fromModule(file, star, name, newWay())),
      }));
  }

  /** A whole module: all of its names and statements. */
  module(file: SourceFile): GraphNode {
    return this.#once(`module\0${file.path}`, () => {
      const { summary } = file;
      const names = Object.keys(summary.exports).sort(byCodeUnit);
      return new GraphNode({
        kind: "module",
        name: this.#leaves.shown(file.path),
        file,
        text: JSON.stringify(["module", names]),
        edges: () => [
          ...names.map((name) => this.exported(file, name) ?? this.#leaves.missing(file, name)),
          ...summary.bindings.flatMap((b, i) => b.inner || b.from ? [] : this.binding(file, i)),
          ...summary.statements.map((_, i) => this.#statement(file, i)),
          ...this.changes.units(file).flatMap(({ node, named, effect }) =>
            named && effect.changed.size > 0 ? node : []
          ),
          ...summary.stars.map((star) => this.#fromModule(file, star, "*", newWay())),
          ...this.#bare(file),
          ...names.flatMap((name) => this.#passedTo(file, name)),
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
    const key = `import\0${file.path}\0${id}\0${member ?? ""}`;
    return this.#once(key, () => {
      const name = imported === "*" && member !== undefined ? member : imported;
      const way = newWay();
      const target = this.#fromModule(file, specifier, name, way, binding);
      this.#passes.set(key, [...way.passed]);
      return target;
    });
  }

  /** The bare imports of modules that only hand on what a reference names. */
  #passed(file: SourceFile, ref: Ref): GraphNode[] {
    if (ref.kind !== "binding" || !file.summary.bindings[ref.id]?.from) return [];
    const key = `import\0${(file.base ?? file).path}\0${ref.id}\0${ref.member ?? ""}`;
    return (this.#passes.get(key) ?? []).flatMap((passed) => this.#bare(passed));
  }

  #passedTo(file: SourceFile, name: string): GraphNode[] {
    const way = newWay();
    this.exported(file, name, way);
    return [...way.passed].flatMap((passed) => passed === file ? [] : this.#bare(passed));
  }

  #target(file: SourceFile, ref: Ref, self: GraphNode): GraphNode {
    switch (ref.kind) {
      case "self":
        return self;
      case "binding":
        return this.binding(file, ref.id, ref.member);
      case "module":
        return this.#fromModule(file, ref.specifier, "*", newWay());
      case "asset":
        return this.#named(absPath(pathOf(ref.path, file.path)));
    }
  }

  #fromModule(
    file: SourceFile,
    specifier: string,
    name: string,
    way: Way,
    binding?: FileBinding,
  ): GraphNode {
    const resolved = this.resolver.resolve(specifier, file.path);
    if (resolved.kind !== "local") {
      return this.#leaves.foreign(resolved, { specifier, name }, { file, span: binding?.span });
    }
    if (!CODE_FILE.test(resolved.path)) return this.#leaves.asset(resolved.path);
    const target = this.files.get(resolved.path);
    if (!target) return this.#leaves.unreadable(resolved.path);
    if (target.summary.error) return this.#leaves.unparsed(target);
    if (name === "*" || isCommonJs(target)) return this.module(target);
    return this.exported(target, name, way) ?? this.#leaves.missing(target, name);
  }

  /** A file or folder that code names. */
  #named(path: AbsPath): GraphNode {
    const file = CODE_FILE.test(path) ? this.files.get(path) : undefined;
    if (!file) return this.#leaves.named(path);
    return file.summary.error ? this.#leaves.unparsed(file) : this.module(file);
  }

  #statement(file: SourceFile, i: number): GraphNode {
    return this.#once(
      `statement\0${file.path}\0${i}`,
      () => this.code(file, file.summary.statements[i]!, { kind: "statement", name: "" }),
    );
  }

  /** What settings say that JSX is compiled to. */
  #jsx(file: SourceFile): GraphNode[] {
    const factory = this.resolver.jsx?.(file.path);
    if (factory === undefined) return [];
    if ("specifier" in factory) return [this.#fromModule(file, factory.specifier, "*", newWay())];
    const [name] = factory.name.split(".");
    const id = file.summary.bindings.findIndex((one) => one.name === name && !one.inner);
    return id < 0 ? [] : [this.binding(file, id)];
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
          edges: () => [this.#fromModule(file, specifier, "*", newWay())],
        }))
    );
  }

  #once(key: string, make: () => GraphNode): GraphNode {
    return this.#leaves.once(key, make);
  }
}
