/** `--verify`: whether what a body gave comes back from the cache as it was. */

import type { CallNode } from "../graph/node.ts";
import { isRef } from "./ref_content.ts";
import { ABSENT, findDifference, isPlain } from "../util/difference.ts";
import { shorten } from "../util/text.ts";
import type { Product } from "./record.ts";

/** Characters of a value that are shown. */
const SHOWN = 40;

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
    const found = findDifference(value, serializer.loads(bytes), { order: true });
    if (found === undefined) continue;
    const { path, from, to } = found;
    info.runtime.warnOnce(
      `not-lossless ${info.taskId} ${info.name} ${root}`,
      `${info.name}: the serializer ${serializer.name} changes its value: ` +
        `${root}${path} is ${shown(from)}, but ${shown(to)} when read`,
    );
  }
}

function shown(value: unknown): string {
  if (value === ABSENT) return "absent";
  if (typeof value === "string") return shorten(JSON.stringify(value), SHOWN);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) {
    return Object.is(value, -0) ? "-0" : String(value);
  }
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isPlain(value)) return `an object with ${Object.keys(value).join(", ") || "nothing"}`;
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "" ? `a ${name}` : "an object";
}
