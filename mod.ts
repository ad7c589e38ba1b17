/**
 * Pipelines in plain TypeScript with great caching.
 *
 * A function wrapped with {@linkcode task} does not run when it is called: it gives a
 * {@linkcode Future}, whose hash is known at once. Evaluating it runs the function, unless the cache
 * has the value of the same code, dependencies and arguments.
 *
 * @example
 * ```ts
 * import { openProject, task } from "@merkl/merkl";
 *
 * const square = task((x: number) => x * x);
 * const sum = task((a: number, b: number) => a + b);
 *
 * await using project = await openProject({ cache: null });
 * const { value } = await project.run(() => sum(square(3), square(4)));
 * console.log(value); // 25
 * ```
 *
 * @module
 */

export { batch } from "./lib/task/batch.ts";
export type { Batch, BatchFactory } from "./lib/task/batch_types.ts";
export { type Pipeline, pipeline } from "./lib/task/pipeline.ts";
export { type DepVersion, depVersion, programVersion } from "./lib/task/dep_version.ts";
export { readEnv } from "./lib/task/read_env.ts";
export { task } from "./lib/task/task.ts";
export type {
  Evaluated,
  Futures,
  KeyOptions,
  Lift,
  LiftArgs,
  Outs,
  RunOptions,
  StandardSchema,
  Task,
  TaskFactory,
  TaskOptions,
  TaskSchema,
} from "./lib/task/types.ts";
export {
  type InputValue,
  pathFuture,
  readFuture,
  type ReadOptions,
  writeFuture,
} from "./lib/task/inputs.ts";
export { FileRef, fileRef, type RefOptions } from "./lib/task/file_ref.ts";
export { combineFileRefs, DirRef, dirRef } from "./lib/task/dir_ref.ts";
export type { InputAs, OutKey } from "./lib/graph/node.ts";
export type { MerkleHash } from "./lib/hash/digest.ts";
export { Future } from "./lib/graph/future.ts";
export type { FromFileOptions, OutputOptions } from "./lib/graph/runtime.ts";
export { unordered } from "./lib/hash/unordered.ts";
export { context, type TaskContext } from "./lib/run/context.ts";
export type { Cache } from "./lib/cache/interfaces.ts";
export type { StoredEntry } from "./lib/project/query.ts";
export {
  openProject,
  type Project,
  type ProjectOptions,
  type ProjectRunOptions,
  type RunResult,
} from "./lib/project/project.ts";
export type { Blocked, Event, Failure, Reporter, Subject, Summary } from "./lib/run/event.ts";
export type { Executor, ExecutorJob } from "./lib/run/executor.ts";
export type { Counts } from "./lib/run/counts.ts";
export type { RunReason } from "./lib/run/reason.ts";
export type { Serializer } from "./lib/codec/codec.ts";
export { isMerklError, MerklError } from "./lib/error/merkl_error.ts";
export type { Place } from "./lib/error/place.ts";
export type { Path } from "./lib/project/path_type.ts";
