/** What can be wrong with the arguments of `merkl run`, which are those of the user's function. */

import { listed, nearest } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";

/** Options that are named where none is like the one that was given. */
const MOST_NAMED = 12;

/** The function that was to be called. */
export interface Callee {
  /** How it is called from the command line: `merkl run FILE [path] [options]`. */
  readonly usage: string;
  /** Where it is declared. */
  readonly place?: Place | undefined;
}

function usageError(code: string, message: string, more: { hint?: string } & Partial<Callee>) {
  const { hint, usage, place } = more;
  return new MerklError({
    code,
    message,
    hint: hint ?? (usage === undefined ? undefined : `Usage: ${usage}`),
    place,
    name: "UsageError",
  });
}

/** A text that is no value of its parameter's type. `subject`: `count` or `--lr`. */
export function invalidArgument(
  { subject, given, expected, near, why }: {
    readonly subject: string;
    readonly given: string;
    /** `a number`, `"fast" or "slow"`. */
    readonly expected: string;
    readonly near?: string | undefined;
    /** What a parser says. */
    readonly why?: string | undefined;
  },
  callee: Callee,
): MerklError {
  const more = near !== undefined
    ? `; did you mean "${near}"?`
    : why !== undefined
    ? `: ${why}`
    : "";
  return usageError(
    "function-argument-invalid",
    `${subject} expects ${expected}, but "${given}" was given${more}`,
    callee,
  );
}

/** A parameter without default, or an option without one, was not given. */
export function lackingArgument(
  { subject, expected, because }: {
    readonly subject: string;
    readonly expected: string;
    /** Why it is needed, if that is not plain. */
    readonly because?: string | undefined;
  },
  callee: Callee,
): MerklError {
  return usageError(
    "function-argument-missing",
    `${subject} is missing: ${expected} was expected${because === undefined ? "" : `, ${because}`}`,
    callee,
  );
}

/** More arguments than the function takes. */
export function surplusArgument(given: string, takes: number, callee: Callee): MerklError {
  const most = takes === 0
    ? "takes no arguments"
    : takes === 1
    ? "takes one argument"
    : `takes ${takes} arguments`;
  return usageError(
    "function-argument-surplus",
    `The function ${most}, but "${given}" was given as well`,
    callee,
  );
}

/** `--itertaions`. `known`: the options as they are written; `own`: merkl's, if one may stand there. */
export function unknownFunctionOption(
  given: string,
  { known, own, positional }: {
    readonly known: readonly string[];
    readonly own: readonly string[];
    readonly positional: boolean;
  },
  callee: Callee,
): MerklError {
  const near = positional ? undefined : nearest(given, [...known, ...own]);
  const whose = near === undefined || known.includes(near) ? "" : "merkl's ";
  const more = positional
    ? `: ${given.replace(/^-+/, "")} is given by its position`
    : near === undefined
    ? ""
    : `; did you mean ${whose}${near}?`;
  return usageError(
    "function-option-unknown",
    `The function has no option ${given}${more}`,
    /^-[^-]/.test(given)
      ? { ...callee, hint: `Write -- -- before "${given}" if it is an argument: ${callee.usage}` }
      : near === undefined && known.length > 0
      ? { ...callee, hint: `It has ${listed(known.slice(0, MOST_NAMED))}. Usage: ${callee.usage}` }
      : callee,
  );
}

/** `--lr` at the end of the line, or before another option. */
export function functionOptionNeedsValue(
  option: string,
  { expected, next }: { readonly expected: string; readonly next: string | undefined },
  callee: Callee,
): MerklError {
  return usageError(
    "function-option-needs-value",
    `${option} needs a value: ${expected}`,
    next === undefined
      ? callee
      : { ...callee, hint: `If "${next}" is the value, write ${option}=${next}` },
  );
}

/** `--no-verbose=1`. */
export function functionOptionTakesNoValue(
  option: string,
  given: string,
  callee: Callee,
): MerklError {
  return usageError(
    "function-option-takes-no-value",
    `${option} takes no value, but "${given}" was given`,
    callee,
  );
}

/** `FILE:nope`. `known`: names of what can be run; `own`: that of the default export's function. */
export function noSuchExport(
  given: string,
  { file, known, own }: {
    readonly file: string;
    readonly known: readonly string[];
    readonly own: string | undefined;
  },
): MerklError {
  const near = nearest(given, known);
  if (near === undefined && own !== undefined && nearest(given, [own]) !== undefined) {
    return usageError("no-such-export", `Nothing is exported as "${given}"`, {
      hint: `${own} is the default export: name the file alone, ${file}`,
    });
  }
  return usageError(
    "no-such-export",
    `Nothing is exported as "${given}"${near === undefined ? "" : `; did you mean "${near}"?`}`,
    known.length === 0 ? {} : { hint: `These can be run: ${listed(known)}` },
  );
}

/** `FILE:ROWS`, which is no function. `what`: `an array`. */
export function exportNotCallable(
  name: string,
  what: string,
  place: Place | undefined,
): MerklError {
  return usageError(
    "export-not-callable",
    `"${name}" is ${what}, but a function was expected`,
    { place, hint: "Give a function, task or pipeline of the module" },
  );
}

/** Several exports could be meant by `merkl COMMAND FILE`. */
export function ambiguousExport(
  file: string,
  names: readonly string[],
  command: string,
): MerklError {
  return usageError(
    "ambiguous-export",
    `${listed(names)} are exported, and none is the default`,
    { hint: `Name the one that is meant: merkl ${command} ${file}:${names[0]}` },
  );
}

/** A module without functions. `others`: what it does export, with their kinds. */
export function nothingToRun(file: string, others: readonly string[]): MerklError {
  return new MerklError({
    code: "nothing-to-run",
    message: others.length === 0
      ? `${file} exports nothing, so there is nothing to run`
      : `${file} exports no function, only ${listed(others)}`,
    hint: "Export a function that calls tasks: export function main() { … }",
    name: "LoadError",
  });
}
