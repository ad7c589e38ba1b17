/** Which of a module's exports is to be run. */

import {
  ambiguousExport,
  exportNotCallable,
  noSuchExport,
  nothingToRun,
} from "../error/args_errors.ts";
import { generatorPipeline } from "../error/pipeline_errors.ts";
import { isFuture } from "../graph/future.ts";
import type { ExportInfo } from "../source/export_info.ts";
import { isGeneratorFunction } from "../util/generator.ts";

/** An export and what is known of it. */
export interface PickedExport {
  readonly info: ExportInfo;
  readonly call: (...args: unknown[]) => unknown;
}

/**
 * Picks the export that is wanted; else the default one; else the only one, where a pipeline goes
 * before plain functions and those before tasks.
 * @param exports What the source says
 * @param module What was loaded
 * @param target The file as the user named it, the export if they named one, and merkl's command
 * (default: `run`)
 * @throws {MerklError} `no-such-export`, `export-not-callable` or `ambiguous-export`, named
 * `UsageError`; `nothing-to-run` or `generator-pipeline`, named
 * `LoadError`
 */
export function pickExport(
  exports: readonly ExportInfo[],
  module: Readonly<Record<string, unknown>>,
  target: {
    readonly file: string;
    readonly name?: string | undefined;
    readonly command?: string;
  },
): PickedExport {
  const { file, name: wanted, command = "run" } = target;
  const infos = allExports(exports, module);
  const callable = infos.filter(({ name }) => isCallable(module[name]));
  if (wanted !== undefined) {
    const info = infos.find(({ name }) => name === wanted);
    if (!info) {
      const known = callable.map(({ name }) => name);
      const own = known.includes("default") ? (module["default"] as { name: string }).name : "";
      throw noSuchExport(wanted, { file, known, own: own === "" ? undefined : own });
    }
    if (!isCallable(module[wanted])) {
      throw exportNotCallable(wanted, kindOf(module[wanted]), info.place);
    }
    return picked(info, module);
  }
  if (callable.length === 0) {
    throw nothingToRun(file, infos.map(({ name }) => `${name} (${kindOf(module[name])})`));
  }
  const candidates = preferred(callable);
  if (candidates.length > 1) {
    throw ambiguousExport(file, candidates.map(({ name }) => name), command);
  }
  return picked(candidates[0]!, module);
}

/** Those of several runnable exports that may be meant if none is named. */
export function preferred(callable: readonly ExportInfo[]): readonly ExportInfo[] {
  const byKind = (...kinds: readonly ExportInfo["kind"][]) =>
    callable.filter(({ kind }) => kinds.includes(kind));
  const ranks = [
    callable.filter(({ name }) => name === "default"),
    byKind("pipeline"),
    byKind("function", "other"),
    callable,
  ];
  return ranks.find((rank) => rank.length > 0) ?? [];
}

/** What the source tells, in its order, and then names that only the loaded module has. */
function allExports(
  exports: readonly ExportInfo[],
  module: Readonly<Record<string, unknown>>,
): ExportInfo[] {
  const known = new Set(exports.map(({ name }) => name));
  const unread = Object.keys(module).filter((name) => !known.has(name));
  return [
    ...exports.filter(({ name }) => name in module),
    ...unread.map((name): ExportInfo => ({ name, kind: "other", signature: "" })),
  ];
}

function picked(info: ExportInfo, module: Readonly<Record<string, unknown>>): PickedExport {
  const call = module[info.name] as PickedExport["call"] & { readonly fn?: unknown };
  const { name, place } = info;
  // fn: the function of a pipeline()
  if ([call, call.fn].some(isGeneratorFunction)) {
    throw generatorPipeline({ name: call.name || name, place });
  }
  return { info, call };
}

function isCallable(value: unknown): boolean {
  return typeof value === "function" && !isClass(value);
}

function isClass(value: unknown): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "function") return "a class";
  if (isFuture(value)) return "a Future";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
