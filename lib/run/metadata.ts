/** What is stored beside a value: what the body said, and what the task's `metadata` gives. */

import type { CallNode } from "../graph/node.ts";
import { allForUser } from "../task/ref_values.ts";

/** What metadata is made of. */
interface MetadataRequest {
  /** What the body returned, whole. */
  readonly result: unknown;
  /** Milliseconds. */
  readonly duration: number;
  /** JSON of what the body said with `setMetadata`. */
  readonly said: string | null;
}

/**
 * The JSON to store. Objects that the body and the function gave are put together, the function's
 * properties last; else the function's counts, unless it is undefined. A function that fails costs its
 * metadata, not the value.
 */
export function metadataOf({ info }: CallNode, request: MetadataRequest): string | null {
  const { metadata } = info.settings;
  const { result, duration, said } = request;
  if (metadata === undefined) return said;
  try {
    const given = metadata(allForUser(result), { duration });
    if (given instanceof Promise) throw new TypeError("it gave a promise");
    const before: unknown = said === null ? undefined : JSON.parse(said);
    const both = isRecord(before) && isRecord(given) ? { ...before, ...given } : given ?? before;
    return metadataJson(both);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    info.runtime.warnOnce(
      `metadata ${info.taskId} ${info.name}`,
      `The metadata of ${info.name} can't be stored, though its value is: ${why}`,
    );
    return said;
  }
}

/**
 * Metadata as JSON; null for undefined.
 * @throws {TypeError} for what JSON has no form for: a BigInt, a Map, an instance without `toJSON`
 */
export function metadataJson(metadata: unknown): string | null {
  return JSON.stringify(metadata, (key, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const prototype = Object.getPrototypeOf(value);
    // another realm's plain objects have another prototype
    if (prototype === null || Object.getPrototypeOf(prototype) === null) return value;
    const what = `a ${prototype.constructor?.name ?? "class instance"}`;
    throw new TypeError(`${key === "" ? "it" : key} is ${what}, which JSON can't hold`);
  }) ?? null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
