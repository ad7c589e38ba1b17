/** What can be wrong with `merkl migrate`. */

import { listed, nearest } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";

/** `--only` with the name of no task in the pipeline. */
export function migrateUnknownTask(given: string, known: readonly string[]): MerklError {
  const near = nearest(given, known);
  return new MerklError({
    name: "UsageError",
    code: "migrate-unknown-task",
    message: `The pipeline calls no task ${JSON.stringify(given)}: it calls ${
      known.length === 0 ? "none" : listed(known)
    }`,
    hint: near === undefined ? "--only takes the name of a task" : `Did you mean ${near}?`,
  });
}

/** `--glob` that no output matches. */
export function migrateNoOutput(glob: string, outputs: readonly string[]): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "migrate-no-output",
    message: `No output of the pipeline matches ${JSON.stringify(glob)}: ` +
      (outputs.length === 0 ? "it has none" : `they are ${listed(outputs.slice(0, 10))}`),
    hint: "--glob takes a pattern of paths as `to()` has them: `*` stays in a folder, `**` doesn't",
  });
}

/** `--undo` when nothing was migrated, or all of it was undone. */
export function migrateNothingToUndo(target: string): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "migrate-nothing-to-undo",
    message: `There is no migration of ${target} left to undo`,
    hint: "`merkl migrate` re-stamps; each --undo takes one such step back",
  });
}
