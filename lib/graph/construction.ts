/** What happens while `pipeline()` builds a graph: all that it must know to give the graph again. */

import type { Place } from "../error/place.ts";
import { hashValue } from "../hash/canonical.ts";
import { sha256 } from "../hash/digest.ts";
import { surroundings } from "./ambient.ts";
import type { Future } from "./future.ts";
import type { Node } from "./node.ts";
import type { FromFileOptions, OutputOptions } from "./runtime.ts";

/** Something that was looked at; null for what wasn't there. JSON. */
export type GraphRead =
  | { readonly kind: "file"; readonly path: string; readonly found: string | null }
  | { readonly kind: "folder"; readonly path: string; readonly found: string | null }
  | { readonly kind: "env"; readonly name: string; readonly found: string | null }
  | TrackedRead;

/** `Future.fromFile()`, and the hash of what it gave. */
export interface TrackedRead {
  readonly kind: "tracked";
  readonly path: string;
  readonly options: FromFileOptions;
  readonly found: string | null;
}

/** A Future that was given an output. */
export interface GivenOutput {
  readonly future: Future<unknown>;
  readonly path: string;
  readonly options: OutputOptions;
  readonly place: Place | undefined;
}

/** The record of one construction. What it notes, those around it note as well. */
export class Construction {
  readonly reads = new Map<string, GraphRead>();
  readonly outputs: GivenOutput[] = [];
  /** Futures whose values were asked for, with what these are known by; in order. */
  readonly evaluated: { readonly future: Future<unknown>; readonly hash: string }[] = [];
  /** How the nodes of `Future.fromFile()` were asked for. */
  readonly tracked = new Map<Node, TrackedRead>();
  /** Why it can't be given again; undefined if it can. */
  refused: string | undefined;

  constructor(readonly outer: Construction | undefined) {}

  read(read: GraphRead): void {
    this.reads.set(JSON.stringify(read), read);
    this.outer?.read(read);
  }

  output(output: GivenOutput): void {
    this.outputs.push(output);
    this.outer?.output(output);
  }

  evaluate(future: Future<unknown>, value: unknown): void {
    const hash = valueHash(value);
    if (hash === undefined) this.refuse("it evaluates a Future whose value is no plain data");
    else this.#saw(future, hash);
  }

  #saw(future: Future<unknown>, hash: string): void {
    this.evaluated.push({ future, hash });
    if (this.outer !== undefined) this.outer.#saw(future, hash);
  }

  track(node: Node | undefined, read: TrackedRead): void {
    this.reads.set(JSON.stringify(read), read);
    if (node !== undefined) this.tracked.set(node, read);
    this.outer?.track(node, read);
  }

  refuse(why: string): void {
    this.refused ??= why;
    this.outer?.refuse(why);
  }
}

/** The construction that the caller is part of. */
export function construction(): Construction | undefined {
  return surroundings()?.construction;
}

/** Calls `look`, which gives the content hash of a file, and takes note of it. */
export function noteFile<T extends { readonly content: string }>(path: string, look: () => T): T {
  return note(look, (found) => ({ kind: "file", path, found: found?.content ?? null }));
}

/** Calls `look`, which gives the names in a folder, and takes note of them. */
export function noteFolder<T extends readonly string[]>(path: string, look: () => T): T {
  return note(look, (found) => ({
    kind: "folder",
    path,
    found: found === undefined ? null : sha256(JSON.stringify(found)),
  }));
}

/** Calls `evaluate`, which gives the values of Futures, and takes note of them. */
export async function noteValues(
  futures: readonly Future<unknown>[],
  evaluate: () => Promise<unknown[]>,
): Promise<unknown[]> {
  const values = await evaluate();
  const open = construction();
  if (open !== undefined) futures.forEach((future, i) => open.evaluate(future, values[i]));
  return values;
}

function note<T>(look: () => T, read: (found: T | undefined) => GraphRead): T {
  const open = construction();
  if (open === undefined) return look();
  let found: T | undefined;
  try {
    return found = look();
  } finally {
    open.read(read(found));
  }
}

/** What a value that the code was given is known by; undefined if it is no plain data. */
export function valueHash(value: unknown): string | undefined {
  try {
    return hashValue(value);
  } catch {
    return undefined;
  }
}
