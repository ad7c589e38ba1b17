/** The arguments of `merkl run FILE`, as the function's own signature wants them. */

import {
  type Callee,
  functionOptionNeedsValue,
  functionOptionTakesNoValue,
  invalidArgument,
  lackingArgument,
  surplusArgument,
  unknownFunctionOption,
} from "../error/args_errors.ts";
import type { ExportInfo, OptionInfo, ParamInfo, TypeInfo } from "../source/export_info.ts";
import { placeOfSpan } from "../source/outlines.ts";
import type { AbsPath } from "../util/path.ts";
import { nearest } from "../util/text.ts";
import { parseValue } from "./parse_value.ts";
import {
  argumentType,
  itemType,
  kebab,
  optionsOf,
  paramsOf,
  positionalsOf,
  takesAll,
  usageOf,
} from "./pipeline_usage.ts";
import { choicesOf, expectation } from "./type_words.ts";

/** What surrounds the arguments of a function. */
export interface ArgsSurroundings {
  /** Where the user stands: parameters typed as `Path` are taken from there. */
  readonly cwd: AbsPath;
  /** How the function is called, without its arguments: `run pipeline.ts`. */
  readonly call: string;
  /** Long names of merkl's own options, one of which may be meant. @default {[]} */
  readonly reserved?: readonly string[];
  /** How many arguments stood before `--`: those behind are not merkl's. @default {0} */
  readonly open?: number;
}

/**
 * The arguments with which to call an exported function. Options come in the order in which the
 * function declares them, whatever their order on the command line, so that the key is the same.
 * @param args What the command line says after `FILE`, merkl's own options taken out
 * @param where See {@linkcode ArgsSurroundings}
 * @throws {MerklError} named `UsageError`; the codes begin with `function-`
 */
export function parsePipelineArgs(
  info: ExportInfo,
  args: readonly string[],
  where: ArgsSurroundings,
): unknown[] {
  return new ArgumentReader(info, where).read(args);
}

/** An argument that is no option: a plain one, or a negative number. */
function isPositional(arg: string): boolean {
  return !arg.startsWith("-") || arg === "-" || /^-(?:\.?\d|Infinity$)/.test(arg);
}

class ArgumentReader {
  readonly #callee: Callee;
  readonly #options: readonly OptionInfo[];
  readonly #positionals: readonly ParamInfo[];
  readonly #texts: string[] = [];
  readonly #given = new Map<OptionInfo, unknown>();

  readonly #where: ArgsSurroundings;

  constructor(readonly info: ExportInfo, where: ArgsSurroundings) {
    this.#where = where;
    this.#callee = { usage: usageOf(info, where.call), place: info.place };
    this.#options = optionsOf(info);
    this.#positionals = positionalsOf(info);
  }

  /** The function, with the place of one of its parameters. */
  #calleeAt({ at }: ParamInfo | OptionInfo): Callee {
    return { ...this.#callee, place: (at && placeOfSpan(at)) ?? this.#callee.place };
  }

  read(args: readonly string[]): unknown[] {
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]!;
      if (arg === "--") {
        this.#texts.push(...args.slice(i + 1));
        break;
      }
      if (isPositional(arg)) this.#texts.push(arg);
      else if (this.#option(args, i)) i++;
    }
    const values = this.#positionalValues();
    const options = paramsOf(this.info).find((param) => param.kind === "options");
    if (options) values.push(this.#optionValues(options));
    while (values.length > 0 && values.at(-1) === undefined) values.pop();
    return values;
  }

  /** Takes the option at `i`; whether the next argument is its value. */
  #option(args: readonly string[], i: number): boolean {
    const arg = args[i]!;
    const next = args[i + 1];
    const equals = arg.indexOf("=");
    const written = equals < 0 ? arg : arg.slice(0, equals);
    const inline = equals < 0 ? undefined : arg.slice(equals + 1);
    const option = this.#find(written.slice(2));
    const negated = written.startsWith("--no-") && !option
      ? this.#find(written.slice(5))
      : undefined;
    if (written.startsWith("--") && option) return this.#take(option, { written, inline, next });
    if (negated?.type.kind !== "boolean") throw this.#unknown(written, i);
    if (inline !== undefined) {
      throw functionOptionTakesNoValue(written, inline, this.#calleeAt(negated));
    }
    this.#given.set(negated, false);
    return false;
  }

