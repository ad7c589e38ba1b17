/** Modules as values: `import * as helpers`, given in `deps`. */

import { hashValue, type Replacement } from "../hash/canonical.ts";
import { byCodeUnit } from "../util/order.ts";

/** Whether a value is what `import * as` gives. */
export function isModule(value: object): boolean {
  return Object.prototype.toString.call(value) === "[object Module]";
}

/** Modules may export one another, and themselves. */
const hashing = new Set<object>();

/**
 * Hash of all that a module exports, by name: functions by their code, else by value.
 *
 * @param replace What stands for functions and the like.
 */
export function moduleHash(
  module: object,
  replace: (item: object) => Replacement | undefined,
): string {
  if (hashing.has(module)) return "";
  hashing.add(module);
  try {
    const exported = Object.entries(module).sort(([a], [b]) => byCodeUnit(a, b));
    return hashValue(
      exported.map(([name, value]) => [name, hashValue(value, { root: name, replace })]),
    );
  } finally {
    hashing.delete(module);
  }
}
