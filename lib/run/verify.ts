/** `--verify`: whether what a body gave comes back from the cache as it was. */

import { firstDifference } from "../codec/difference.ts";
import type { CallNode } from "../graph/node.ts";
import { isRef } from "./ref_content.ts";
import type { Product } from "./record.ts";

/** Warns, once for each out of a task, of a value that its serialiser changes. */
export function verifyProducts(
  node: CallNode,
  values: readonly unknown[],
  products: readonly Product[],
): void {
  for (const [i, { key, bytes }] of products.entries()) {
    const value = values[i];
    if (isRef(value)) continue;
    const { info } = node;
    const serializer = info.serializer(key);
    const root = key === null
      ? "result"
      : typeof key === "number"
      ? `result[${key}]`
      : `result.${key}`;
    const difference = firstDifference(value, serializer.loads(bytes), root);
    if (difference === undefined) continue;
    info.runtime.warnOnce(
      `not-lossless ${info.taskId} ${info.name} ${root}`,
      `${info.name}: the serializer ${serializer.name} changes its value: ${difference}`,
    );
  }
}
