/** A task in a project: its place, its deps hash and the parts of it. */

import type { Place } from "../error/place.ts";
import { dependencyCycle } from "../error/task_errors.ts";
import { codecId } from "../codec/registry.ts";
import { depsHash, type DepsParts } from "../graph/key.ts";
import { captureTrace, framesOf } from "../graph/frames.ts";
import { isFuture } from "../graph/future.ts";
import type { Runtime } from "../graph/runtime.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import { hashValue } from "../hash/canonical.ts";
import { sha256 } from "../hash/digest.ts";
import type { Analysis, Frame } from "../source/types.ts";
import { byCodeUnit } from "../util/order.ts";
import { relPath } from "../util/path.ts";
import { batchedDefinition, type Definition, definitionOf, pipelineOf } from "./definition.ts";
import { checkOuts, checkOutSerializers } from "./outs.ts";
import type { CheckedOptions } from "./options.ts";
import { refIdentity } from "./ref_values.ts";

/** What `runtime` knows of a task; analysed when first asked for. */
export function taskInfo(definition: Definition, runtime: Runtime): TaskInfo {
  const { known } = definition;
  if (known !== undefined && known.runtime === runtime) return known.info;
  const info = makeInfo(definition, runtime);
  definition.known = { runtime, info };
  return info;
}

function makeInfo(definition: Definition, runtime: Runtime): TaskInfo {
  const { fn, options } = definition;
  const frames = framesOf(definition.trace);
  const analysis = runtime.analyze({
    fn: fn as (...args: never[]) => unknown,
    frames,
    hashMode: options.hashMode,
    code: options.code,
    hasDeps: options.deps.length > 0,
    pinned: options.version !== undefined || options.hashKey !== undefined,
  });
  const name = options.name ?? analysis.binding ?? (fn.name || "anonymous");
  const file = analysis.file === undefined
    ? "unknown"
    : relPath(analysis.file, runtime.root) ?? analysis.file.split(/[\\/]/).at(-1)!;
  const taskId = `${file}#${analysis.moduleLevel ? analysis.binding ?? name : "local"}`;
  const named = definition.options.outs === "infer" ? { ...analysis, name } : undefined;
  checkOuts(definition.options.outs, { name, fn, inferred: named });
  checkOutSerializers(options, analysis.inferredOuts);
  using _ = enter(definition, { name, place: analysis.place });
  const parts = depsParts({ definition, runtime, analysis, file, name, frames });
  reportWarnings(runtime, analysis);
  return {
    name,
    taskId,
    depsHash: depsHash(parts),
    depsJson: depsJson(parts, analysis),
    place: analysis.place,
    batches: analysis.batches,
    params: analysis.params,
    signature: analysis.signature,
    fn,
    settings: options.settings,
    definition,
    runtime,
    serializer: (out) => options.outSerializers.get(String(out)) ?? options.serializer,
    inferredOuts: analysis.inferredOuts,
    checksCount: analysis.file !== undefined,
  };
}

/** Tasks whose `deps` are being hashed, each named in those of the one before. */
const underWay: { readonly definition: Definition; readonly name: string }[] = [];

/** Refuses a task that is named, however indirectly, in its own `deps`. */
function enter(
  definition: Definition,
  { name, place }: { readonly name: string; readonly place: Place | undefined },
): Disposable {
  const first = underWay.findIndex((one) => one.definition === definition);
  if (first >= 0) {
    throw dependencyCycle([...underWay.slice(first).map((one) => one.name), name], place);
  }
  underWay.push({ definition, name });
  return { [Symbol.dispose]: () => void underWay.pop() };
}

interface PartsRequest {
  readonly definition: Definition;
  readonly runtime: Runtime;
  readonly analysis: Analysis;
  readonly file: string;
  readonly name: string;
  readonly frames: readonly Frame[];
}

function depsParts(request: PartsRequest): DepsParts {
  const { analysis, runtime, frames } = request;
  const { options } = request.definition;
  const code = (fn: unknown) => functionHash(fn, { runtime, frames });
  return {
    ...codePart(request),
    ...(request.definition.isBatch ? { batch: true } : {}),
    outs: outsPart(options, analysis, code),
    hashMode: options.hashMode,
    codeMode: options.code,
    deps: options.deps.map(([key, value]) =>
      [key, hashDep(value, `deps.${key}`, request)] as const
    ),
    env: [...options.env].sort(byCodeUnit).map((key) => [key, runtime.env(key) ?? null] as const),
    ignoreArgs: options.ignoreArgs,
    argSerializers: Object.entries(options.argSerializers)
      .map(([param, fn]) => [param, code(fn)] as const)
      .sort(([a], [b]) => byCodeUnit(a, b)),
    serializer: [
      ["", codecId(options.serializer)],
      ...[...options.outSerializers].sort(([a], [b]) => byCodeUnit(a, b))
        .map(([out, one]) => [out, codecId(one)] as const),
    ],
  };
}

