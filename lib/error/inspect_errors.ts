/** What can go wrong when people look at what merkl knows: `log`, `debug`, `why`. */

import { MerklError } from "./merkl_error.ts";

/** Nothing was stored yet, or not here. `why` completes "There is no cache to look at: …". */
export function cacheMissing(why: string): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "cache-missing",
    message: `There is no cache to look at: ${why}`,
    hint: "merkl run makes it; -C DIR names the folder of another project",
  });
}

/** No such run in the log. `newest`: undefined if there is none at all. */
export function runUnknown(id: number, newest: number | undefined): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "run-unknown",
    message: `There is no run ${id}`,
    hint: newest === undefined
      ? "no run was recorded yet"
      : `the latest is run ${newest}: merkl log`,
  });
}
