/** Loads the module that its argument names, and prints as JSON what `show` of it gives, or the error. */

import { installHooks } from "../../lib/project/hooks.ts";
import { loadPipeline } from "../../lib/project/load.ts";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { absPath } from "../../lib/util/path.ts";

const library = {
  task: () => (new Error().stack ?? "").split("\n").slice(2),
  version: "the running one",
  default: 7,
};
installHooks({ library, testing: { memoryProject: library.task } });
try {
  const exports = await loadPipeline(absPath(Deno.args[0]!));
  const show = exports["show"] as (library: unknown) => unknown;
  console.log(JSON.stringify(await show(library)));
} catch (error) {
  if (!isMerklError(error)) throw error;
  const { code, message, hint, place, related } = error;
  console.log(JSON.stringify({ code, message, hint, place, related }));
}