/** Of the code itself or of what the user says stands for it. */
function codePart(request: PartsRequest): Partial<DepsParts> {
  const { options } = request.definition;
  const { analysis, runtime, file, name } = request;
  const taskId = `${file}#${analysis.binding ?? name}`;
  if (options.hashKey !== undefined) {
    runtime.pin(`hashKey ${JSON.stringify(options.hashKey)}`, analysis.codeHash, taskId);
    return { hashKey: options.hashKey };
  }
  if (options.version !== undefined) {
    const binding = analysis.binding ?? name;
    runtime.pin(
      `version ${JSON.stringify(options.version)} of ${taskId}`,
      analysis.codeHash,
      taskId,
    );
    return { version: [file, binding, options.version] };
  }
  return { code: analysis.codeHash };
}

function outsPart(
  options: CheckedOptions,
  analysis: Analysis,
  code: (fn: unknown) => string,
): DepsParts["outs"] {
  const { outs } = options;
  if (outs === undefined) return null;
  if (typeof outs === "function") return { code: code(outs) };
  if (outs !== "infer") return outs;
  const inferred = analysis.inferredOuts;
  return inferred.kind === "tuple"
    ? inferred.length
    : inferred.kind === "record"
    ? inferred.keys
    : null;
}

/** Hash of a value given in `deps`; Futures, tasks and functions inside count by their hashes. */
function hashDep(value: unknown, root: string, request: PartsRequest): string {
  return hashValue(value, {
    root,
    replace: (item) => opaqueIdentity(item, { ...request, frames: () => request.frames }),
  });
}

/** Hashes of what isn't plain data but has a hash of its own. Frames cost much: few ask for them. */
export function opaqueIdentity(
  item: object,
  request: { readonly runtime: Runtime; readonly frames: () => readonly Frame[] },
): { kind: "identity"; tag: string; hash: string } | undefined {
  if (isFuture(item)) return { kind: "identity", tag: "future", hash: item.hash };
  const definition = definitionOf(item);
  if (definition !== undefined) {
    return { kind: "identity", tag: "task", hash: taskInfo(definition, request.runtime).depsHash };
  }
  const batched = batchedDefinition(item);
  if (batched !== undefined) {
    return { kind: "identity", tag: "batch", hash: taskInfo(batched, request.runtime).depsHash };
  }
  const built = pipelineOf(item);
  if (built !== undefined) {
    const home = { runtime: request.runtime, frames: framesOf(built.trace) };
    return { kind: "identity", tag: "pipeline", hash: functionHash(built.fn, home) };
  }
  if (typeof item === "function") {
    const hash = functionHash(item, { runtime: request.runtime, frames: request.frames() });
    return { kind: "identity", tag: "function", hash };
  }
  return refIdentity(item, request.runtime);
}

/** Code hash of a plain function that is used as a value. */
export function functionHash(
  fn: unknown,
  request: { readonly runtime: Runtime; readonly frames: readonly Frame[] },
): string {
  return request.runtime.analyze({
    fn: fn as (...args: never[]) => unknown,
    frames: request.frames,
    hashMode: "deps",
    code: "normalized",
    hasDeps: false,
    pinned: false,
  }).codeHash;
}

/** Frames of the present call of `caller`, nearest first. */
// deno-lint-ignore ban-types -- what captureStackTrace takes
export function framesAt(caller: Function): readonly Frame[] {
  return framesOf(captureTrace(caller));
}

/** The dictionary that is stored beside entries: so that SQL can ask, and a rerun can say why. */
function depsJson(parts: DepsParts, analysis: Analysis): string {
  const dictionary: Record<string, string> = {};
  for (const dep of parts.code === undefined ? [] : analysis.deps) dictionary[dep.name] = dep.hash;
  if (parts.version !== undefined) dictionary["option version"] = parts.version[2];
  if (parts.hashKey !== undefined) dictionary["option hashKey"] = parts.hashKey;
  for (const [name, hash] of parts.deps) dictionary[`option deps.${name}`] = hash;
  for (const [name, value] of parts.env) {
    dictionary[`env ${name}`] = value === null ? "unset" : sha256(value);
  }
  for (
    const key of [
      "outs",
      "hashMode",
      "codeMode",
      "ignoreArgs",
      "argSerializers",
      "serializer",
    ] as const
  ) {
    dictionary[`option ${key}`] = JSON.stringify(parts[key]);
  }
  return JSON.stringify(dictionary);
}

function reportWarnings(runtime: Runtime, analysis: Analysis): void {
  for (const warning of analysis.warnings) {
    const at = warning.place === undefined
      ? ""
      : `${
        relPath(warning.place.file as never, runtime.root) ?? warning.place.file
      }:${warning.place.line}:${warning.place.column} `;
    runtime.warnOnce(`${at}${warning.code}`, at + warning.message);
  }
}
