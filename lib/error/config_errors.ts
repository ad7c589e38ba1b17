/** What can be wrong with a project's settings. All are `UsageError`s: the process exits with 2. */

import { displayPath } from "../util/path.ts";
import { listed, nearest } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";
import { type Place, placeAt } from "./place.ts";
import { reasonOf } from "./reason.ts";

function configError(
  code: string,
  message: string,
  more: { hint?: string; place?: Place | undefined } = {},
): MerklError {
  return new MerklError({ name: "UsageError", code, message, ...more });
}

/** A `merkl.json` that isn't JSON. `offset` in UTF-16 units. */
export function malformedSettings(
  file: string,
  request: { text: string; what: string; offset: number },
): MerklError {
  const { text, what, offset } = request;
  return configError("malformed-settings", `Cannot read ${displayPath(file)}: ${what}`, {
    hint: "Mend the file: JSON with comments and trailing commas is expected",
    place: placeAt(file, text, offset, Math.min(offset + 1, text.length)),
  });
}

/** A file that may have settings is there, but can't be read. */
export function unreadableSettings(file: string, cause: unknown): MerklError {
  return configError(
    "unreadable-settings",
    `The settings in ${displayPath(file)} can't be read: ${reasonOf(cause)}`,
    { hint: "Make it a file that you may read, or move it away" },
  );
}

/** A setting that doesn't exist, in a file or as an environment variable. */
export function unknownSetting(
  given: string,
  known: readonly string[],
  place?: Place,
): MerklError {
  const near = nearest(given, known);
  return configError(
    "unknown-setting",
    `There is no setting ${given}${near === undefined ? "" : `; did you mean ${near}?`}`,
    { hint: `The settings are ${listed(known)}`, place },
  );
}

/** A setting with a value that it can't have. */
export function badSetting(
  setting: string,
  request: { expected: string; given: unknown; place?: Place | undefined },
): MerklError {
  const { expected, given, place } = request;
  const shown = typeof given === "object" && given !== null
    ? Array.isArray(given) ? "a list" : "an object"
    : JSON.stringify(given);
  return configError("bad-setting", `${setting} expects ${expected}, but was given ${shown}`, {
    place,
  });
}

/** Settings both in `merkl.json` and in `deno.json`. */
export function twoConfigs(file: string, place: Place): MerklError {
  return configError(
    "two-configs",
    `There are settings both in ${displayPath(file)} and in ${displayPath(place.file)}`,
    { hint: "Keep them in one of the two files", place },
  );
}
