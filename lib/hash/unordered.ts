/** Collections whose order doesn't matter. */

import { byCodeUnit } from "../util/order.ts";
import { wrongCollection } from "../error/value_errors.ts";
import { encode, type EncodeOptions } from "./canonical.ts";

/**
 * A copy of an array, Set, Map or plain object in an order that depends on its contents only, so
 * that two that differ in their order alone get one key. What it contains is left as it is. Items
 * are ordered by their canonical encoding, the properties of an object by code unit.
 * @param options how items that aren't plain data are encoded for the comparison
 * @throws {MerklError} `value-unordered` for anything else, `value-…` for items that can't be encoded
 */
export function unordered<T extends object>(collection: T, options?: EncodeOptions): T;
export function unordered(collection: unknown, options: EncodeOptions = {}): unknown {
  if (Array.isArray(collection)) return sorted(collection, options);
  if (collection instanceof Set) return new Set(sorted([...collection], options));
  if (collection instanceof Map) return new Map(sorted([...collection], options));
  const prototype = collection === null ? undefined : Object.getPrototypeOf(Object(collection));
  if (typeof collection !== "object" || (prototype !== Object.prototype && prototype !== null)) {
    throw wrongCollection(typeof collection);
  }
  const properties = Object.getOwnPropertyDescriptors(collection);
  const copy: object = Object.create(prototype);
  for (const key of Object.keys(properties).sort(byCodeUnit)) {
    Object.defineProperty(copy, key, properties[key]!);
  }
  return copy;
}

function sorted<T>(items: readonly T[], options: EncodeOptions): T[] {
  const keyed = items.map((item) => ({ item, bytes: encode(item, options) }));
  return keyed.sort((a, b) => compareBytes(a.bytes, b.bytes)).map(({ item }) => item);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}
