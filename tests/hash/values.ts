/** Random values of every kind that merkl encodes, and what makes two of them the same. */

import { Buffer } from "node:buffer";
import fc from "fast-check";

const VIEWS: readonly (new (buffer: ArrayBuffer) => object)[] = [
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
  BigUint64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  BigInt64Array,
  Float16Array,
  Float32Array,
  Float64Array,
  DataView,
];

/** Few distinct ones, so that random pairs are often equal or nearly so. */
const crowded = fc.constantFrom<unknown>(
  ...[0, -0, 1, -1, NaN, 0.5, 24, 2 ** 53, 0n, 1n, -1n, "", "0", "1", "a", "\ud800", "\ufffd"],
  ...[true, false, null, undefined],
);

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((u) =>
    String.fromCharCode(...u)
  ),
);

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.float(),
  fc.integer({ min: -2000, max: 2000 }).map((n) => n / 16),
);

const bytes = fc.uint8Array({ maxLength: 4 }).map((items) => {
  const buffer = new ArrayBuffer(items.length * 8);
  new Uint8Array(buffer).set(items);
  return buffer;
});

const leaf = fc.oneof(
  { weight: 4, arbitrary: crowded },
  number,
  text,
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom("a", "b\\/", "(?:)", "\\n").chain((source) =>
    fc.tuple(fc.constantFrom("", "g", "gi", "u"), fc.nat(3)).map(([flags, lastIndex]) =>
      Object.assign(new RegExp(source, flags), { lastIndex })
    )
  ),
  fc.tuple(bytes, fc.constantFrom(...VIEWS)).map(([buffer, View]) => new View(buffer)),
  bytes.map((buffer) => Buffer.from(buffer)),
  bytes,
);

const key = fc.oneof(fc.constantFrom("a", "b", "1", "0", "__proto__", "constructor", ""), text);

function object(pairs: [string, unknown][], bare: boolean): object {
  const made: object = bare ? Object.create(null) : {};
  for (const [name, value] of pairs) {
    Object.defineProperty(made, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return made;
}

function sparse(items: unknown[], holes: number[]): unknown[] {
  for (const hole of holes) if (hole < items.length) delete items[hole];
  return items;
}

/** Values of every kind, nested. */
export const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => {
  const some = fc.array(tie("value"), { maxLength: 4 });
  return {
    value: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      { weight: 3, arbitrary: leaf },
      fc.tuple(some, fc.array(fc.nat(5), { maxLength: 2 })).map(([items, holes]) =>
        sparse(items, holes)
      ),
      fc.tuple(fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }), fc.boolean()).map((
        [pairs, bare],
      ) => object(pairs, bare)),
      fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 }).map((pairs) =>
        new Map(pairs)
      ),
      some.map((items) => new Set(items)),
    ),
  };
}).value;

/** Small values out of few, so that random pairs of them are often the same. */
export const crowdedValues: fc.Arbitrary<unknown> = fc.oneof(
  crowded,
  fc.array(crowded, { maxLength: 2 }),
  fc.array(crowded, { maxLength: 2 }).map((items) => new Set(items)),
  fc.tuple(fc.constantFrom("a", "b", "0"), crowded).map(([name, item]) =>
    object([[name, item]], false)
  ),
);

/**
 * Whether no body could tell two values apart: written without the encoder, by what JavaScript lets
 * one look at.
 */
export function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return Object.is(a, b);
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) return sameItems(a, b);
  if (a instanceof Map) return sameItems([...a].flat(1), [...b as Map<unknown, unknown>].flat(1));
  if (a instanceof Set) return sameItems([...a], [...b as Set<unknown>]);
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (a instanceof RegExp) {
    return String(a) === String(b) && a.lastIndex === (b as RegExp).lastIndex;
  }
  if (ArrayBuffer.isView(a) || a instanceof ArrayBuffer) return sameItems(octets(a), octets(b));
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)];
  return sameItems(keysA, keysB) && keysA.every((key) => same(own(a, key), own(b, key)));
}

function own(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)!.value;
}

function octets(value: object): number[] {
  return ArrayBuffer.isView(value)
    ? [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]
    : [...new Uint8Array(value as ArrayBuffer)];
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (i in a !== i in b || !same(a[i], b[i])) return false;
  }
  return true;
}
