/** Makes nodes of the graph of code, each once; by itself those that refer to nothing. */

import { sha256 } from "../hash/digest.ts";
import { type AbsPath, relative } from "../util/path.ts";
import { folderHash } from "./folder_hash.ts";
import type { SourceFile, SourceFiles } from "./files.ts";
import type { GraphNode } from "./graph_node.ts";
import {
  assetNode,
  folderNode,
  foreignNode,
  missingNode,
  unparsedNode,
  unreadableNode,
  type Use,
} from "./leaf_nodes.ts";
import type { Resolved } from "./resolver_types.ts";

/** The nodes of a graph, by what they stand for. */
export class Leaves {
  readonly #nodes = new Map<string, GraphNode>();

  constructor(readonly files: SourceFiles, readonly root: AbsPath) {}

  /** The node of that key. */
  once(key: string, make: () => GraphNode): GraphNode {
    let node = this.#nodes.get(key);
    if (!node) this.#nodes.set(key, node = make());
    return node;
  }

  /** A name of a module that is no local file. */
  foreign(
    resolved: Exclude<Resolved, { kind: "local" }>,
    { specifier, name }: { readonly specifier: string; readonly name: string },
    use: Use,
  ): GraphNode {
    const of = resolved.kind === "package"
      ? resolved.hash
      : resolved.kind === "unknown"
      ? use.file.path
      : "";
    return this.once(
      `${resolved.kind}\0${specifier}\0${of}\0${name}`,
      () => foreignNode(resolved, specifier, name, use),
    );
  }

  /** A file that is imported and counts by its content. */
  asset(path: AbsPath): GraphNode {
    return this.once(`asset\0${path}`, () => {
      const bytes = this.files.bytes(path);
      return bytes ? assetNode(this.shown(path), sha256(bytes)) : unreadableNode(this.shown(path));
    });
  }

  /** A file or folder that code names, which counts by what is there now. */
  named(path: AbsPath): GraphNode {
    // the same node as where it is imported
    return this.once(`asset\0${path}`, () => {
      const hash = this.files.contentHash(path);
      if (hash !== undefined) return assetNode(this.shown(path), hash);
      const folder = folderHash(path, (file) => this.files.contentHash(file));
      if (folder !== undefined) return folderNode(this.shown(path), folder);
      return unreadableNode(this.shown(path));
    });
  }

  /** A module that can't be read. */
  unreadable(path: AbsPath): GraphNode {
    return this.once(`unreadable\0${path}`, () => unreadableNode(this.shown(path)));
  }

  /** A module that can't be parsed. */
  unparsed(file: SourceFile): GraphNode {
    return this.once(`unparsed\0${file.path}`, () => unparsedNode(this.shown(file.path), file));
  }

  /** A name that a module doesn't export. */
  missing(file: SourceFile, name: string): GraphNode {
    return this.once(
      `missing\0${file.path}\0${name}`,
      () => missingNode(this.shown(file.path), file, name),
    );
  }

  /** A path as people see it. */
  shown(path: AbsPath): string {
    return relative(this.root, path).replaceAll("\\", "/");
  }
}
