/** What is stored of a call's arguments: so that SQL can ask, and so that a rerun can say what changed. */

import { type Future, isFuture, NODE } from "../graph/future.ts";
import { findFutures } from "../graph/walk.ts";
import type { Runtime } from "../graph/runtime.ts";
import { className, HASH_METHOD, hashValue, type Replacement } from "../hash/canonical.ts";
import { type AbsPath, basename, relPath } from "../util/path.ts";
import { type CallRequest, countedArguments, rawPositions } from "./arguments.ts";
import { codeBehind, framesAt } from "./function_hash.ts";
import { opaqueIdentity } from "./info.ts";
import { DIR_REF, isDirRef } from "./dir_ref.ts";
import { FILE_REF, isFileRef } from "./file_ref.ts";
import { refIdentity } from "./ref_values.ts";

/** How much of a value's hash tells it from others, among the calls of one task. */
export const DIGITS = 16;

/** Of an argument with more Futures or files than this, not each is named. */
export const MOST_NAMED = 100;

/** An object with more properties is data, rather than a handful of options. */
const MOST_PARTS = 16;

/** An argument with Futures, files or instances of classes in it. */
export interface StoredInputs {
  /** Start of the hash of the whole argument; if it is a Future, of the Future's. */
  readonly hash: string;
  /**
   * `task train` or `file data.csv` -> the Future's hash; `file data.csv` -> what a FileRef or DirRef
   * counts by; `code Model` -> the hash of the code of a class.
   */
  readonly from: Readonly<Record<string, string>>;
}

/**
 * The JSON that is stored with an entry: parameter -> start of its hash, or the value itself under `cacheArgs`; of
 * an argument with Futures or files also where these come from, see {@linkcode StoredInputs}. An object's
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
  if (isFuture(value)) {
    return { hash: value.hash.slice(0, DIGITS), from: named([originOf(value)]) };
  }
  const { runtime } = request.info;
  const origins: Origin[] = [];
  const how = { runtime, frames: () => framesAt(replace) };
  const replace = (item: object): Replacement | undefined => {
    if (isFuture(item)) origins.push(originOf(item));
    if (isFuture(item) || typeof item === "function") {
      return opaqueIdentity(item, how);
    }
    const file = refIdentity(item, runtime);
    if (file !== undefined) {
      origins.push(...originsOfRef(item, runtime));
      return file;
    }
    const code = codeBehind(item, how);
    if (code !== undefined) origins.push([`code ${className(item)}`, code.hash]);
    return code;
  };
  const hash = hashValue(value, { root: "args", replace }).slice(0, DIGITS);
  return origins.length === 0 ? hash : { hash, from: named(origins) };
}

/** Where something in an argument is from, as `from` has it, and its hash. */
type Origin = readonly [key: string, hash: string];

function originOf(future: Future<unknown>): Origin {
  const node = future[NODE];
  return [node.kind === "call" ? `task ${node.info.name}` : `file ${node.name}`, future.hash];
}

/** The files and folders on disk that a FileRef or DirRef stands for. */
function originsOfRef(value: object, runtime: Runtime): Origin[] {
  if (isFileRef(value)) {
    const { path, stored } = value[FILE_REF];
    if (stored !== undefined) return [];
    return [[`file ${shownPath(path, runtime)}`, refIdentity(value, runtime)!.hash]];
  }
  if (!isDirRef(value)) return [];
  const state = value[DIR_REF];
  if (state.kind === "combined") {
    const files = [...state.files.values()].slice(0, MOST_NAMED);
    return files.flatMap((file) => originsOfRef(file, runtime));
  }
  if (state.kind === "stored") return [];
  return [[`file ${shownPath(state.path, runtime)}`, refIdentity(value, runtime)!.hash]];
}

/** As inputs that are read are named: relative to the root, or the base name of one outside. */
function shownPath(path: AbsPath, { root }: Runtime): string {
  return relPath(path, root) ?? basename(path);
}

/** By name; one name for several gets a number. */
function named(origins: readonly Origin[]): Record<string, string> {
  const from: Record<string, string> = {};
  for (const [name, hash] of origins.slice(0, MOST_NAMED)) {
    let key = name;
    for (let i = 2; key in from && from[key] !== hash; i++) key = `${name} (${i})`;
    from[key] = hash;
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
