/** What can be wrong with looking after a cache. */

import { listed, nearest } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";

/** How many pipelines are named. */
const MOST_KNOWN = 10;

/** A cache of somebody's own that merkl can't look into. */
export function cacheCareless(): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "cache-careless",
    message: "This kind of cache can't be looked after by merkl",
    hint: "the default cache can; one of your own can if it has `care`",
  });
}

/** Neither a pipeline nor a task. `known`: pipelines that have run, as `FILE:EXPORT`. */
export function clearUnknown(given: string, known: readonly string[]): MerklError {
  const near = nearest(given, [...known, ...known.map((one) => one.replace(/:[^:]*$/, ""))]);
  const some = known.slice(0, MOST_KNOWN);
  return new MerklError({
    name: "UsageError",
    code: "clear-unknown",
    message: `Nothing is stored of ${given}${near === undefined ? "" : `; did you mean ${near}?`}`,
    hint: known.length === 0
      ? "no run was recorded yet"
      : `what has run is ${listed(some)}${
        known.length > some.length ? " and more: merkl log" : ""
      }`,
  });
}

/** Two ways to say what is meant. */
export function clearConflict(one: string, other: string): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "clear-conflict",
    message: `merkl clear was given ${one} and ${other}, which don't go together`,
    hint: "merkl help clear tells what each means",
  });
}

/** There is nobody to ask. `what`: `3 values (1 KB)`. */
export function clearUnconfirmed(what: string): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "clear-unconfirmed",
    message: `merkl clear would remove ${what}, but can't ask without a terminal`,
    hint: "-y removes it without asking, -n only tells what would go",
  });
}
