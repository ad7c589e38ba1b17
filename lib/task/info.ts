/** A task in a project: its place, its deps hash and the parts of it. */

import type { Place } from "../error/place.ts";
import { dependencyCycle } from "../error/task_errors.ts";
import { codecId } from "../codec/registry.ts";
import { depsHash, type DepsParts } from "../graph/key.ts";
import { analyzeRequest } from "./analyze_request.ts";
import { framesOf } from "../graph/frames.ts";
import { isFuture } from "../graph/future.ts";
import type { Runtime } from "../graph/runtime.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import { hashValue, type Replacement } from "../hash/canonical.ts";
import { sha256 } from "../hash/digest.ts";
import type { Analysis, Frame } from "../source/types.ts";
import { byCodeUnit } from "../util/order.ts";
import { relPath } from "../util/path.ts";
import { batchedDefinition, type Definition, definitionOf, pipelineOf } from "./definition.ts";
import { checkOuts, checkOutSerializers } from "./outs.ts";
import {
  type Callable,
  codeBehind,
  functionHash,
  type FunctionRequest,
  reportWarnings,
  valueHash,
} from "./function_hash.ts";
import { isModule, moduleHash } from "./module_hash.ts";
import type { CheckedOptions } from "./options.ts";
import { refIdentity } from "./ref_values.ts";
import { versionsIn } from "./told_versions.ts";
import { watchDeps } from "./watched_deps.ts";

/** What `runtime` knows of a task; analysed when first asked for. */
export function taskInfo(definition: Definition, runtime: Runtime): TaskInfo {
  const { known } = definition;
  if (known?.runtime === runtime) {
    if (known.round === round || known.stands?.() !== false) {
      known.round = round;
      return known.info;
    }
  }
  const { info, stands } = makeInfo(definition, runtime);
  definition.known = { runtime, info, stands, round };
  return info;
}

let round = 0;

/** A run begins: values in `deps` and declared variables may have changed since the last one. */
export function beginRound(): void {
  round++;
}

function makeInfo(
  definition: Definition,
  runtime: Runtime,
): { info: TaskInfo; stands: (() => boolean) | undefined } {
  const { fn, options } = definition;
  const analysis = runtime.analyze(analyzeRequest(definition));
  const name = options.name ?? analysis.binding ?? (fn.name || "anonymous");
  const file = analysis.file === undefined
    ? "unknown"
    : relPath(analysis.file, runtime.root) ?? analysis.file.split(/[\\/]/).at(-1)!;
  const taskId = `${file}#${analysis.moduleLevel ? analysis.binding ?? name : "local"}`;
  const named = definition.options.outs === "infer" ? { ...analysis, name } : undefined;
  checkOuts(definition.options.outs, { name, fn, inferred: named });
  checkOutSerializers(options, analysis.inferredOuts);
  using _ = enter(definition, { name, place: analysis.place });
  const request: PartsRequest = {
    ...{ definition, runtime, analysis, file, name },
    frames: framesOf(definition.optionTrace ?? definition.trace),
  };
  const parts = depsParts(request);
  reportWarnings(runtime, analysis);
  const info: TaskInfo = {
    name,
    taskId,
    depsHash: depsHash(parts),
    depsJson: depsJson(parts, analysis, options),
    place: analysis.place,
    text: analysis.text,
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
    changedDep: watchDeps(options.deps),
    changedEnv: parts.env.length === 0
      ? undefined
      : () => parts.env.find(([key, value]) => (runtime.env(key) ?? null) !== value)?.[0],
  };
  return { info, stands: watchParts(parts, request) };
}

