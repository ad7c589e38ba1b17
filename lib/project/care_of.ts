/** The care of a cache. */

import type { Care } from "../cache/care.ts";
import type { Cache } from "../cache/interfaces.ts";
import { cacheCareless } from "../error/care_errors.ts";

/**
 * How a cache is looked after.
 *
 * @throws {MerklError} `cache-careless` if it can't be
 */
export function careOf({ care }: Cache): Care {
  if (care === undefined) throw cacheCareless();
  return care;
}
