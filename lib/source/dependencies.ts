/** The dependencies of a function as people see them. */

import { byCodeUnit } from "../util/order.ts";
import type { Closure } from "./closure.ts";
import type { SourceFile } from "./files.ts";
import type { GraphNode } from "./graph_node.ts";
import type { Place } from "../error/place.ts";
import type { Dep, Unfollowed } from "./types.ts";

const SHOWN: ReadonlySet<string> = new Set<Dep["kind"]>([
  "asset",
  "body",
  "class",
  "constant",
  "enum",
  "function",
  "module",
  "package",
  "variable",
]);

/** Where the function stands, and what is not listed. */
export interface DependencyView {
  readonly declared: ReadonlySet<GraphNode>;
  /** Names of this file are shown without it. */
  readonly file: SourceFile;
  readonly body: GraphNode;
}

/** The dependencies sorted by name, and their texts by hash. */
export function dependenciesOf(
  closure: Closure,
  view: DependencyView,
): { deps: Dep[]; sources: Map<string, string> } {
  const deps = new Map<string, Dep>();
  const sources = new Map<string, string>();
  closure.nodes.forEach((node, i) => {
    const isBody = node === view.body || i === 0;
    if (!isBody && (!SHOWN.has(node.kind) || view.declared.has(node))) return;
    const hash = node.readableHash();
    const isPackage = node.kind === "package";
    if (!isPackage && node.kind !== "asset") sources.set(hash, node.readable());
    const shown = isBody ? "(body)" : nameIn(view.file, node);
    if (isPackage && deps.has(shown)) return;
    const place = node.place();
    const { version } = node.parts;
    const name = free(shown, deps);
    const kind = (isBody ? "body" : node.kind) as Dep["kind"];
    deps.set(name, {
      name,
      kind,
      hash,
      ...(place ? { place } : {}),
      ...(version ? { version } : {}),
    });
  });
  return { deps: [...deps.values()].sort((a, b) => byCodeUnit(a.name, b.name)), sources };
}

/** What is used but not followed, in the order in which it is reached, each once. */
export function unfollowedOf(closure: Closure, declared: ReadonlySet<GraphNode>): Unfollowed[] {
  const found = new Map<string, Unfollowed>();
  const add = (one: Unfollowed, place: Place | undefined) => {
    const key = `${one.kind} ${one.name}`;
    if (!found.has(key)) found.set(key, place === undefined ? one : { ...one, place });
  };
  for (const node of closure.nodes) {
    if (declared.has(node)) continue;
    const { code, exported, file, name, why } = node.parts;
    if (node.kind === "builtin") {
      const [module] = name.split("#");
      add({ kind: "builtin", name: `node:${module} ${exported}` }, node.place());
    } else if (node.kind === "merkl") add({ kind: "merkl", name }, node.place());
    else if (why !== undefined) add({ kind: "unknown", name: why }, node.place());
    for (const { what, at } of code?.bodyReads ?? []) {
      add({ kind: "surroundings", name: what }, file?.place(at));
    }
  }
  return [...found.values()];
}

function nameIn(file: SourceFile, node: GraphNode): string {
  const { localName, name } = node.parts;
  return node.parts.file?.path === file.path && localName !== undefined ? localName : name;
}

/** A name that no other dependency has. */
function free(name: string, taken: ReadonlyMap<string, Dep>): string {
  let candidate = name;
  for (let i = 2; taken.has(candidate); i++) candidate = `${name} (${i})`;
  return candidate;
}
