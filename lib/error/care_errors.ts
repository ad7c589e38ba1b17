/** What can be wrong with looking after a cache. */

import { MerklError } from "./merkl_error.ts";

/** A cache of somebody's own that merkl can't look into. */
export function cacheCareless(): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "cache-careless",
    message: "This kind of cache can't be looked after by merkl",
    hint: "the default cache can; one of your own can if it has `care`",
  });
}
