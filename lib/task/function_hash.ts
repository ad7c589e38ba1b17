/** Functions and classes as values: what their code, with all that it uses, is hashed to. */

import { isMerklError } from "../error/merkl_error.ts";
import { ofInstance, unlocatedClass } from "../error/value_errors.ts";
import { ownPrefixes } from "../error/user_frames.ts";
import { captureTrace, framesOf } from "../graph/frames.ts";
import type { Runtime } from "../graph/runtime.ts";
import { HASH_METHOD, hashValue, type Replacement } from "../hash/canonical.ts";
import { sha256 } from "../hash/digest.ts";
import type { Analysis, Frame, HandedAs } from "../source/types.ts";
import { type AbsPath, fileURLToPath, relPath } from "../util/path.ts";
import { isDirRef } from "./dir_ref.ts";
import { isFileRef } from "./file_ref.ts";

/** A function that is to be hashed as a value, and where the user handed it over. */
export interface FunctionRequest {
  readonly runtime: Runtime;
  readonly frames: () => readonly Frame[];
  /** @default {{ kind: "within" }} */
  readonly as?: HandedAs;
}

// deno-lint-ignore ban-types -- any function will do
export type Callable = Function;

/** Code hashes of functions as values. Each is located once, where it is first handed over. */
const functionHashes = new WeakMap<Runtime, WeakMap<Callable, string>>();

/** Code hash of a plain function or class that is used as a value. */
export function functionHash(fn: Callable, request: FunctionRequest): string {
  const { runtime, frames, as = { kind: "within" } } = request;
  const known = knownHashes(runtime);
  const before = known.get(fn);
  if (before !== undefined) return before;
  const analysis = runtime.analyze({
    fn: fn as (...args: never[]) => unknown,
    frames: frames(),
    as,
    hashMode: "deps",
    code: "normalized",
    pinned: false,
  });
  reportWarnings(runtime, analysis);
  known.set(fn, analysis.codeHash);
  return analysis.codeHash;
}

/** Functions whose properties are being hashed: one may lead back to its function. */
const underWay = new Set<Callable>();

/** As {@linkcode functionHash}, with the properties that were given to the function. */
export function valueHash(
  fn: Callable,
  request: FunctionRequest,
  replace: (item: object) => Replacement | undefined,
): string {
  const code = functionHash(fn, request);
  const isPlain = underWay.has(fn) || isClass(fn) || Object.keys(fn).length === 0;
  if (isPlain) return code;
  underWay.add(fn);
  try {
    const root = fn.name === "" ? "function" : fn.name;
    return sha256(`${code}\n${hashValue({ ...fn }, { root, replace })}`);
  } finally {
    underWay.delete(fn);
  }
}

/** Says, once, what can't be told of code. */
export function reportWarnings(runtime: Runtime, { warnings }: Pick<Analysis, "warnings">): void {
  for (const { code, message, place } of warnings) {
    const file = place && (relPath(place.file as AbsPath, runtime.root) ?? place.file);
    const at = place === undefined ? "" : `${file}:${place.line}:${place.column} `;
    runtime.warnOnce(`${at}${code}`, at + message);
  }
}

function knownHashes(runtime: Runtime): WeakMap<Callable, string> {
  let known = functionHashes.get(runtime);
  if (known === undefined) functionHashes.set(runtime, known = new WeakMap());
  return known;
}

/**
 * What an argument counts by of which `argSerializers` gave `value`: of an instance of a class of the
 * user's that, together with the code of the class, as a body can call its methods.
 */
export function standIn(argument: unknown, value: unknown, request: FunctionRequest): unknown {
  const isObject = typeof argument === "object" && argument !== null;
  const maker = isObject ? makerOf(argument) : undefined;
  if (maker === undefined || isFileRef(argument) || isDirRef(argument)) return value;
  // of a package's class the user tells all that counts
  if (classHash(maker, request) === undefined) return value;
  return Object.create(Object.getPrototypeOf(argument), { [HASH_METHOD]: { value: () => value } });
}

