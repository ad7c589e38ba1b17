/** How exported names and assets are found, and what modules load. */

import { type AbsPath, fileUrl } from "../util/path.ts";
import type { SourceFile } from "./files.ts";
import type { FileSummary } from "./summary.ts";

/** Names of files that hold code. */
export const CODE_FILE = /\.[mc]?[jt]sx?$/;

/** How an exported name is found: what was asked for, and the modules that only hand it on. */
export interface Way {
  readonly seen: Set<string>;
  readonly passed: Set<SourceFile>;
}

/** A new way. */
export function newWay(): Way {
  return { seen: new Set(), passed: new Set() };
}

const loaded = new WeakMap<FileSummary, readonly string[]>();

/** Specifiers of all that a module loads: first what it imports, then what `import()` in it may. */
export function loadedBy(summary: FileSummary): readonly string[] {
  let found = loaded.get(summary);
  if (!found) {
    const { bindings, imports, statements } = summary;
    const nodes = [...statements, ...bindings.flatMap(({ node }) => node ?? [])];
    const later = nodes.flatMap(({ refs }) =>
      refs.flatMap((ref) => ref.kind === "module" ? ref.specifier : [])
    );
    loaded.set(summary, found = [...new Set([...imports, ...later])]);
  }
  return found;
}

/** The URL of an asset, without what is no part of its path. */
export function pathOf(asset: string, from: AbsPath): string {
  const url = new URL(asset, fileUrl(from));
  url.search = url.hash = "";
  return url.href;
}
