/** What a wrapped function is made of, before any project knows it. */

import type { Trace } from "../graph/frames.ts";
import type { Runtime } from "../graph/runtime.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import type { CheckedOptions } from "./options.ts";

/** Key of the definition on a task; shared by all copies of the library in a process. */
export const TASK: unique symbol = Symbol.for("merkl.task");

/** What a project knows of a task. */
interface KnownInfo {
  readonly runtime: Runtime;
  readonly info: TaskInfo;
  /** Whether values and variables that count are as they were; undefined if they can't change. */
  readonly stands: (() => boolean) | undefined;
  /** When that was asked. */
  round: number;
}

/** A user's function with its options and the stack at which it was wrapped. */
export interface Definition {
  readonly fn: (...args: unknown[]) => unknown;
  readonly options: CheckedOptions;
  readonly trace: Trace;
  /** The stack at which it was given its options, if that is another one. */
  readonly optionTrace?: Trace;
  /** Whether the function takes a list of items and gives a value for each. */
  readonly isBatch: boolean;
  /** What the last project that asked knows of it; most processes have one project. */
  known: KnownInfo | undefined;
}

/** The definition of a task; undefined for anything else. */
export function definitionOf(value: unknown): Definition | undefined {
  return typeof value === "function" && TASK in value
    ? (value as unknown as { [TASK]: Definition })[TASK]
    : undefined;
}

/** Key, on a batch, of the definition that its items' entries belong to. */
export const BATCHED: unique symbol = Symbol.for("merkl.batched");

/** The definition that the entries of a batch belong to; undefined for anything else. */
export function batchedDefinition(value: unknown): Definition | undefined {
  return typeof value === "function" && BATCHED in value
    ? (value as unknown as { [BATCHED]: Definition })[BATCHED]
    : undefined;
}

/** Key of the definition on a pipeline; shared by all copies of the library in a process. */
export const PIPELINE: unique symbol = Symbol.for("merkl.pipeline");

/** A function that builds a graph, before any project knows it. */
export interface PipelineDefinition {
  readonly fn: (...args: unknown[]) => unknown;
  readonly trace: Trace;
}

/** The definition of a pipeline; undefined for anything else. */
export function pipelineOf(value: unknown): PipelineDefinition | undefined {
  return typeof value === "function" && PIPELINE in value
    ? (value as unknown as { [PIPELINE]: PipelineDefinition })[PIPELINE]
    : undefined;
}
