/** What the function of a batch returned, divided among its items. */

import { batchHole, batchPromise, batchResult } from "../error/batch_errors.ts";
import type { BatchCall, CallNode } from "../graph/node.ts";
import { isThenable } from "../util/thenable.ts";
import { divideResult, shownResult } from "./outs.ts";

/** What a body returned for one call. */
export interface Divided {
  readonly whole: unknown;
  /** In the order of its outs. */
  readonly values: readonly unknown[];
}

/**
 * What was returned for each item.
 * @param nodes The items that the function was given, in that order
 * @throws {MerklError} `batch-result` if that isn't one value each, `wrong-outs`
 */
export function divideBatch(
  nodes: readonly CallNode[],
  batch: BatchCall,
  result: unknown,
): Divided[] {
  const { name, place } = batch;
  if (!Array.isArray(result) || result.length !== nodes.length) {
    throw batchResult(name, { items: nodes.length, actual: shownResult(result), place });
  }
  for (let i = 0; i < result.length; i++) {
    if (!(i in result)) throw batchHole(name, { item: i, place });
    if (isThenable(result[i])) throw batchPromise(name, { item: i, place });
  }
  return nodes.map((node, i) => ({
    whole: result[i],
    values: divideResult(node, result[i], { name: `${name}, for item ${i},`, place }),
  }));
}
