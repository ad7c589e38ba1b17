/** What is stored of a call's arguments: so that SQL can ask, and so that a rerun can say what changed. */

import { type Future, isFuture, NODE } from "../graph/future.ts";
import { findFutures } from "../graph/walk.ts";
import { HASH_METHOD, hashValue, type Replacement } from "../hash/canonical.ts";
import { type CallRequest, countedArguments, rawPositions } from "./arguments.ts";
import { codeBehind, framesAt } from "./function_hash.ts";
import { opaqueIdentity } from "./info.ts";
import { refIdentity } from "./ref_values.ts";

/** How much of a value's hash tells it from others, among the calls of one task. */
const DIGITS = 16;

/** Of an argument with more Futures than this, not each is named. */
const MOST_NAMED = 100;

/** An object with more properties is data, rather than a handful of options. */
const MOST_PARTS = 16;

/** An argument with Futures in it. */
export interface StoredInputs {
  /** Start of the hash of the whole argument; if it is a Future, of the Future's. */
  readonly hash: string;
  /** `file data.csv` or `task train` -> the Future's hash. */
  readonly from: Readonly<Record<string, string>>;
}

/**
 * The JSON that is stored with an entry: parameter -> start of its hash, or the value itself under `cacheArgs`; of
 * an argument with Futures also where these come from, see {@linkcode StoredInputs}. An object's
 * properties follow it, as `opts.lr`.
 */
export function argsJson(request: CallRequest): string {
  const { info, args } = request;
  const { cacheArgs } = info.settings;
  const apart = rawPositions(request);
  const dictionary: Record<string, unknown> = {};
  countedArguments(request).forEach((value, i) => {
    const name = info.params[Math.min(i, info.params.length - 1)]?.name ?? `arg${i}`;
    const key = i >= info.params.length || info.params[i]!.rest ? `${name}.${i}` : name;
    const kept = cacheArgs === true || (Array.isArray(cacheArgs) && cacheArgs.includes(name));
    if (kept && !apart.includes(i) && findFutures(args[i]).length === 0) {
      dictionary[key] = asJson(args[i]);
      return;
    }
    dictionary[key] = storedArgument(value, request);
    for (const [property, part] of partsOf(value)) {
      dictionary[`${key}.${property}`] = storedArgument(part, request);
    }
  });
  return JSON.stringify(dictionary);
}

/** The properties of an object of options, each of which is told apart. */
export function partsOf(value: unknown): [string, unknown][] {
  if (!isPlainObject(value)) return [];
  const parts = Object.entries(value);
  return parts.length > MOST_PARTS ? [] : parts;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null || HASH_METHOD in value) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function storedArgument(value: unknown, request: CallRequest): string | StoredInputs {
  if (isFuture(value)) return { hash: value.hash.slice(0, DIGITS), from: named([value]) };
  const futures: Future<unknown>[] = [];
  const how = { runtime: request.info.runtime, frames: () => framesAt(replace) };
  const replace = (item: object): Replacement | undefined => {
    if (isFuture(item)) futures.push(item);
    else if (typeof item !== "function") {
      return refIdentity(item, how.runtime) ?? codeBehind(item, how);
    }
    return opaqueIdentity(item, how);
  };
  const hash = hashValue(value, { root: "args", replace }).slice(0, DIGITS);
  return futures.length === 0 ? hash : { hash, from: named(futures) };
}

/** Where Futures come from; one name for several gets a number. */
function named(futures: readonly Future<unknown>[]): Record<string, string> {
  const from: Record<string, string> = {};
  for (const future of futures.slice(0, MOST_NAMED)) {
    const node = future[NODE];
    const name = node.kind === "call" ? `task ${node.info.name}` : `file ${node.name}`;
    let key = name;
    for (let i = 2; key in from && from[key] !== future.hash; i++) key = `${name} (${i})`;
    from[key] = future.hash;
  }
  return from;
}

/** A value as JSON that people can query; what JSON lacks becomes text. */
function asJson(value: unknown): unknown {
  try {
    return JSON.parse(
      JSON.stringify(value, (_key, item) => typeof item === "bigint" ? String(item) : item),
    );
  } catch {
    return String(value);
  }
}
