/** Where a value and what a serialiser made of it part, for people. */

import { hashValue } from "../hash/canonical.ts";
import { isMerklError } from "../error/merkl_error.ts";
import { shorten } from "../util/text.ts";

/** Characters of a value that are shown. */
const SHOWN = 40;

interface Pair {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * The first place, in the order of the value, at which `after` is not `before`, with both:
 * `result.at is a Date, but "1970-01-01" when read`; undefined if nobody could tell them apart.
 */
export function firstDifference(before: unknown, after: unknown, root: string): string | undefined {
  const stack: Pair[] = [{ path: root, before, after }];
  const seen = new Set<unknown>();
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    if (isSame(pair.before, pair.after)) continue;
    const parts = seen.has(pair.before) ? [] : partsOf(pair);
    seen.add(pair.before);
    if (parts.length === 0) {
      return `${pair.path} is ${shown(pair.before)}, but ${shown(pair.after)} when read`;
    }
    for (const part of parts.reverse()) stack.push(part);
  }
  return undefined;
}

function isSame(before: unknown, after: unknown): boolean {
  try {
    return hashValue(before) === hashValue(after);
  } catch (error) {
    if (isMerklError(error)) return false;
    throw error;
  }
}

/** The parts of two unequal values of one kind, of which at least one pair differs; else none. */
function partsOf({ path, before, after }: Pair): Pair[] {
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return differing(before.map((item, i) => ({
      path: `${path}[${i}]`,
      before: item as unknown,
      after: after[i] as unknown,
    })));
  }
  if (!isPlain(before) || !isPlain(after)) return [];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return differing([...keys].map((key) => ({
    path: /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`,
    before: Object.hasOwn(before, key) ? before[key] : NOTHING,
    after: Object.hasOwn(after, key) ? after[key] : NOTHING,
  })));
}

/** Two objects may also differ in the order of their properties alone. */
function differing(parts: Pair[]): Pair[] {
  return parts.filter((part) => !isSame(part.before, part.after));
}

/** Stands for a property that isn't there. */
const NOTHING: unique symbol = Symbol("nothing");

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function shown(value: unknown): string {
  if (value === NOTHING) return "absent";
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
