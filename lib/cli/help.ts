/** The texts of `merkl help`. */

import type { OptionSpec, OptionSpecs } from "./args.ts";
import { type Command, type CommandGroup, COMMON_OPTIONS, usageOf } from "./command.ts";
import { COMMANDS } from "./commands.ts";

/** All commands, one line each. */
export function overview(): string {
  const rows = COMMANDS.map(({ name, summary }) => [name, summary] as const);
  return [
    "merkl: pipelines in plain TypeScript with great caching",
    "",
    "Usage: merkl COMMAND [OPTIONS] [ARGS]",
    "",
    "Commands:",
    table([...rows, ["help [COMMAND]", "this, or all about a command"]]),
    "",
    "Options:",
    optionTable({ ...COMMON_OPTIONS, version: { short: "V", help: "print merkl's version" } }),
    "",
    "Start here:",
    "  merkl init --example",
    "  merkl run pipeline.ts",
    "",
  ].join("\n");
}

/** All about one command. */
export function commandHelp(command: Command): string {
  const parts = [`Usage: ${usageOf(command)}`, "", command.about];
  if (Object.keys(command.options).length > 0) {
    parts.push("", "Options:", optionTable(command.options));
  }
  parts.push("", "Common options:", optionTable(COMMON_OPTIONS));
  parts.push("", "Examples:");
  for (const [line, meaning] of command.examples) parts.push(`  ${line}`, `      ${meaning}`);
  return parts.join("\n") + "\n";
}

/** All about commands with a name in common. */
export function groupHelp({ name, about, subcommands }: CommandGroup): string {
  return [
    `Usage: merkl ${name} SUBCOMMAND [OPTIONS] [ARGS]`,
    "",
    about,
    "",
    "Subcommands:",
    table(subcommands.map((one) => [one.name, one.summary])),
    "",
    "Common options:",
    optionTable(COMMON_OPTIONS),
    "",
    `\`merkl help ${subcommands[0]!.name}\` tells all about one.`,
    "",
  ].join("\n");
}

function optionTable(options: OptionSpecs): string {
  return table(Object.entries(options).map(([name, spec]) => [written(name, spec), spec.help]));
}

function written(name: string, { short, value }: OptionSpec): string {
  const dashes = short === undefined ? `    --${name}` : `-${short}, --${name}`;
  return value === undefined ? dashes : `${dashes} ${value}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}
