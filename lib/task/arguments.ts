/** The arguments of a call: encoded and hashed when the task is called, and checked when it runs. */

import { isMerklError, type MerklError, retold } from "../error/merkl_error.ts";
import { badOption } from "../error/task_errors.ts";
import { type Future, isFuture } from "../graph/future.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import { findFutures } from "../graph/walk.ts";
import { encode, hashAndEncode, hashValue, type Replacement } from "../hash/canonical.ts";
import { listed } from "../util/text.ts";
import { codeBehind, framesAt, standIn } from "./function_hash.ts";
import { opaqueIdentity } from "./info.ts";
import { keepTaken, type Mutation, mutationBetween, releaseTaken, roomForTaken } from "./taken.ts";
import { type InputFile, refIdentity, rememberFiles } from "./ref_values.ts";

const SLOT: Replacement = { kind: "slot" };
const NONE: readonly never[] = [];
const PRIMITIVES = { root: "args" };

/** What a task is called with. */
export interface CallRequest {
  readonly info: TaskInfo;
  readonly args: readonly unknown[];
}

/** The arguments of a call as they are now. */
export interface TakenArguments {
  /** Hash of the encoding, with a numbered slot for each Future. */
  readonly skeleton: string;
  readonly parents: readonly Future<unknown>[];
  /** The parents whose hashes count. */
  readonly counted: readonly Future<unknown>[];
}

/** Tells the encoder what stands for Futures, tasks and functions; remembers the Futures. */
class Replacer {
  futures: Future<unknown>[] | undefined;
  files: InputFile[] | undefined;
  readonly #request: CallRequest;

  constructor(request: CallRequest) {
    this.#request = request;
  }

  readonly replace = (value: object): Replacement | undefined => {
    if (isFuture(value)) {
      if (this.futures === undefined) this.futures = [value];
      else this.futures.push(value);
      return SLOT;
    }
    const { info: { runtime }, args } = this.#request;
    const frames = () => framesAt(this.replace);
    if (typeof value !== "function") {
      return refIdentity(value, runtime, (file) => (this.files ??= []).push(file)) ??
        codeBehind(value, { runtime, frames });
    }
    const index = args.indexOf(value);
    return opaqueIdentity(value, {
      runtime,
      frames,
      as: index < 0 ? { kind: "within" } : { kind: "argument", index },
    });
  };
}

/**
 * Encodes and hashes the arguments of a call.
 * @throws {MerklError} `value-…` that names the parameter
 */
export function takeArguments(request: CallRequest): TakenArguments {
  try {
    return takeAll(request);
  } catch (error) {
    throw isMerklError(error) && error.code.startsWith("value-") ? named(error, request) : error;
  }
}

/** What is wrong with an argument, said of its parameter instead of its position. */
function named(error: MerklError, { info, args }: CallRequest): MerklError {
  const { replace } = new Replacer({ info, args });
  const counted = countedArguments({ info, args });
  for (const [i, value] of counted.entries()) {
    const root = info.params[i]?.name ?? `argument ${i + 1}`;
    try {
      hashValue(value, { root, replace });
    } catch (same) {
      if (!isMerklError(same)) break;
      const { place, hint } = error;
      return retold(same, { message: `${info.name}: ${same.message}`, place, hint });
    }
  }
  return error;
}

function takeAll(request: CallRequest): TakenArguments {
  const { args } = request;
  if (request.info.definition.options.countsAll) {
    if (args.every(isPrimitive)) {
      return { skeleton: hashValue(args, PRIMITIVES), counted: NONE, parents: NONE };
    }
    if (args.every(isFuture)) {
      return { skeleton: slotsOnly(args), counted: args, parents: args };
    }
  }
  const replacer = new Replacer(request);
  const skeleton = hashCounted(request, replacer);
  if (replacer.files !== undefined) rememberFiles(request.args, replacer.files);
  const counted = replacer.futures ?? NONE;
  const apart = rawPositions(request);
  return {
    skeleton,
    counted,
    parents: apart.length === 0
      ? counted
      : [...counted, ...findFutures(apart.map((at) => request.args[at]))],
  };
}

