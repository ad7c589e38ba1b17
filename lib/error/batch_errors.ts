/** What goes wrong with batches. Pure constructors. */

import { countWords } from "./graph_errors.ts";
import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";
import { listed, nearest, plural } from "../util/text.ts";

/** `batch()` was not given what it needs. */
export function badBatch(given: string): MerklError {
  return new MerklError({
    code: "bad-batch",
    message:
      `batch() takes a task and a function, or options and a function, but was given ${given}`,
    hint: "Write batch(task, fn), batch(fn) or batch({ … }, fn)",
  });
}

/** A batch over a task that its module doesn't bind, or not where it can be found. */
export function batchElsewhere(
  batch: string,
  request: { single: string; place: Place | undefined; singlePlace: Place | undefined },
): MerklError {
  const { single, singlePlace } = request;
  return new MerklError({
    code: "batch-elsewhere",
    message:
      `${batch} is a batch over ${single}, but is not found at the top level of the module ` +
      `that defines ${single}`,
    hint: `Write \`const ${batch} = batch(${single}, fn)\` beside ${single}: the code of both is ` +
      "part of the hash of either, whichever is imported",
    place: request.place,
    related: singlePlace === undefined
      ? []
      : [{ ...singlePlace, label: `${single} is defined here` }],
  });
}

/** Two batches over one task. */
export function batchedTwice(single: string, places: readonly [Place, Place]): MerklError {
  return new MerklError({
    code: "batched-twice",
    message: `There are two batches over ${single}: a value of it could come from either`,
    hint: "Keep one of them, or give the other a task of its own",
    place: places[1],
    related: [{ ...places[0], label: "the first one is here" }],
  });
}

/** The parameters of a batch's function don't go with those of its task. */
export function batchParameters(
  batch: string,
  request: { why: string; hint?: string; place: Place | undefined },
): MerklError {
  return new MerklError({
    code: "batch-parameters",
    message: `${batch} ${request.why}`,
    hint: request.hint,
    place: request.place,
  });
}

/** A batch was called with something else than a list of items. */
export function batchNeedsList(batch: string, given: string, place: Place | undefined): MerklError {
  return new MerklError({
    code: "batch-needs-list",
    message: `${batch} takes an array of items, but was given ${given}`,
    hint: "The number of items must be known when the graph is built; the items may be Futures",
    place,
  });
}

/** An item of a batch with the wrong number of arguments. */
export function batchItemCount(
  batch: string,
  request: {
    /** 0-based. */
    item: number;
    given: number;
    single: string;
    least: number;
    most: number;
    params: readonly string[];
    place: Place | undefined;
    /** Where the task's function stands. */
    definition: Place | undefined;
  },
): MerklError {
  const { item, given, single, least, most, params, definition } = request;
  return new MerklError({
    code: "batch-item-count",
    message: `${batch}: item ${item} has ${plural(given, "argument")}, but ${single} takes ` +
      `${countWords(least, most)} (${params.join(", ")})`,
    hint: "Items are counted from 0",
    place: request.place,
    related: definition === undefined
      ? []
      : [{ ...definition, label: `${single} is defined here` }],
  });
}

/** An item that should be a list of arguments. */
export function batchItemShape(
  batch: string,
  request: {
    item: number;
    given: string;
    single: string;
    params: readonly string[];
    place: Place | undefined;
  },
): MerklError {
  const { item, given, single, params } = request;
  return new MerklError({
    code: "batch-item-shape",
    message: `${batch}: item ${item} is ${given}, but should be an array of the arguments of ` +
      `${single} (${params.join(", ")})`,
    hint: "Items are counted from 0",
    place: request.place,
  });
}

/** An option that the task of a batch doesn't have. */
export function batchOption(
  batch: string,
  request: { given: string; known: readonly string[]; single: string; place: Place | undefined },
): MerklError {
  const { given, known, single } = request;
  const near = nearest(given, known);
  return new MerklError({
    code: "batch-option",
    message: `${batch} has no option ${given}: those of ${single} are ${listed(known)}`,
    hint: near === undefined ? undefined : `Did you mean ${near}?`,
    place: request.place,
  });
}

/** A batch's function gave something else than one value for each item. */
export function batchResult(
  batch: string,
  request: { items: number; actual: string; place: Place | undefined },
): MerklError {
  return new MerklError({
    code: "batch-result",
    message: `${batch} should return an array of ${plural(request.items, "value")}, one for each ` +
      `item that it was given, but returned ${request.actual}`,
    place: request.place,
  });
}

/** A batch's function left a place of its array empty. */
export function batchHole(
  batch: string,
  request: { item: number; place: Place | undefined },
): MerklError {
  return new MerklError({
    code: "batch-result",
    message: `${batch} returned an array with nothing in it for item ${request.item}`,
    hint: "Give each item a value, if need be `undefined`. Items are counted from 0",
    place: request.place,
  });
}

/** A batch's function returned promises of its values. */
export function batchPromise(
  batch: string,
  request: { item: number; place: Place | undefined },
): MerklError {
  return new MerklError({
    code: "batch-result",
    message: `${batch} returned a promise for item ${request.item}, but its value is needed`,
    hint: "Wait for them: `return await Promise.all(values)`. Items are counted from 0",
    place: request.place,
  });
}
