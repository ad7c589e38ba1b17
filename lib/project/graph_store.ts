/**
 * Where the graphs of pipelines are kept: beside the analyses of source files. Each belongs to its
 * pipeline, and goes when there is one by newer code, or when the pipeline is cleared.
 */

import type { GraphKey, GraphStore } from "../graph/runtime.ts";
import type { AnalysisMemo } from "../source/types.ts";

/** The store; without `lookUp` everything is built anew, but kept. */
export function graphStore(memo: AnalysisMemo, { lookUp }: { lookUp: boolean }): GraphStore {
  return {
    get: (key) => lookUp ? memo.get(wholeKey(key)) : undefined,
    set: (key, json) => {
      dropOlder(memo, key);
      memo.set(wholeKey(key), json);
    },
  };
}

/**
 * Forgets the kept graphs of a pipeline (`file#binding`), of all pipelines of a file (`file`), or all
 * there are; gives how many. Values stay: what a graph costs is its construction.
 */
export function dropGraphs(memo: AnalysisMemo, owner?: string): number {
  if (owner === undefined) return memo.forget?.(KIND) ?? 0;
  return memo.forget?.(owner.includes("#") ? ownerPrefix(owner) : `${KIND}${owner}#`) ?? 0;
}

/** They are of no more use, but do no harm either. */
function dropOlder(memo: AnalysisMemo, key: GraphKey): void {
  try {
    memo.forget?.(ownerPrefix(key.pipeline), codePrefix(key));
  } catch {
    // a cache that can't be written to says so elsewhere
  }
}

const KIND = "graph ";

function ownerPrefix(pipeline: string): string {
  return `${KIND}${pipeline} `;
}

function codePrefix({ pipeline, code }: GraphKey): string {
  return `${ownerPrefix(pipeline)}${code} `;
}

function wholeKey(key: GraphKey): string {
  return codePrefix(key) + key.args;
}
