/** All places at which two values that JSON can hold differ. */

import { pathStep } from "./difference.ts";

/** One place; undefined where there is nothing. */
export interface PartChange {
  /** `.opts.lr`, `[3]`; empty for the whole. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** The first `most` places, in the order of `now`. */
export function partsChanged(before: unknown, now: unknown, most: number): PartChange[] {
  const found: PartChange[] = [];
  const stack = [{ path: "", from: before, to: now }];
  while (stack.length > 0 && found.length < most) {
    const change = stack.pop()!;
    const { path, from, to } = change;
    if (Object.is(from, to)) continue;
    if (!isContainer(from) || !isContainer(to) || Array.isArray(from) !== Array.isArray(to)) {
      found.push(change);
      continue;
    }
    const keys = [...new Set([...Object.keys(to), ...Object.keys(from)])];
    const parts = keys.map((key) => ({
      path: path + pathStep(key),
      from: Object.hasOwn(from, key) ? from[key] : undefined,
      to: Object.hasOwn(to, key) ? to[key] : undefined,
    }));
    stack.push(...parts.reverse());
  }
  return found;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
