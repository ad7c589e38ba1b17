/** `console` for one body: its own groups and counters, and text as Deno would print it. */

import type { BodyOutput } from "./body_output.ts";

/** The methods of `console` that print, or change what others print. */
export const CONSOLE_METHODS = [
  ...["log", "info", "debug", "warn", "error", "group", "groupCollapsed", "groupEnd"],
  ...["assert", "count", "countReset", "dir", "dirxml", "table", "trace"],
  ...["time", "timeEnd", "timeLog"],
] as const;

type Method = (...args: unknown[]) => void;

/** By name, the methods of a `console` that prints to `output`. */
export function bodyConsole(output: Pick<BodyOutput, "write">): Readonly<Record<string, Method>> {
  let indent = "";
  const write = (text: string) => {
    const lines = indent === "" ? text : text.replaceAll(/^(?=.)/gm, indent);
    output.write(lines);
  };
  const print = (...args: unknown[]) => write(format(args) + "\n");
  const group = (...args: unknown[]) => {
    if (args.length > 0) print(...args);
    indent += "    ";
  };
  let rest: Record<string, Method> | undefined;
  const others = (name: string): Method => (...args) => {
    rest ??= nodeConsole(write);
    rest[name]!(...args);
  };
  const methods: Record<string, Method> = {
    ...Object.fromEntries(CONSOLE_METHODS.map((name) => [name, others(name)])),
    group,
    groupCollapsed: group,
    groupEnd: () => void (indent = indent.slice(4)),
  };
  for (const name of ["log", "info", "debug", "warn", "error"]) methods[name] = print;
  return methods;
}

/** The arguments as one text: Deno's way, without colours. */
function format(args: readonly unknown[]): string {
  const [first] = args;
  if (args.length > 1 && typeof first === "string" && first.includes("%")) {
    return process.getBuiltinModule("node:util").format(...args);
  }
  return args.map((arg) => typeof arg === "string" ? arg : Deno.inspect(arg)).join(" ");
}

/** Node's implementation of the rarer methods. */
function nodeConsole(write: (text: string) => void): Record<string, Method> {
  const { Console } = process.getBuiltinModule("node:console");
  const stream = { write, on() {}, once() {}, removeListener() {}, listenerCount: () => 0 };
  return new Console(stream as never) as unknown as Record<string, Method>;
}
