/** What can be wrong with a command line. All are `UsageError`s: the process exits with 2. */

import { listed, nearest } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";
import { reasonOf } from "./reason.ts";

function usageError(code: string, message: string, hint?: string): MerklError {
  return new MerklError({ code, message, hint, name: "UsageError" });
}

/** `merkl rnu`. */
export function unknownCommand(given: string, known: readonly string[]): MerklError {
  const near = given === "version" ? "--version" : nearest(given, known);
  return usageError(
    "unknown-command",
    `There is no command "${given}"${near === undefined ? "" : `; did you mean "${near}"?`}`,
    near === undefined || near.startsWith("-")
      ? "merkl help lists the commands"
      : `merkl help ${near}`,
  );
}

/** `merkl run --froce x.ts`; `known` are the options as they are written, with dashes. */
export function unknownOption(
  command: string,
  given: string,
  known: readonly string[],
): MerklError {
  // any letter is near any other
  const near = given.length > 2 ? nearest(given, known) : undefined;
  const whose = command === "merkl" ? "options of a command stand behind its name; " : "";
  return usageError(
    "unknown-option",
    `${command} has no option ${given}${near === undefined ? "" : `; did you mean ${near}?`}`,
    `${whose}${helpCall(command)} lists the options`,
  );
}

/** `-j` at the end of the line. */
export function optionNeedsValue(command: string, option: string, value: string): MerklError {
  return usageError(
    "option-needs-value",
    `${option} needs a value: ${option} ${value}`,
    `${helpCall(command)} lists the options`,
  );
}

/** `--quiet=yes`. */
export function optionTakesNoValue(option: string, given: string): MerklError {
  return usageError(
    "option-takes-no-value",
    `${option} is a switch and takes no value, but "${given}" was given`,
    `Write ${option} alone`,
  );
}

/** `-j many`. */
export function badOptionValue(option: string, given: string, expected: string): MerklError {
  return usageError("bad-option-value", `${option} expects ${expected}, but "${given}" was given`);
}

/** `merkl run` without a file. */
export function missingArgument(command: string, argument: string, usage: string): MerklError {
  return usageError(
    "missing-argument",
    `${command} needs ${argument}`,
    `Usage: ${usage}`,
  );
}

/** `merkl cache` alone. `known`: names of two words. */
export function missingSubcommand(command: string, known: readonly string[]): MerklError {
  const words = known.map((name) => name.split(" ")[1]!);
  return missingArgument(
    `merkl ${command}`,
    `a subcommand: ${listed(words, "or")}`,
    `merkl ${command} ${words.join("|")}; merkl help ${command} tells more`,
  );
}

/** `merkl init a b`. */
export function unexpectedArgument(command: string, given: string, usage: string): MerklError {
  return usageError(
    "unexpected-argument",
    `${command} was given "${given}", which it has no use for`,
    `Usage: ${usage}`,
  );
}

/** `merkl completions bsh`: an argument that is none of a few words. */
export function badArgument(
  command: string,
  { given, known }: { readonly given: string; readonly known: readonly string[] },
): MerklError {
  const near = nearest(given, known);
  return usageError(
    "bad-argument",
    `${command} knows ${listed(known)}, but "${given}" was given` +
      (near === undefined ? "" : `; did you mean "${near}"?`),
    `${helpCall(command)} tells more`,
  );
}

/** `x.ts:not-a-name`. */
export function badExportName(given: string, name: string): MerklError {
  const file = given.slice(0, given.length - name.length - 1);
  return usageError(
    "bad-export-name",
    name === ""
      ? `No export is named after the colon of "${given}"`
      : `"${name}" in "${given}" can't be the name of an export`,
    `Write ${file} alone for its default or only pipeline, or ${file}:EXPORT`,
  );
}

/** `-C` with a path that is no folder. */
export function noSuchFolder(path: string): MerklError {
  return usageError("no-such-folder", `${path} is not a folder`, "-C expects an existing folder");
}

/** `merkl init` in a folder whose `deno.json` can't be read as JSON with comments. */
export function unreadableConfig(path: string, offset: number): MerklError {
  return usageError(
    "unreadable-config",
    `${path} is not valid JSON (with comments) at character ${offset + 1}, so it was left as it is`,
    'Mend it and run merkl init again, or add "@merkl/merkl" to its imports yourself',
  );
}

function helpCall(command: string): string {
  return command === "merkl" ? "merkl help" : `merkl help ${command.replace(/^merkl /, "")}`;
}

/** `merkl init` where nothing can be written, or a file stands in the way. */
export function initFailed(folder: string, cause: unknown): MerklError {
  return usageError(
    "init-failed",
    `${folder} can't be made a project: ${reasonOf(cause)}`,
    "Name a folder that you may write to: merkl init DIR",
  );
}

/** Deno was started without a permission that is needed, by merkl or by the pipeline. */
export function notPermitted(error: Error): MerklError {
  return usageError(
    "not-permitted",
    error.message.split("\n")[0]!.replace(/, run again with .*$/, ""),
    "Start it with all permissions: deno run -A …",
  );
}
