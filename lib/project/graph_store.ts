/** Where the graphs of pipelines are kept: beside the analyses of source files. */

import type { GraphStore } from "../graph/runtime.ts";
import type { AnalysisMemo } from "../source/types.ts";

/** The store; without `lookUp` everything is built anew, but kept. */
export function graphStore(memo: AnalysisMemo, { lookUp }: { lookUp: boolean }): GraphStore {
  const key = (id: string) => `graph ${id}`;
  return {
    get: (id) => lookUp ? memo.get(key(id)) : undefined,
    set: (id, json) => memo.set(key(id), json),
  };
}
