/** Finds functions by their text, in all files that a stack can have functions from. */

import { byCodeUnit } from "../util/order.ts";
import type { CodeGraph } from "./code_graph.ts";
import type { SourceFile } from "./files.ts";
import { hasShape } from "./class_shape.ts";
import type { Found } from "./flow.ts";
import type { Fn } from "./locate.ts";
import type { FileSummary } from "./summary.ts";
import { CODE_FILE, loadedBy } from "./way.ts";

/**
 * All functions and classes of this text in some files and in what they import, in an order of their
 * places.
 */
export function functionsOfText(
  text: string,
  files: Iterable<SourceFile>,
  graph: CodeGraph,
): Found[] {
  return filesWithImports(files, graph).flatMap((whole) =>
    (functionsOf(whole.summary).get(text) ?? []).map((at) => functionAt(whole, at, graph))
  );
}

/** As {@linkcode functionsOfText}, of classes whose text the compiler changes: `fn` has their members. */
export function classesLike(fn: Fn, files: Iterable<SourceFile>, graph: CodeGraph): Found[] {
  return filesWithImports(files, graph).flatMap((whole) =>
    whole.summary.sites.flatMap(({ args: [arg], calleeEnd }, at) => {
      const shape = calleeEnd < 0 && arg?.kind === "function" ? arg.fn.shape : undefined;
      const isIt = shape !== undefined && hasShape(fn, shape, graph.files.memo);
      return isIt ? [functionAt(whole, at, graph)] : [];
    })
  );
}

function filesWithImports(files: Iterable<SourceFile>, graph: CodeGraph): SourceFile[] {
  return [...reachable(files, graph)]
    .sort((a, b) => byCodeUnit(a.path, b.path))
    .map((file) => graph.files.whole(file));
}

/** Files and all that they import, without those that can't be parsed. */
function reachable(files: Iterable<SourceFile>, graph: CodeGraph): Set<SourceFile> {
  const reached = new Set<SourceFile>();
  const queue = [...files];
  for (let file = queue.pop(); file; file = queue.pop()) {
    if (reached.has(file) || file.summary.error) continue;
    reached.add(file);
    for (const specifier of loadedBy(file.summary)) {
      const resolved = graph.resolver.resolve(specifier, file.path);
      if (resolved.kind !== "local" || !CODE_FILE.test(resolved.path)) continue;
      const target = graph.files.get(resolved.path);
      if (target) queue.push(target);
    }
  }
  return reached;
}

const byText = new WeakMap<FileSummary, ReadonlyMap<string, readonly number[]>>();

/** Text -> indices of the sites that are functions of it. */
function functionsOf(summary: FileSummary): ReadonlyMap<string, readonly number[]> {
  const known = byText.get(summary);
  if (known) return known;
  const index = new Map<string, number[]>();
  summary.sites.forEach(({ args: [arg], calleeEnd }, i) => {
    if (calleeEnd >= 0 || arg?.kind !== "function") return;
    const list = index.get(arg.fn.text);
    if (list) list.push(i);
    else index.set(arg.fn.text, [i]);
  });
  byText.set(summary, index);
  return index;
}

/** A function as what it is bound to, so that it has one key however it is found. */
function functionAt(file: SourceFile, site: number, graph: CodeGraph): Found {
  const [arg] = file.summary.sites[site]!.args;
  if (arg?.kind !== "function") throw new Error("Internal error: a site without its function");
  const { fn } = arg;
  const id = file.summary.bindings.findIndex(({ fn: own, kind, node }) =>
    own?.span[0] === fn.span[0] || (kind === "class" && node?.span[0] === fn.span[0])
  );
  const node = id >= 0
    ? graph.binding(file, id)
    : graph.code(file, arg.node, { kind: "body", name: "(body)" });
  return { node, fn, file: node.parts.file ?? file };
}