/** Whether what isn't in the source counts as it did. */
function watchParts(before: DepsParts, request: PartsRequest): (() => boolean) | undefined {
  const { deps } = request.definition.options;
  const mayChange = before.env.length > 0 ||
    deps.some(([, value]) => typeof value === "object" && value !== null);
  if (!mayChange) return undefined;
  const text = ({ deps, env }: Pick<DepsParts, "deps" | "env">) => JSON.stringify([deps, env]);
  const told = text(before);
  return () => {
    try {
      return text(changeableParts(request)) === told;
    } catch {
      return false; // why is told by who asks again
    }
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
  /** Of the call that was given the options. */
  readonly frames: readonly Frame[];
}

function depsParts(request: PartsRequest): DepsParts {
  const { analysis, runtime, frames } = request;
  const { options } = request.definition;
  const code = (fn: Callable, ...path: string[]) =>
    functionHash(fn, { runtime, frames: () => frames, as: { kind: "option", path } });
  return {
    ...codePart(request),
    ...(request.definition.isBatch ? { batch: true } : {}),
    outs: outsPart(options, analysis, code),
    hashMode: options.hashMode,
    codeMode: options.code,
    ...changeableParts(request),
    ignoreArgs: options.ignoreArgs,
    argSerializers: Object.entries(options.argSerializers)
      .map(([param, fn]) => [param, code(fn as Callable, "argSerializers", param)] as const)
      .sort(([a], [b]) => byCodeUnit(a, b)),
    serializer: [
      ["", codecId(options.serializer)],
      ...[...options.outSerializers].sort(([a], [b]) => byCodeUnit(a, b))
        .map(([out, one]) => [out, codecId(one)] as const),
    ],
  };
}

function changeableParts(request: PartsRequest): Pick<DepsParts, "deps" | "env"> {
  const { runtime, definition: { options: { deps, env } } } = request;
  return {
    deps: deps.map(([key, value]) => [key, hashDep(value, key, request)] as const),
    env: [...env].sort(byCodeUnit).map((key) => [key, runtime.env(key) ?? null] as const),
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
  code: (fn: Callable, ...path: string[]) => string,
): DepsParts["outs"] {
  const { outs } = options;
  if (outs === undefined) return null;
  if (typeof outs === "function") return { code: code(outs, "outs") };
  if (outs !== "infer") return outs;
  const inferred = analysis.inferredOuts;
  return inferred.kind === "tuple"
    ? inferred.length
    : inferred.kind === "record"
    ? inferred.keys
    : null;
}

/** Hash of a value given in `deps`; Futures, tasks and functions inside count by their hashes. */
function hashDep(value: unknown, key: string, { runtime, frames }: PartsRequest): string {
  const path = ["deps", key];
  return hashValue(value, {
    root: `deps.${key}`,
    replace: (item) =>
      opaqueIdentity(item, {
        runtime,
        frames: () => frames,
        as: item === value ? { kind: "option", path } : { kind: "within" },
      }),
  });
}

/** Hashes of what isn't plain data but has a hash of its own. Frames cost much: few ask for them. */
export function opaqueIdentity(
  item: object,
  request: FunctionRequest,
): Replacement | undefined {
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
    const { runtime } = request;
    const hash = functionHash(built.fn, {
      runtime,
      frames: () => framesOf(built.trace),
      as: { kind: "body" },
    });
    return { kind: "identity", tag: "pipeline", hash };
  }
  if (typeof item === "function") {
    const replace = (part: object) => opaqueIdentity(part, { ...request, as: { kind: "within" } });
    return { kind: "identity", tag: "function", hash: valueHash(item, request, replace) };
  }
  if (isModule(item)) {
    const replace = (part: object) => opaqueIdentity(part, { ...request, as: { kind: "within" } });
    return { kind: "identity", tag: "module", hash: moduleHash(item, replace) };
  }
  return refIdentity(item, request.runtime) ?? codeBehind(item, request);
}

/** The dictionary that is stored beside entries: so that SQL can ask, and a rerun can say why. */
function depsJson(parts: DepsParts, analysis: Analysis, { deps }: CheckedOptions): string {
  const dictionary: Record<string, string> = {};
  for (const dep of parts.code === undefined ? [] : analysis.deps) dictionary[dep.name] = dep.hash;
  if (parts.version !== undefined) dictionary["option version"] = parts.version[2];
  if (parts.hashKey !== undefined) dictionary["option hashKey"] = parts.hashKey;
  for (const [name, hash] of parts.deps) dictionary[`option deps.${name}`] = hash;
  for (const [name, value] of deps) {
    for (const { name: of, version, hash } of versionsIn(value)) {
      dictionary[`depVersion deps.${name} ${of}`] = `${version} ${hash}`;
    }
  }
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
