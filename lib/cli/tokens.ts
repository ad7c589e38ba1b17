/**
 * Arguments to tokens, just as the `parseArgs` of `node:util` gives them; loading that would cost a
 * short run a tenth of its time.
 */

/** One piece of a command line. `index` is that of its argument. */
export type Token =
  | OptionToken
  | { readonly kind: "positional"; readonly index: number; readonly value: string }
  | { readonly kind: "option-terminator"; readonly index: number };

/** An option, known or not. */
export interface OptionToken {
  readonly kind: "option";
  readonly index: number;
  /** Long name if it is known, else as written; without dashes. */
  readonly name: string;
  /** As written, without a value: `--jobs`, `-j`. */
  readonly rawName: string;
  readonly value: string | undefined;
  /** Whether the value is in the same argument. */
  readonly inlineValue: boolean | undefined;
}

/** Which options there are: long name -> its letter, and whether it takes a value. */
export type KnownOptions = Readonly<Record<string, { short?: string; value?: string }>>;

/** All tokens, in the order in which they stand. */
export function tokensOf(args: readonly string[], options: KnownOptions): Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === "--") {
      tokens.push({ kind: "option-terminator", index });
      for (index++; index < args.length; index++) {
        tokens.push({ kind: "positional", index, value: args[index]! });
      }
    } else if (arg.length < 2 || !arg.startsWith("-")) {
      tokens.push({ kind: "positional", index, value: arg });
    } else {
      const found = arg.startsWith("--")
        ? [longOption(arg, index)]
        : shortOptions(arg, index, options);
      const last = found.pop()!;
      const next = last.value === undefined && takesValue(last.name, options)
        ? args[index + 1]
        : undefined;
      tokens.push(
        ...found,
        next === undefined ? last : { ...last, value: next, inlineValue: false },
      );
      if (next !== undefined) index++;
    }
  }
  return tokens;
}

function longOption(arg: string, index: number): OptionToken {
  const equals = arg.includes("=", 3) ? arg.indexOf("=") : -1;
  const rawName = equals < 0 ? arg : arg.slice(0, equals);
  const value = equals < 0 ? {} : { value: arg.slice(equals + 1), inlineValue: true };
  return { ...NO_VALUE, kind: "option", index, name: rawName.slice(2), rawName, ...value };
}

/** `-qv`, and `-j4` where `j` takes a value. */
function shortOptions(arg: string, index: number, options: KnownOptions): OptionToken[] {
  const found: OptionToken[] = [];
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at]!;
    const name = Object.keys(options).find((long) => options[long]!.short === letter) ?? letter;
    const option = { ...NO_VALUE, kind: "option", index, name, rawName: `-${letter}` } as const;
    if (at < arg.length - 1 && takesValue(name, options)) {
      found.push({ ...option, value: arg.slice(at + 1), inlineValue: true });
      break;
    }
    found.push(option);
  }
  return found;
}

const NO_VALUE = { value: undefined, inlineValue: undefined };

function takesValue(name: string, options: KnownOptions): boolean {
  return Object.hasOwn(options, name) && options[name]!.value !== undefined;
}
