/** The numbers of the canonical encoding (`docs/hashing.md` has the whole table). */

/**
 * CBOR tags of what plain CBOR can't tell apart. All lie in the range that IANA gives out first come,
 * first served; 60672 is 0xED00. A number is never given a second meaning.
 */
export const TAG = {
  /** + array of keys and values in turn, in the object's own order. */
  object: 60672,
  /** The same for an object without prototype. */
  nullObject: 60673,
  /** + array of keys and values in turn, in insertion order. */
  map: 60674,
  /** + array of items in insertion order. */
  set: 60675,
  /** + milliseconds since the epoch, or NaN. */
  date: 60676,
  /** + [source, flags, lastIndex]. */
  regexp: 60677,
  /** + undefined: a missing item of an array. */
  hole: 60678,
  /** + bytes: UTF-16LE of a text that has lone surrogates and so no UTF-8. */
  utf16: 60679,
  /** + bytes. */
  arrayBuffer: 60680,
  /** + bytes. */
  dataView: 60681,
  /** + bytes: Node's Buffer. */
  buffer: 60682,
  /** + null: a value that the caller collects. */
  slot: 60683,
  /** + [name, what stands for the value]: a value known by something else than its data. */
  identity: 60684,
  /** RFC 8949: non-negative and negative bignum. */
  bigPositive: 2,
  bigNegative: 3,
} as const;

type Binary = abstract new (...args: never[]) => object;

/** Typed arrays with the tags that RFC 8746 gives them (little-endian). A Uint8Array needs none. */
export const TYPED_ARRAYS: readonly (readonly [tag: number, type: Binary])[] = [
  [68, Uint8ClampedArray],
  [69, Uint16Array],
  [70, Uint32Array],
  [71, BigUint64Array],
  [72, Int8Array],
  [77, Int16Array],
  [78, Int32Array],
  [79, BigInt64Array],
  [84, Float16Array],
  [85, Float32Array],
  [86, Float64Array],
];

/** First bytes of CBOR items that are one byte long, and of floats. */
export const SIMPLE = {
  false: 0xf4,
  true: 0xf5,
  null: 0xf6,
  undefined: 0xf7,
  float16: 0xf9,
  float32: 0xfa,
  float64: 0xfb,
} as const;

/** CBOR major types. */
export const MAJOR = { positive: 0, negative: 1, bytes: 2, text: 3, array: 4, tag: 6 } as const;
