/** What goes wrong with pipelines. Pure constructors. */

import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";

/** `pipeline()` was not given a function. */
export function badPipeline(given: string): MerklError {
  return new MerklError({
    code: "bad-pipeline",
    message: `pipeline() takes a function, but was given ${given}`,
    hint: "Write pipeline(fn), where fn calls tasks and returns their Futures",
  });
}

/**
 * What a pipeline gives is a generator, whose Futures would be seen by nobody. `name`: of its export,
 * if the generator function itself was to be called.
 */
export function generatorPipeline(
  { name, place }: { readonly name?: string; readonly place?: Place | undefined } = {},
): MerklError {
  return new MerklError({
    name: "LoadError",
    code: "generator-pipeline",
    message: name === undefined
      ? "A pipeline returns its Futures, but this one gave a generator"
      : `A pipeline returns its Futures, but "${name}" is a generator function`,
    hint: "Return them in an array: function main() { return [first(), second()]; }",
    place,
  });
}

/** A Future in the result of a pipeline that can't be made again from what is kept. */
export function uncacheableFuture(
  pipeline: string,
  request: { task: string; why: string; hint: string; place: Place | undefined },
): MerklError {
  const { task, why, hint, place } = request;
  return new MerklError({
    code: "uncacheable-future",
    message: `The graph of ${pipeline} can't be kept, since it has a Future of ${task}: ${why}`,
    hint,
    place,
  });
}

/** `readEnv()` in the body of a task. */
export function envInBody(name: string): MerklError {
  return new MerklError({
    code: "env-in-body",
    message: `readEnv(${JSON.stringify(name)}) was called in the body of a task`,
    hint: `Name it in the task's options, env: [${
      JSON.stringify(name)
    }], and read it with Deno.env.get()`,
  });
}
