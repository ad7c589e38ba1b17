/**
 * Command lines to typed values. What follows FILE may belong to the user's function and must then
 * come out as it went in.
 */

import { optionNeedsValue, optionTakesNoValue, unknownOption } from "../error/cli_errors.ts";
import { type OptionToken, type Token, tokensOf } from "./tokens.ts";

/** One option of a command. */
export interface OptionSpec {
  /** One letter, without its dash. */
  readonly short?: string;
  /** What stands for its value in the help; without it the option is a switch. */
  readonly value?: string;
  /** One line, no period. */
  readonly help: string;
  /** What its value is, so that a shell can complete it. */
  readonly completes?: "path" | "folder" | readonly string[];
  /** With `passThrough`: ours only before the first positional, the user's function's after it. */
  readonly leading?: boolean;
}

/** Long name, without dashes -> option. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The values of options: a text for those that take one, else whether the switch was given. */
export type OptionValues<S extends OptionSpecs> = {
  readonly [K in keyof S]: S[K] extends { readonly value: string } ? string | undefined : boolean;
};

/** What a command line says. */
export interface ParsedArgs<S extends OptionSpecs> {
  readonly options: OptionValues<S>;
  /** The arguments that are no options. With `passThrough`: at most the first. */
  readonly positionals: readonly string[];
  /** With `passThrough`: all after the first positional that is not the command's, untouched. */
  readonly rest: readonly string[];
  /** How many of `rest` stand before `--`. */
  readonly open: number;
  /** With `passThrough`: the options that stood behind the first positional, by their long names. */
  readonly claimed: readonly string[];
}

export interface ParseRequest<S extends OptionSpecs> {
  /** As named in errors: `merkl run`. */
  readonly command: string;
  readonly args: readonly string[];
  readonly options: S;
  /**
   * After the first positional, what is not among `options` is kept as it is; `--` ends the
   * command's own options there (and itself goes away).
   */
  readonly passThrough?: boolean;
}

/** An option or a group of short ones (`-qv`), in one argument. */
interface OptionArg {
  readonly index: number;
  readonly tokens: OptionToken[];
}

/**
 * Parses the arguments of one command. The last of a repeated option counts.
 * @throws {MerklError} `unknown-option`, `option-needs-value`, `option-takes-no-value`
 */
export function parseCommandArgs<S extends OptionSpecs>(request: ParseRequest<S>): ParsedArgs<S> {
  const { args, options, passThrough = false } = request;
  const values: Record<string, string | boolean | undefined> = {};
  for (const [name, spec] of Object.entries(options)) {
    values[name] = spec.value === undefined ? false : undefined;
  }
  const tokens = tokensOf(args, options);
  const firstPositional = tokens.find((token) => token.kind === "positional")?.index ?? Infinity;
  const claimed = new Set<number>();
  const behindFirst = new Set<string>();
  for (const arg of optionArgs(tokens)) {
    const raw = passThrough && arg.index > firstPositional;
    const unknown = arg.tokens.find((token) => {
      const spec = specOf(token, options);
      return spec === undefined || (raw && spec.leading);
    });
    if (unknown !== undefined && raw) continue;
    if (unknown !== undefined) {
      throw unknownOption(request.command, unknown.rawName, written(options));
    }
    claimed.add(arg.index);
    for (const token of arg.tokens) {
      values[token.name] = valueOf(token, request);
      if (raw && token.rawName.startsWith("--")) behindFirst.add(token.name);
      if (token.value !== undefined && !token.inlineValue) claimed.add(arg.index + 1);
    }
  }
  const terminator = tokens.find((token) => token.kind === "option-terminator");
  if (terminator !== undefined) claimed.add(terminator.index);
  const left = args.filter((_, i) => !claimed.has(i));
  const behind = terminator === undefined ? 0 : args.length - 1 - terminator.index;
  return {
    options: values as OptionValues<S>,
    positionals: passThrough ? left.slice(0, 1) : left,
    rest: passThrough ? left.slice(1) : [],
    open: passThrough ? Math.max(0, left.length - 1 - behind) : 0,
    claimed: [...behindFirst],
  };
}

/**
 * Splits the command's name from its arguments; the common options before the name stay with these.
 * @param command As named in errors.
 * @throws {MerklError} `unknown-option` for any other option before the name
 */
export function splitCommand(
  args: readonly string[],
  common: OptionSpecs,
  command = "merkl",
): { readonly name: string | undefined; readonly args: readonly string[] } {
  for (const token of tokensOf(args, common)) {
    if (token.kind === "positional") {
      return { name: token.value, args: args.filter((_, i) => i !== token.index) };
    }
    if (token.kind === "option" && specOf(token, common) === undefined) {
      throw unknownOption(command, token.rawName, written(common));
    }
  }
  return { name: undefined, args };
}

function specOf(token: OptionToken, options: OptionSpecs): OptionSpec | undefined {
  return Object.hasOwn(options, token.name) ? options[token.name] : undefined;
}

function optionArgs(tokens: readonly Token[]): OptionArg[] {
  const found = new Map<number, OptionArg>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const arg = found.get(token.index);
    if (arg === undefined) found.set(token.index, { index: token.index, tokens: [token] });
    else arg.tokens.push(token);
  }
  return [...found.values()];
}

function valueOf(token: OptionToken, request: ParseRequest<OptionSpecs>): string | true {
  const spec = request.options[token.name]!;
  if (spec.value === undefined) {
    if (token.value !== undefined) throw optionTakesNoValue(token.rawName, token.value);
    return true;
  }
  if (token.value === undefined) {
    throw optionNeedsValue(request.command, token.rawName, spec.value);
  }
  return token.value;
}

function written(options: OptionSpecs): string[] {
  return Object.entries(options).flatMap(([name, { short }]) =>
    short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`]
  );
}
