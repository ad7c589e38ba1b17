/**
 * What arguments were when their task was called, kept so that a change by the time the body runs can
 * be told with its place. Kept only as long as there is room: the hash finds the change either way.
 */

import { decode } from "../hash/canonical.ts";
import { ABSENT, findDifference } from "../util/difference.ts";
import { shorten } from "../util/text.ts";

/** Bytes for all that is kept in a process; an encoding counts with what surrounds it. */
const ROOM = 16 * 1024 * 1024;
const OVERHEAD = 200;

let room = ROOM;
const kept = new WeakMap<readonly unknown[], Uint8Array>();

/** The longest encoding that there is room for. */
export function roomForTaken(): number {
  return room - OVERHEAD;
}

/** Keeps the encoding of the arguments of a call. */
export function keepTaken(args: readonly unknown[], bytes: Uint8Array): void {
  kept.set(args, bytes);
  room -= bytes.length + OVERHEAD;
}

/** The encoding that was kept of the arguments of a call, which is forgotten by that. */
export function releaseTaken(args: readonly unknown[]): Uint8Array | undefined {
  const bytes = kept.get(args);
  if (bytes === undefined) return undefined;
  kept.delete(args);
  room += bytes.length + OVERHEAD;
  return bytes;
}

/** An argument that was changed. */
export interface Mutation {
  /** The parameter: `opts`. */
  readonly name: string;
  /** The parameter and where in its value: `opts.lr`. */
  readonly path: string;
  /** Both values for people, if they are short. */
  readonly values: { readonly before: string; readonly after: string } | undefined;
}

/**
 * Where two encodings of the arguments of a call differ first; undefined if only in what stands for
 * files, or in an order.
 */
export function mutationBetween(
  before: Uint8Array,
  after: Uint8Array,
  nameOf: (index: number) => string,
): Mutation | undefined {
  const [from, to] = [before, after].map((bytes) => decode(bytes, SLOTS) as unknown[]);
  for (const [index, value] of from!.entries()) {
    const found = findDifference(value, to![index]);
    if (found === undefined) continue;
    const name = nameOf(index);
    return { name, path: name + found.path, values: shownValues(found.from, found.to) };
  }
  return undefined;
}

/** Stands for whatever was replaced, however much of it there is. */
const SLOTS: readonly unknown[] = new Proxy([], {
  get: (_, name) => name === "length" ? Infinity : `slot ${String(name)}`,
});

const LONGEST = 40;

function shownValues(before: unknown, after: unknown): Mutation["values"] {
  const isSimple = (value: unknown) => typeof value !== "object" || value === null;
  return isSimple(before) && isSimple(after)
    ? { before: shown(before), after: shown(after) }
    : undefined;
}

function shown(value: unknown): string {
  return value === ABSENT ? "nothing" : shorten(Deno.inspect(value), LONGEST);
}