/** Skeletons of arguments that are all Futures: how many there are is all that they tell. */
const skeletons = new Map<number, string>();

function slotsOnly(futures: readonly Future<unknown>[]): string {
  let skeleton = skeletons.get(futures.length);
  if (skeleton === undefined) {
    skeleton = hashValue(futures, { replace: () => SLOT });
    skeletons.set(futures.length, skeleton);
  }
  return skeleton;
}

/** Hashes what enters the hash; of what can be changed by the time the body runs, keeps the encoding. */
function hashCounted(request: CallRequest, { replace }: Replacer): string {
  const counted = countedArguments(request);
  const options = { root: "args", replace };
  const room = request.args.every(isConstant) ? 0 : roomForTaken();
  if (room <= 0) return hashValue(counted, options);
  const { hash, bytes } = hashAndEncode(counted, options, room);
  if (bytes !== undefined) keepTaken(request.args, bytes);
  return hash;
}

/**
 * What was changed in the arguments of a call since it was made.
 * @param after Their encoding now
 */
export function findMutation(request: CallRequest, after: Uint8Array): Mutation | undefined {
  const before = releaseTaken(request.args);
  if (before === undefined) return undefined;
  const { params } = request.info;
  return mutationBetween(before, after, (i) => {
    const param = params[Math.min(i, params.length - 1)];
    if (param === undefined) return `argument ${i + 1}`;
    return param.rest ? `${param.name}[${i - params.length + 1}]` : param.name;
  });
}

/** Whether nobody can change it. */
export function isConstant(value: unknown): boolean {
  return isPrimitive(value) || isFuture(value);
}

/**
 * The encoding of the arguments as they are now, from which a body's own copies are decoded, and what
 * stands in its slots.
 */
export function encodeArguments(request: CallRequest): { bytes: Uint8Array; slots: unknown[] } {
  const slots: unknown[] = [];
  const { replace } = new Replacer(request);
  return { bytes: encode(countedArguments(request), { root: "args", replace, slots }), slots };
}

/** Positions of the arguments that a body gets as they are: ignored ones and those hashed by a function. */
export function rawPositions(request: CallRequest): readonly number[] {
  const { countsAll, ignoreArgs, argSerializers } = request.info.definition.options;
  if (countsAll) return NONE;
  const serialized = Object.keys(argSerializers).map((name) =>
    positionOf(name, "argSerializers", request.info)
  );
  return [
    ...new Set([
      ...ignoreArgs.map((name) => positionOf(name, "ignoreArgs", request.info)),
      ...serialized.filter((at) => !isFuture(request.args[at])),
    ]),
  ];
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function");
}

/** The arguments as they enter the hash. */
export function countedArguments(request: CallRequest): readonly unknown[] {
  const { args, info } = request;
  const { countsAll, ignoreArgs, argSerializers } = info.definition.options;
  if (countsAll) return args;
  const replaced = Object.entries(argSerializers);
  const counted = [...args];
  for (const [name, serialize] of replaced) {
    const at = positionOf(name, "argSerializers", info);
    if (at < counted.length && !isFuture(counted[at])) {
      const frames = () => framesAt(countedArguments);
      counted[at] = standIn(args[at], serialize(args[at] as never), {
        runtime: info.runtime,
        frames,
      });
    }
  }
  for (const name of ignoreArgs) {
    const at = positionOf(name, "ignoreArgs", info);
    if (at < counted.length) counted[at] = undefined;
  }
  return counted;
}

function positionOf(name: string | number, option: string, info: TaskInfo): number {
  if (typeof name === "number") return name;
  const at = info.params.findIndex((param) => param.name === name);
  if (at >= 0) return at;
  const known = info.params.map((param) => param.name);
  throw badOption(
    option,
    known.length === 0 ? "parameters, of which there are none" : `names among ${listed(known)}`,
    JSON.stringify(name),
  );
}
