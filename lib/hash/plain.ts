/** Whether objects hold plain data and nothing that a copy would lose. */

import { oddProperty } from "../error/value_errors.ts";

/** What knows the path of the value at hand. */
interface Located {
  path(): string;
}

/** Whether an object has own symbols as keys. */
export function hasSymbols(value: object): boolean {
  return Object.getOwnPropertySymbols(value).length > 0;
}

/**
 * The value of an own property that is plain: enumerable and without a getter. `at` is already at
 * the property.
 */
export function ownValue(source: object, key: string, at: Located): unknown {
  const property = Object.getOwnPropertyDescriptor(source, key);
  if (property === undefined) throw oddProperty(at.path(), "vanished while it was read");
  if (!property.enumerable) throw oddProperty(at.path(), "is not enumerable");
  if (!("value" in property)) throw oddProperty(at.path(), "is a getter or setter");
  return property.value;
}

/** Refuses an array with properties besides its items, as the result of a RegExp match has. */
export function checkArray(array: readonly unknown[], at: Located): void {
  // indices come first among the keys, in order, so that only the last one needs a look
  const last = Object.keys(array).at(-1);
  if (last !== undefined && !isIndex(last)) {
    throw oddProperty(at.path(), `is an array with the extra property ${JSON.stringify(last)}`);
  }
  if (hasSymbols(array)) throw oddProperty(at.path(), "is an array with a symbol as key");
}

/** Refuses a Map, Set, Date or RegExp with properties of its own. */
export function checkBuiltin(value: object, at: Located): void {
  // the bytes of a typed array are keys too: listing them would take longer than encoding them
  if (ArrayBuffer.isView(value)) return;
  const key = Object.keys(value)[0];
  if (key !== undefined) {
    throw oddProperty(at.path(), `has the extra property ${JSON.stringify(key)}`);
  }
  if (hasSymbols(value)) throw oddProperty(at.path(), "has a symbol as key");
}

function isIndex(key: string): boolean {
  const index = Number(key) >>> 0;
  return String(index) === key && index !== 0xffffffff;
}
