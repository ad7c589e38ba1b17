/** `task()`: wraps a function; calling the wrapped function makes Futures. */

import { generatorTask, notAFunction } from "../error/task_errors.ts";
import { ambient } from "../graph/ambient.ts";
import { captureTrace } from "../graph/frames.ts";
import type { Runtime } from "../graph/runtime.ts";
import { findFutures, replaceFutures } from "../graph/walk.ts";
import { type Definition, definitionOf, TASK } from "./definition.ts";
import { taskInfo } from "./info.ts";
import { checkOptions } from "./options.ts";
import { register } from "./registry.ts";
import { createCall } from "./call.ts";
import { futuresOf } from "./outs.ts";
import { checkCount } from "./params.ts";
import type { TaskFactory } from "./types.ts";
import { isGeneratorFunction } from "../util/generator.ts";

/** Makes the wrapped function of a definition. */
export function wrapTask(definition: Definition): unknown {
  const call = (...args: unknown[]) => callTask(definition, ambient().runtime, args);
  const evaluate = async (...args: unknown[]) => {
    const { runtime } = ambient();
    const futures = callTask(definition, runtime, args);
    const list = findFutures(futures);
    const values = await runtime.evaluate(list);
    return replaceFutures(futures, (future) => values[list.indexOf(future)]);
  };
  return Object.defineProperties(call, {
    [TASK]: { value: definition },
    fn: { value: definition.fn, enumerable: true },
    eval: { value: evaluate, enumerable: true },
    name: { value: definition.options.name ?? definition.fn.name, configurable: true },
    length: { value: definition.fn.length, configurable: true },
  });
}

/**
 * Wraps a function, so that calling it does not run it but gives a {@linkcode Future} whose hash is
 * known at once: of the function's code, of all that the code depends on, and of the arguments.
 * Evaluating the Future runs the function, unless the cache has its value.
 *
 * Arguments may be plain values or Futures, also nested in arrays and plain objects.
 *
 * @example
 * ```ts ignore
 * import { task } from "@merkl/merkl";
 *
 * const double = task((x: number) => 2 * x);
 * const twelve = double(double(3));
 * console.log(twelve.hash, await twelve.eval());
 * ```
 *
 * @throws {MerklError} `not-a-function`, `unknown-task-option`, `bad-task-option`
 */
export const task: TaskFactory = ((first: unknown, second?: unknown) => {
  const [options, fn] = second === undefined && typeof first === "function"
    ? [{}, first]
    : [first, second];
  if (typeof fn !== "function" || typeof options !== "object" || options === null) {
    throw notAFunction(typeof fn === "function" ? `${typeof first} as options` : String(typeof fn));
  }
  if (isGeneratorFunction(fn)) throw generatorTask();
  const inner = definitionOf(fn);
  return wrapTask(register({
    // a task given to task() again stands for its function, with other options
    fn: inner === undefined ? fn as Definition["fn"] : inner.fn,
    options: checkOptions(options as Record<string, unknown>),
    ...(inner === undefined
      ? { trace: captureTrace(task) }
      : { trace: inner.trace, optionTrace: captureTrace(task) }),
    isBatch: false,
    known: undefined,
  }));
}) as TaskFactory;

/** The Futures of calling a task with `args` in the project `runtime`. */
export function callTask(
  definition: Definition,
  runtime: Runtime,
  args: readonly unknown[],
): unknown {
  const info = taskInfo(definition, runtime);
  checkCount(info, args.length);
  return futuresOf(createCall(info, args));
}
