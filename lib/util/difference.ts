/** Where two values differ. */

/** The first place at which two values differ. */
export interface Difference {
  /** `.a[0]`; `""` for the whole. */
  readonly path: string;
  /** What stands there in the first value; {@linkcode ABSENT} if nothing does. */
  readonly from: unknown;
  readonly to: unknown;
}

/** Stands for a part that isn't there. */
export const ABSENT: unique symbol = Symbol("absent");

/** How values are compared. */
export interface CompareOptions {
  /** Whether the order of properties counts. @default {false} */
  readonly order?: boolean;
}

/**
 * The first difference between two values, in the order of the first; undefined if there is none.
 * Instances of classes are equal only if they are the same.
 */
export function findDifference(
  from: unknown,
  to: unknown,
  { order = false }: CompareOptions = {},
): Difference | undefined {
  return compare({ path: "", from, to }, order, new Map());
}

function compare(
  whole: Difference,
  order: boolean,
  seen: Map<object, unknown>,
): Difference | undefined {
  const stack = [whole];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { path, from: a, to: b } = at;
    if (Object.is(a, b)) continue;
    if (!isObject(a) || !isObject(b)) return at;
    if (seen.get(a) === b) continue;
    seen.set(a, b);
    if (isBinary(a) || isBinary(b)) {
      if (!sameBytes(a, b)) return at;
      continue;
    }
    const parts = partsOf(a);
    const others = partsOf(b);
    if (parts === undefined || others === undefined || !isOneKind(a, b)) return at;
    const found: Difference[] = [];
    for (const name of new Set([...parts.keys(), ...others.keys()])) {
      const [one, other] = [parts, others].map((of) => of.has(name) ? of.get(name) : ABSENT);
      found.push({ path: path + pathStep(name), from: one, to: other });
    }
    if (!isPlain(a) && !Array.isArray(a)) {
      // no path leads into a Map
      if (found.some((part) => compare(part, order, seen) !== undefined)) return at;
      continue;
    }
    const lacks = found.find((part) => part.from === ABSENT || part.to === ABSENT);
    if (lacks !== undefined) return lacks;
    if (order && isPlain(a) && isReordered(parts, others)) return at;
    stack.push(...found.reverse());
  }
  return undefined;
}

/** The path to the first difference between two values, undefined if there is none. */
export function difference(a: unknown, b: unknown): string | undefined {
  return findDifference(a, b)?.path;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Whether a value is a plain object. */
export function isPlain(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isOneKind(a: object, b: object): boolean {
  return Object.getPrototypeOf(a) === Object.getPrototypeOf(b) || (isPlain(a) && isPlain(b));
}

function isReordered(parts: Parts, others: Parts): boolean {
  const names = [...others.keys()];
  return [...parts.keys()].some((name, i) => name !== names[i]);
}

function isBinary(value: object): value is ArrayBufferView | ArrayBuffer {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer;
}

/** By their bytes, which tell -0 from 0; so do those of NaN, of which there is one where it matters. */
function sameBytes(a: object, b: object): boolean {
  if (!isBinary(a) || !isBinary(b) || !isOneKind(a, b)) return false;
  const [one, other] = [bytesOf(a), bytesOf(b)];
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function bytesOf(value: ArrayBufferView | ArrayBuffer): Uint8Array {
  return value instanceof ArrayBuffer
    ? new Uint8Array(value)
    : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

type Parts = ReadonlyMap<PropertyKey, unknown>;

/** What two values of a kind must have in common; undefined for what is equal to itself alone. */
function partsOf(value: object): Parts | undefined {
  if (Array.isArray(value) || isPlain(value)) return new Map(Object.entries(value));
  if (value instanceof Map) {
    return new Map(
      [...value].flatMap(([key, item], i) => [[`${i} key`, key], [`${i} value`, item]]),
    );
  }
  if (value instanceof Set) return new Map([...value].map((item, i) => [String(i), item]));
  if (value instanceof Date) return new Map([["time", value.getTime()]]);
  if (value instanceof RegExp) return new Map([["source", String(value)]]);
  return undefined;
}

/** One step of a path to a part: `.lr`, `[0]`, `["a b"]`. */
export function pathStep(name: PropertyKey): string {
  const text = String(name);
  // "00" and what has more digits than numbers have are other names than the number that they spell
  if (/^(?:0|[1-9]\d{0,14})$/.test(text)) return `[${text}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text)
    ? `.${text}`
    : `[${JSON.stringify(text)}]`;
}