  #take(
    option: OptionInfo,
    { written, inline, next }: {
      written: string;
      inline: string | undefined;
      next: string | undefined;
    },
  ): boolean {
    const { type } = option;
    if (type.kind === "boolean" && inline === undefined) {
      this.#given.set(option, true);
      return false;
    }
    const item = itemType(type);
    const text = inline ?? next;
    if (text === undefined || inline === undefined && !isPositional(text)) {
      const request = { expected: expectation(item), next };
      throw functionOptionNeedsValue(written, request, this.#calleeAt(option));
    }
    const value = this.#value(item, text, option);
    const before = type.kind === "array" ? this.#given.get(option) as unknown[] ?? [] : [];
    this.#given.set(option, type.kind === "array" ? [...before, value] : value);
    return inline === undefined;
  }

  #find(name: string): OptionInfo | undefined {
    return this.#options.find((option) => option.name === name) ??
      this.#options.find((option) => kebab(option.name) === kebab(name));
  }

  #unknown(written: string, i: number): Error {
    const name = kebab(written.replace(/^-+/, ""));
    const known = this.#options.flatMap(({ name, type }) => [
      `--${kebab(name)}`,
      ...(type.kind === "boolean" ? [`--no-${kebab(name)}`] : []),
    ]);
    const positional = this.#positionals.some((param) => kebab(param.name) === name);
    const { reserved = [], open = 0 } = this.#where;
    const own = i < open ? reserved.map((name) => `--${name}`) : [];
    return unknownFunctionOption(written, { known, own, positional }, this.#callee);
  }

  #positionalValues(): unknown[] {
    const positionals = this.#positionals;
    const texts = this.#texts;
    const values: unknown[] = [];
    for (const [i, param] of positionals.entries()) {
      const many = takesAll(param, positionals);
      if (i >= texts.length && !param.optional && param.kind !== "rest") {
        const expected = expectation(argumentType(param, positionals));
        throw lackingArgument({ subject: param.name, expected }, this.#calleeAt(param));
      }
      if (param.kind === "rest") {
        for (const text of texts.slice(i)) values.push(this.#value(param.type, text, param));
      } else if (i >= texts.length) {
        values.push(undefined);
      } else if (many) {
        const type = argumentType(param, positionals);
        values.push(texts.slice(i).map((text) => this.#value(type, text, param)));
      } else {
        values.push(this.#value(param.type, texts[i]!, param));
      }
      if (many) return values;
    }
    const surplus = texts[positionals.length];
    if (surplus !== undefined) throw surplusArgument(surplus, positionals.length, this.#callee);
    return values;
  }

  /** The object of options; undefined if the parameter's own default applies. */
  #optionValues(param: ParamInfo): Record<string, unknown> | undefined {
    const isGiven = this.#given.size > 0;
    if (!isGiven && param.optional) return undefined;
    const entries: [string, unknown][] = [];
    for (const option of this.#options) {
      const { name, whole } = option;
      if (this.#given.has(option)) entries.push([name, this.#given.get(option)]);
      else if (whole && "value" in whole) entries.push([name, whole.value]);
      else if (!option.optional || whole?.needed) {
        throw lackingArgument({
          subject: `--${kebab(name)}`,
          expected: expectation(itemType(option.type)),
          because: option.optional ? "as soon as another option is given" : undefined,
        }, this.#calleeAt(option));
      }
    }
    return Object.fromEntries(entries);
  }

  #value(type: TypeInfo, text: string, what: ParamInfo | OptionInfo): unknown {
    const parsed = parseValue(type, text, this.#where.cwd);
    if ("value" in parsed) return parsed.value;
    throw invalidArgument({
      subject: "kind" in what ? what.name : `--${kebab(what.name)}`,
      given: text,
      expected: expectation(type),
      // a number that is no choice is no slip of the finger
      near: text.length > 1 && isNaN(Number(text)) ? nearest(text, choicesOf(type)) : undefined,
      why: parsed.why,
    }, this.#calleeAt(what));
  }
}
