/** Futures inside nested values: found, and replaced by what they stand for. No recursion. */

import { type Future, isFuture } from "./future.ts";

/**
 * The Futures in a value nested in arrays, plain objects, Maps and Sets, in order, each once.
 *
 * @param most How many items of an array or Map are looked at; of a Set all are, since its items
 * may turn out to be equal.
 */
export function findFutures(value: unknown, most = Infinity): Future<unknown>[] {
  const found = new Set<Future<unknown>>();
  visit(value, { most, onFuture: (future) => found.add(future) });
  return [...found];
}

/** Containers that {@link findFutures} looks into. */
function childrenOf(value: unknown): Iterable<unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return value.values();
  if (value instanceof Set) return value;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.values(value) : undefined;
}

function visit(
  root: unknown,
  { most, onFuture }: { most: number; onFuture: (future: Future<unknown>) => void },
): void {
  const seen = new Set<unknown>();
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (isFuture(value)) {
      onFuture(value);
      continue;
    }
    const children = childrenOf(value);
    if (children === undefined || seen.has(value)) continue;
    seen.add(value);
    const list = Array.isArray(children) ? children : [...children];
    const seenItems = Array.isArray(value) || value instanceof Map ? most : Infinity;
    for (let i = Math.min(list.length, seenItems) - 1; i >= 0; i--) stack.push(list[i]);
  }
}

/** A copy of `value` with each Future replaced; parts without Futures are kept as they are. */
export function replaceFutures(
  value: unknown,
  replace: (future: Future<unknown>) => unknown,
): unknown {
  const holder: { whole: unknown } = { whole: value };
  const copies = new Map<unknown, unknown>();
  const work: (() => void)[] = [];
  const place = (item: unknown, put: (item: unknown) => void): void => {
    if (isFuture(item)) return put(replace(item));
    const copied = copies.get(item);
    if (copied !== undefined) return put(copied);
    const children = childrenOf(item);
    if (children === undefined) return put(item);
    const copy = emptyLike(item as object);
    copies.set(item, copy);
    put(copy);
    work.push(() => fill(item as object, copy, place));
  };
  place(value, (item) => holder.whole = item);
  while (work.length > 0) work.pop()!();
  return holder.whole;
}

function emptyLike(value: object): object {
  if (Array.isArray(value)) return new Array(value.length);
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  return Object.create(Object.getPrototypeOf(value)) as object;
}

function fill(
  from: object,
  to: object,
  place: (item: unknown, put: (item: unknown) => void) => void,
): void {
  if (Array.isArray(from)) {
    from.forEach((item, i) => place(item, (copy) => (to as unknown[])[i] = copy));
  } else if (from instanceof Map) {
    for (const [key, item] of from) {
      place(item, (copy) => (to as Map<unknown, unknown>).set(key, copy));
    }
  } else if (from instanceof Set) {
    for (const item of from) place(item, (copy) => (to as Set<unknown>).add(copy));
  } else {
    for (const [key, item] of Object.entries(from)) {
      place(item, (copy) =>
        Object.defineProperty(to, key, {
          value: copy,
          writable: true,
          enumerable: true,
          configurable: true,
        }));
    }
  }
}

/** A copy of `value` with `values` in the places of `futures`, in their order; others stay. */
export function replaceSome(
  value: unknown,
  futures: readonly Future<unknown>[],
  values: readonly unknown[],
): unknown {
  const byFuture = new Map(futures.map((future, i) => [future, values[i]]));
  return replaceFutures(value, (future) => byFuture.has(future) ? byFuture.get(future) : future);
}
