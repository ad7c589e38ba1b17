/** The options of a task: checked, and told apart by whether they are in the key. */

import { badOption, unknownOption } from "../error/task_errors.ts";
import { checkSerializer, serializerFor } from "../codec/registry.ts";
import type { Serializer } from "../codec/codec.ts";
import type { CodeMode, HashMode } from "../source/types.ts";
import { expectedSchema } from "./schema.ts";
import type { TaskSchema } from "./schema_types.ts";
import type { TaskSettings } from "../graph/task_info.ts";

/** How many values a task has, and under which keys. */
export type OutsOption =
  | undefined
  | number
  | readonly string[]
  | "infer"
  | ((...args: unknown[]) => number | readonly string[]);

/** Options as a user writes them, after checking. */
export interface CheckedOptions {
  readonly outs: OutsOption;
  readonly hashMode: HashMode;
  readonly code: CodeMode;
  readonly version: string | undefined;
  readonly hashKey: string | undefined;
  readonly deps: readonly (readonly [name: string, value: unknown])[];
  readonly env: readonly string[];
  readonly ignoreArgs: readonly (string | number)[];
  readonly argSerializers: Readonly<Record<string, (value: never) => unknown>>;
  /** Whether all arguments count as they are: neither of the two options above is used. */
  readonly countsAll: boolean;
  /** Of all outs that are not in `outSerializers`. */
  readonly serializer: Serializer;
  /** By the out's key. */
  readonly outSerializers: ReadonlyMap<string, Serializer>;
  readonly name: string | undefined;
  readonly settings: TaskSettings;
  readonly schema: TaskSchema | undefined;
}

type Check = (value: unknown) => string | undefined;

const isBoolean: Check = (value) => typeof value === "boolean" ? undefined : "true or false";
const isText: Check = (value) => typeof value === "string" && value !== "" ? undefined : "a text";
const isFunction: Check = (value) => typeof value === "function" ? undefined : "a function";
const isCount: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : "a whole number from 0";
const isPositive: Check = (value) =>
  typeof value === "number" && value > 0 ? undefined : "a number of milliseconds above 0";
const oneOf = (...allowed: string[]): Check => (value) =>
  allowed.includes(value as string)
    ? undefined
    : allowed.map((item) => JSON.stringify(item)).join(" or ");
const isTextList: Check = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === "string")
    ? undefined
    : "a list of names";

const CHECKS: Readonly<Record<string, Check>> = {
  outs: () => undefined,
  hashMode: oneOf("deps", "module", "function"),
  code: oneOf("normalized", "exact"),
  version: (value) =>
    isText(value) === undefined || typeof value === "number" ? undefined : "a text or a number",
  hashKey: isText,
  deps: (value) =>
    typeof value === "object" && value !== null ? undefined : "a list or a record of values",
  env: isTextList,
  ignoreArgs: (value) =>
    Array.isArray(value) &&
      value.every((item) => typeof item === "string" || isCount(item) === undefined)
      ? undefined
      : "a list of parameter names or positions",
  argSerializers: (value) =>
    typeof value === "object" && value !== null &&
      Object.values(value).every((item) => typeof item === "function")
      ? undefined
      : "a record of parameter name -> function",
  serializer: () => undefined,
  name: isText,
  cache: isBoolean,
  cacheInMemory: isBoolean,
  cacheTemporarily: isBoolean,
  cacheArgs: (value) =>
    isBoolean(value) === undefined || isTextList(value) === undefined
      ? undefined
      : "true, false or a list of parameter names",
  metadata: isFunction,
  capture: isBoolean,
  retries: isCount,
  timeout: isPositive,
  share: isBoolean,
  cutoff: isBoolean,
  schema: expectedSchema,
};

/** Checks a user's options and fills in the defaults. */
export function checkOptions(given: Readonly<Record<string, unknown>>): CheckedOptions {
  for (const [key, value] of Object.entries(given)) {
    const check = Object.hasOwn(CHECKS, key) ? CHECKS[key] : undefined;
    if (check === undefined) throw unknownOption(key, Object.keys(CHECKS));
    if (value === undefined) continue;
    // `cache: null` is the established way to say that nothing is kept
    if (key === "cache" && value === null) continue;
    const expected = check(value);
    if (expected !== undefined) throw badOption(key, expected, shown(value));
  }
  const version = given.version;
  return {
    outs: given.outs as OutsOption,
    hashMode: (given.hashMode ?? "deps") as HashMode,
    code: (given.code ?? "normalized") as CodeMode,
    version: version === undefined ? undefined : String(version),
    hashKey: given.hashKey as string | undefined,
    deps: namedDeps(given.deps),
    env: (given.env ?? []) as readonly string[],
    ignoreArgs: (given.ignoreArgs ?? []) as readonly (string | number)[],
    argSerializers: (given.argSerializers ?? {}) as CheckedOptions["argSerializers"],
    countsAll: (given.ignoreArgs as unknown[] ?? []).length === 0 &&
      Object.keys(given.argSerializers ?? {}).length === 0,
    ...serializersOf(given.serializer),
    name: given.name as string | undefined,
    settings: settingsOf(given),
    schema: given.schema as TaskSchema | undefined,
  };
}

function settingsOf(given: Readonly<Record<string, unknown>>): TaskSettings {
  return {
    cache: given.cache !== false && given.cache !== null,
    cacheInMemory: given.cacheInMemory === true,
    cacheTemporarily: given.cacheTemporarily === true,
    cacheArgs: (given.cacheArgs ?? false) as boolean | readonly string[],
    cutoff: given.cutoff !== false,
    share: given.share === true,
    metadata: given.metadata as TaskSettings["metadata"],
    retries: (given.retries ?? 0) as number,
    timeout: given.timeout as number | undefined,
    capture: given.capture !== false,
  };
}

function namedDeps(deps: unknown): [string, unknown][] {
  if (deps === undefined) return [];
  return Array.isArray(deps)
    ? deps.map((value, i) => [String(i), value])
    : Object.entries(deps as Record<string, unknown>);
}

function serializersOf(given: unknown): Pick<CheckedOptions, "serializer" | "outSerializers"> {
  if (!isByOut(given)) return { serializer: resolveSerializer(given), outSerializers: new Map() };
  const outSerializers = new Map(
    Object.entries(given).map(([out, one]) => [out, resolveSerializer(one)] as const),
  );
  return { serializer: resolveSerializer(undefined), outSerializers };
}

/** A serialiser has methods and a number; a record of them has only texts and objects. */
function isByOut(given: unknown): given is Readonly<Record<string, unknown>> {
  if (typeof given !== "object" || given === null) return false;
  const values = Object.values(given);
  return values.length > 0 &&
    values.every((one) => typeof one === "string" || typeof one === "object");
}

/** A serialiser given by name or as an object; the default one when none is given. */
export function resolveSerializer(given: unknown): Serializer {
  if (given === undefined) return serializerFor("value");
  return typeof given === "string" ? serializerFor(given) : checkSerializer(given);
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return "a list";
  return value === null || typeof value !== "object" ? String(value) : "an object";
}