/**
 * What stands for the code of an object that says by itself what it is hashed by: a body can call
 * its methods. Undefined for any other object.
 */
export function codeBehind(
  value: object,
  request: FunctionRequest,
): { kind: "code"; hash: string } | undefined {
  if (typeof Reflect.get(value, HASH_METHOD) !== "function") return undefined;
  const codes = [...codesOf(value, { ...request, as: { kind: "within" } })];
  return { kind: "code", hash: codes.length === 1 ? codes[0]! : sha256(codes.join("\n")) };
}

/** Of the class of an object, or of the functions of those that take its place. */
function* codesOf(value: object, request: FunctionRequest): Generator<string> {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at)) {
    const maker = at === value ? undefined : ownMaker(at);
    if (maker !== undefined) {
      if (isNative(maker)) return;
      const code = classHash(maker, request);
      // it counts with all that it extends
      if (code !== undefined) return yield code;
      request.runtime.warnOnce(`unlocated-class ${maker.name}`, unlocatedClass(maker.name));
      yield sha256(textOf(maker));
    } else if (at !== value || makerOf(value) === undefined) {
      for (const fn of functionsOf(at)) yield functionHash(fn, request);
    }
  }
}

/** The function of which an object is the prototype. */
function ownMaker(prototype: object): Callable | undefined {
  const maker = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  return typeof maker === "function" && maker.prototype === prototype ? maker : undefined;
}

/** The class of which an object is an instance; undefined if that is built in. */
function makerOf(value: object): Callable | undefined {
  for (let at = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) {
    const maker = ownMaker(at);
    if (maker !== undefined) return isNative(maker) ? undefined : maker;
  }
  return undefined;
}

function functionsOf(value: object): Callable[] {
  return Reflect.ownKeys(value).flatMap((key) => {
    const { value: own, get, set } = Object.getOwnPropertyDescriptor(value, key)!;
    return [own, get, set].filter((one): one is Callable => typeof one === "function");
  });
}

/**
 * Undefined if no source has it.
 * @throws {MerklError} `captured-variable` and the like, said of the class
 */
function classHash(maker: Callable, request: FunctionRequest): string | undefined {
  const known = unlocatedIn(request.runtime);
  if (known.has(maker)) return undefined;
  try {
    return functionHash(maker, { ...request, as: { kind: "within" } });
  } catch (error) {
    if (!isMerklError(error)) throw error;
    if (error.code !== "unlocatable-function") throw ofInstance(error, maker.name);
    known.add(maker);
    return undefined;
  }
}

/** Classes that no source has. */
const unlocated = new WeakMap<Runtime, WeakSet<Callable>>();

function unlocatedIn(runtime: Runtime): WeakSet<Callable> {
  let known = unlocated.get(runtime);
  if (known === undefined) unlocated.set(runtime, known = new WeakSet());
  return known;
}

function textOf(fn: Callable): string {
  return Function.prototype.toString.call(fn);
}

/** The values of its static members follow from its code. */
function isClass(fn: Callable): boolean {
  return /^class\b/.test(textOf(fn));
}

const natives = new WeakMap<Callable, boolean>();

/** Asked for each instance, of which there may be many. */
function isNative(fn: Callable): boolean {
  let native = natives.get(fn);
  if (native === undefined) {
    natives.set(fn, native = /\{\s*\[native code\]\s*\}\s*$/.test(textOf(fn)));
  }
  return native;
}

let own: readonly string[] | undefined;

/** Frames of the user's call that the present call of `caller` is part of, nearest first. */
export function framesAt(caller: Callable): readonly Frame[] {
  own ??= ownPrefixes().map((url) => url.startsWith("file:") ? fileURLToPath(url) : url);
  const hidden = own;
  return framesOf(captureTrace(caller)).filter(({ file }) =>
    !hidden.some((prefix) => file.startsWith(prefix))
  );
}
