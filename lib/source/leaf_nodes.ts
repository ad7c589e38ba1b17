/** Nodes of the graph of code that refer to nothing: packages, assets, what is not known. */

import { basename } from "../util/path.ts";
import type { SourceFile } from "./files.ts";
import { GraphNode } from "./graph_node.ts";
import type { Resolved } from "./resolver_types.ts";
import type { Span } from "./summary.ts";

/** Where something is imported. */
export interface Use {
  readonly file: SourceFile;
  readonly span: Span | undefined;
}

/** A name of a module that is no local file. */
export function foreignNode(
  resolved: Exclude<Resolved, { kind: "local" }>,
  specifier: string,
  name: string,
  use: Use,
): GraphNode {
  switch (resolved.kind) {
    case "merkl":
      return new GraphNode({ kind: "merkl", name, text: JSON.stringify(["merkl", name]) });
    case "builtin":
      return new GraphNode({
        kind: "builtin",
        name: `${resolved.name}#${name}`,
        text: JSON.stringify(["builtin", resolved.name, name]),
        exported: name,
      });
    case "package":
      return new GraphNode({
        kind: "package",
        name: resolved.version ? `${resolved.name}@${resolved.version}` : resolved.name,
        text: JSON.stringify(["package", resolved.hash, packagePath(specifier), name]),
        version: resolved.version,
        exported: name,
        hash: resolved.hash,
      });
    case "unknown":
      return new GraphNode({
        kind: "unknown",
        name: specifier,
        text: JSON.stringify(["unknown", specifier, name]),
        why: `${JSON.stringify(specifier)} can't be resolved: ${resolved.why}`,
        file: use.file,
        ...(use.span ? { span: use.span } : {}),
      });
  }
}

/** A file that counts by its content. */
export function assetNode(path: string, hash: string): GraphNode {
  return new GraphNode({ kind: "asset", name: path, text: JSON.stringify(["asset", hash]), hash });
}

/** A folder that counts by what is in it. */
export function folderNode(path: string, hash: string): GraphNode {
  return new GraphNode({
    kind: "asset",
    name: `${path}/`,
    text: JSON.stringify(["folder", hash]),
    hash,
  });
}

/** A file that can't be read. */
export function unreadableNode(path: string): GraphNode {
  const text = JSON.stringify(["unreadable", basename(path)]);
  return new GraphNode({ kind: "unknown", name: path, text, why: `${path} can't be read` });
}

/** A file that can't be parsed: it counts by its whole text. */
export function unparsedNode(path: string, file: SourceFile): GraphNode {
  const { message, at } = file.summary.error!;
  return new GraphNode({
    kind: "unknown",
    name: path,
    text: JSON.stringify(["text", file.text]),
    why: `${path} can't be parsed: ${message}`,
    file,
    span: [at, at],
  });
}

/** A name that a file does not export: its whole text counts. */
export function missingNode(path: string, file: SourceFile, name: string): GraphNode {
  return new GraphNode({
    kind: "unknown",
    name: `${path}#${name}`,
    text: JSON.stringify(["missing", name, file.text]),
    why: `${path} has no export ${JSON.stringify(name)}`,
  });
}

/** The part of a specifier that no version is in: `zod/mini` of `npm:zod@4/mini`. */
function packagePath(specifier: string): string {
  return specifier.replace(/^(?:npm|jsr):\/?/, "").replace(/^((?:@[^/]+\/)?[^/@]+)@[^/]*/, "$1");
}
