/** The values of a task: how many, under which keys, as Futures and in what a body returned. */

import {
  badOption,
  badOuts,
  cannotInferOuts,
  outsSignature,
  wrongOuts,
} from "../error/task_errors.ts";
import { Future } from "../graph/future.ts";
import type { CallNode, OutKey } from "../graph/node.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import type { Analysis } from "../source/types.ts";
import { listed } from "../util/text.ts";
import { type DirRef, isDirRef } from "./dir_ref.ts";
import type { FileRef } from "./file_ref.ts";
import type { CheckedOptions, OutsOption } from "./options.ts";

const SINGLE: readonly OutKey[] = [null];

/** Refuses `outs` that can't be, before anything is called. */
export function checkOuts(
  outs: OutsOption,
  task: { name: string; fn: { length: number }; inferred: Analysis | undefined },
): void {
  if (outs === undefined) return;
  if (outs === "infer") {
    const inferred = task.inferred?.inferredOuts;
    if (inferred?.kind === "none") throw cannotInferOuts(task.name, inferred.why, inferred.place);
    return;
  }
  if (typeof outs === "function") {
    if (outs.length > task.fn.length) {
      throw outsSignature(task.name, { outs: outs.length, body: task.fn.length, place: undefined });
    }
    return;
  }
  checkKeys(outs);
}

function checkKeys(outs: unknown): asserts outs is number | readonly string[] {
  if (typeof outs === "number" && Number.isSafeInteger(outs) && outs > 0) return;
  const names = Array.isArray(outs) && outs.length > 0 &&
    outs.every((name) => typeof name === "string" && name !== "") &&
    new Set(outs).size === outs.length;
  if (!names) throw badOuts(shownOuts(outs), undefined);
}

function shownOuts(outs: unknown): string {
  if (typeof outs === "number") return String(outs);
  try {
    return JSON.stringify(outs) ?? String(outs);
  } catch {
    return typeof outs;
  }
}

/** Refuses serialisers of outs that there aren't, as far as those are known before a call. */
export function checkOutSerializers(
  { outs, outSerializers }: Pick<CheckedOptions, "outs" | "outSerializers">,
  inferred: Analysis["inferredOuts"],
): void {
  const given = [...outSerializers.keys()];
  if (given.length === 0 || typeof outs === "function") return;
  const known = knownKeys(outs, inferred).map(String);
  const wrong = given.find((out) => !known.includes(out));
  if (wrong === undefined) return;
  const expected = known.length === 0
    ? "one serializer for its one value"
    : `serializers of ${listed(known)}`;
  throw badOption("serializer", expected, `one of ${JSON.stringify(wrong)}`);
}

function knownKeys(
  outs: Exclude<OutsOption, (...args: never[]) => unknown>,
  inferred: Analysis["inferredOuts"],
): readonly OutKey[] {
  if (typeof outs === "number") return numbered(outs);
  if (outs !== "infer") return outs ?? [];
  if (inferred.kind === "tuple") return numbered(inferred.length);
  return inferred.kind === "record" ? inferred.keys : [];
}

/** The keys of the outs of one call. */
export function outKeys(
  outs: OutsOption,
  info: TaskInfo,
  args: readonly unknown[],
): readonly OutKey[] {
  if (outs === undefined) return SINGLE;
  if (outs === "infer") {
    const inferred = info.inferredOuts;
    return inferred.kind === "tuple"
      ? numbered(inferred.length)
      : inferred.kind === "record"
      ? inferred.keys
      : SINGLE;
  }
  const sized: unknown = typeof outs === "function" ? outs(...args) : outs;
  checkKeys(sized);
  return typeof sized === "number" ? numbered(sized) : sized;
}

const ranges = new Map<number, readonly OutKey[]>();

function numbered(count: number): readonly OutKey[] {
  let keys = ranges.get(count);
  if (keys === undefined) ranges.set(count, keys = Array.from({ length: count }, (_, i) => i));
  return keys;
}

/** The Futures that a call gives: one, an array or a record. */
export function futuresOf(node: CallNode): unknown {
  const { outs } = node;
  if (outs.length === 1 && outs[0] === null) return new Future(node, null);
  if (typeof outs[0] === "number") return outs.map((key) => new Future(node, key));
  const record: Record<string, Future<unknown>> = {};
  for (const key of outs) {
    Object.defineProperty(record, key as string, {
      value: new Future(node, key),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return record;
}

/**
 * The values of the outs in what the body returned, in the order of `node.outs`.
 * @param by Who returned it, and where that stands, if it isn't the task's own function
 */
export function divideResult(
  node: CallNode,
  result: unknown,
  by: Pick<TaskInfo, "name" | "place"> = node.info,
): unknown[] {
  const { outs } = node;
  if (outs.length === 1 && outs[0] === null) return [result];
  const { name, place } = by;
  if (typeof outs[0] === "number") {
    const expected = `an array of ${outs.length} values`;
    if (!Array.isArray(result)) {
      throw wrongOuts(name, { expected, actual: shownResult(result), place });
    }
    if (result.length !== outs.length) {
      throw wrongOuts(name, { expected, actual: `an array of ${result.length}`, place });
    }
    return result as unknown[];
  }
  if (isDirRef(result)) return divideFolder(node, result, by);
  const expected = `an object with ${listed(outs as string[])}`;
  if (typeof result !== "object" || result === null || Array.isArray(result)) {
    throw wrongOuts(name, { expected, actual: shownResult(result), place });
  }
  const given = Object.keys(result);
  if (given.length !== outs.length || outs.some((key) => !Object.hasOwn(result, key as string))) {
    const actual = given.length === 0 ? "an empty object" : `one with ${listed(given)}`;
    throw wrongOuts(name, { expected, actual, place });
  }
  return outs.map((key) => (result as Record<string, unknown>)[key as string]);
}

function divideFolder(
  { outs }: CallNode,
  folder: DirRef,
  { name, place }: Pick<TaskInfo, "name" | "place">,
): FileRef[] {
  const given = folder.list();
  if (given.length !== outs.length || outs.some((key) => !given.includes(key as string))) {
    throw wrongOuts(name, {
      expected: `a folder whose files outs names: ${listed(outs as string[])}`,
      actual: `one with ${listed([...given])}`,
      place,
    });
  }
  return outs.map((key) => folder.file(key as string));
}

/** What a body returned instead of what it should. */
export function shownResult(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value === null || value === undefined) return String(value);
  return typeof value === "object"
    ? `a ${value.constructor?.name ?? "object"}`
    : `a ${typeof value}`;
}
