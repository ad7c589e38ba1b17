/** What goes wrong with project files that say which packages are used. */

import { displayPath } from "../util/path.ts";
import { MerklError } from "./merkl_error.ts";
import { placeAt } from "./place.ts";

/** A `deno.json`, `package.json`, import map or lock that isn't JSON. `offset` in UTF-16 units. */
export function malformedConfig(
  file: string,
  text: string,
  what: string,
  offset: number,
): MerklError {
  return new MerklError({
    code: "malformed-config",
    message: `Cannot read ${displayPath(file)}: ${what}`,
    hint: "Mend the file: what a task depends on can't be told without it",
    place: placeAt(file, text, offset, Math.min(offset + 1, text.length)),
  });
}

/** A project file whose JSON has another shape than it should. `path` is like `imports.zod`, empty for the whole. */
export function unexpectedConfig(
  file: string,
  path: string,
  expected: string,
  given: unknown,
): MerklError {
  const shown = given === null ? "null" : Array.isArray(given) ? "an array" : `a ${typeof given}`;
  return new MerklError({
    code: "unexpected-config",
    message: `Cannot use ${displayPath(file)}: ${
      path === "" ? "it" : `"${path}"`
    } is ${shown}, expected ${expected}`,
    hint: "Mend the file: what a task depends on can't be told without it",
    place: { file, line: 1, column: 1 },
  });
}
