/** `batch()`: a task over a list of items, each with an entry of its own. */

import { badBatch } from "../error/batch_errors.ts";
import { badOption } from "../error/task_errors.ts";
import { ambient } from "../graph/ambient.ts";
import { captureTrace, framesOf } from "../graph/frames.ts";
import type { Runtime } from "../graph/runtime.ts";
import { findFutures, replaceFutures } from "../graph/walk.ts";
import { type BatchDefinition, batchInfo } from "./batch_info.ts";
import { checkShared, itemArguments, listOfItems } from "./batch_items.ts";
import type { BatchFactory } from "./batch_types.ts";
import { createCall } from "./call.ts";
import { BATCHED, type Definition, definitionOf } from "./definition.ts";
import { checkOptions } from "./options.ts";
import { futuresOf } from "./outs.ts";
import { registerBatch } from "./registry.ts";

/**
 * A task over a list: calling it gives a Future (or, with `outs`, several) for each item, and only
 * those items that aren't cached reach `fn`, in one call and in order, equal ones once.
 *
 * `batch(single, fn)` shares its entries with the task `single`, in both directions. It stands in the
 * module that defines `single`, at the top level, so that the code of both is part of either's hash. If
 * `single` takes one argument an item is that argument, else an array of them. Where `fn` takes a
 * second parameter, that is the last one of `single`: options that all items share.
 *
 * `batch(fn)` and `batch(options, fn)` have entries of their own.
 *
 * @example
 * ```ts ignore
 * import { batch, task } from "@merkl/merkl";
 *
 * const embed = task((text: string) => embedAll([text]).then(([vector]) => vector!));
 * const embedMany = batch(embed, (texts: string[]) => embedAll(texts));
 *
 * const vectors = embedMany(["one", "two", "three"]);
 * ```
 *
 * @throws {MerklError} `bad-batch`, `unknown-task-option`, `bad-task-option`
 */
export const batch: BatchFactory = ((...given: unknown[]) => {
  const fn = given.at(-1);
  const first = given.length === 2 ? given[0] : undefined;
  const single = definitionOf(first);
  const isOptions = typeof first === "object" && first !== null;
  if (
    typeof fn !== "function" || definitionOf(fn) !== undefined || given.length > 2 ||
    (given.length === 2 && single === undefined && !isOptions)
  ) {
    throw badBatch(given.length === 0 ? "nothing" : given.map(shownGiven).join(" and "));
  }
  const own: Definition = {
    fn: fn as Definition["fn"],
    options: checkOptions(isOptions ? first as Record<string, unknown> : {}),
    trace: captureTrace(batch),
    isBatch: true,
    known: undefined,
  };
  if (own.options.outs === "infer") {
    throw badOption("outs", "a number, names or a function, in a batch", '"infer"');
  }
  return wrap(registerBatch({ own, single, known: undefined }));
}) as BatchFactory;

function shownGiven(value: unknown): string {
  if (definitionOf(value) !== undefined) return "a task";
  return typeof value === "object" && value !== null ? "an object" : `a ${typeof value}`;
}

function wrap(definition: BatchDefinition): unknown {
  const { own, single } = definition;
  const call = (...args: unknown[]) =>
    callBatch(definition, ambient().runtime, { args, caller: call });
  const evaluate = async (...args: unknown[]) => {
    const { runtime } = ambient();
    const futures = callBatch(definition, runtime, { args, caller: evaluate });
    const list = findFutures(futures);
    const values = await runtime.evaluate(list);
    const byFuture = new Map(list.map((future, i) => [future, values[i]]));
    return replaceFutures(futures, (future) => byFuture.get(future));
  };
  return Object.defineProperties(call, {
    [BATCHED]: { value: single ?? own },
    fn: { value: own.fn, enumerable: true },
    eval: { value: evaluate, enumerable: true },
    name: { value: own.options.name ?? own.fn.name, configurable: true },
    length: { value: own.fn.length, configurable: true },
  });
}

/** `caller`: whose call is the user's, where errors point to. */
function callBatch(
  definition: BatchDefinition,
  runtime: Runtime,
  // deno-lint-ignore ban-types -- what captureStackTrace takes
  { args, caller }: { args: readonly unknown[]; caller: Function },
): unknown {
  const about = batchInfo(definition, runtime);
  const place = () => framesOf(captureTrace(caller))[0];
  const items = listOfItems(about, args[0], place);
  const shared = checkShared(about, args.slice(1), place);
  // one object for each call: it is what its items have in common
  const call = { ...about.call };
  return items.map((item, i) => {
    const all = itemArguments(about, { item, i, shared }, place);
    return futuresOf(createCall(about.info, all, call));
  });
}
