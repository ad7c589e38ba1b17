/** The texts of `merkl help`. */

import { type Painter, painter, wantsColor } from "../report/color.ts";
import type { OptionSpec, OptionSpecs } from "./args.ts";
import {
  type Command,
  type CommandEntry,
  type CommandGroup,
  COMMON_OPTIONS,
  type TopicEntry,
  TOPICS,
  usageOf,
} from "./command.ts";
import { isGroup } from "./find_command.ts";

/** Options of merkl itself. */
export const TOP_OPTIONS: OptionSpecs = {
  ...COMMON_OPTIONS,
  version: { short: "V", help: "print merkl's version" },
};

/** The help of a command, of a group or, without, of all, as it is to be written to `stream`. */
export function helpText(
  command: Command | CommandGroup | undefined,
  { commands, json, stream }: {
    /** The table of all commands. */
    readonly commands: readonly TopicEntry[];
    readonly json: boolean;
    readonly stream: { isTerminal(): boolean };
  },
): string {
  const paint = painter(wantsColor(stream));
  if (command === undefined) return json ? overviewJson(commands) : overview(commands, paint);
  if (isGroup(command)) {
    return json ? overviewJson(command.subcommands) : groupHelp(command, paint);
  }
  return json ? commandJson(command) : commandHelp(command, paint);
}

/** All commands, one line each. */
function overview(commands: readonly TopicEntry[], paint: Painter): string {
  const groups = Object.entries(TOPICS).flatMap(([topic, title]) => {
    const entries = commands.filter((entry) => "topic" in entry && entry.topic === topic);
    return entries.length === 0 ? [] : [section(title, commandTable(entries), paint)];
  });
  return sections([
    "merkl: pipelines in plain TypeScript with great caching",
    "Usage: merkl COMMAND [OPTIONS] [ARGS]",
    ...groups,
    section("Options of every command", optionTable(TOP_OPTIONS), paint),
    section("Start here", START, paint),
    "merkl help COMMAND tells all about one, with examples.",
  ]);
}

/** Cells for the names of commands, so that their tables stand in one line. */
const NAMES = 12;

const START = table([
  ["merkl init --example", "a project with a first pipeline"],
  ["merkl run pipeline.ts", "run it; again, and nothing is left to do"],
  ["merkl run -n pipeline.ts", "what would run after an edit, and why"],
]);

/** All about commands with a name in common. */
function groupHelp({ name, about, subcommands }: CommandGroup, paint: Painter): string {
  return sections([
    `Usage: merkl ${name} SUBCOMMAND [OPTIONS] [ARGS]`,
    about,
    section("Subcommands", commandTable(subcommands), paint),
    section("Options of every command", optionTable(COMMON_OPTIONS), paint),
    `merkl help ${subcommands[0]!.name} tells all about one.`,
  ]);
}

/** All about one command. */
function commandHelp(command: Command, paint: Painter): string {
  const { examples, options } = command;
  const isOwn = Object.keys(options).length > 0;
  return sections([
    `Usage: ${usageOf(command)}`,
    command.about,
    isOwn ? section("Options", optionTable(options), paint) : "",
    section("Options of every command", optionTable(COMMON_OPTIONS), paint),
    section(
      "Examples",
      examples.map(([line, meaning]) => `  ${line}\n      ${paint.dim(meaning)}`).join("\n"),
      paint,
    ),
  ]);
}

function sections(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

function section(title: string, text: string, paint: Painter): string {
  return `${paint.bold(`${title}:`)}\n${text}`;
}

function commandTable(entries: readonly CommandEntry[]): string {
  const shown = entries.filter(({ hidden }) => !hidden);
  return table(shown.map(({ name, summary }) => [name.padEnd(NAMES), summary]));
}

function optionTable(options: OptionSpecs): string {
  return table(
    Object.entries(options).map(([name, spec]) => [writtenOption(name, spec), spec.help]),
  );
}

/** `-j, --jobs N`; aligned with those that have no letter. */
function writtenOption(name: string, { short, value }: OptionSpec): string {
  const dashes = short === undefined ? `    --${name}` : `-${short}, --${name}`;
  return value === undefined ? dashes : `${dashes} ${value}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}

/** Version of what `merkl help --json` prints. */
const VERSION = 1;

function overviewJson(entries: readonly (CommandEntry & { topic?: string })[]): string {
  const commands = entries.filter(({ hidden }) => !hidden)
    .map(({ name, topic, summary }) => ({ name, topic: topic ?? null, summary }));
  return JSON.stringify({ version: VERSION, commands, options: optionsJson(TOP_OPTIONS) }, null, 2);
}

function commandJson(command: Command): string {
  const { name, about, options, examples } = command;
  return JSON.stringify(
    {
      version: VERSION,
      name,
      usage: usageOf(command),
      about,
      options: optionsJson({ ...options, ...COMMON_OPTIONS }),
      examples: examples.map(([line, meaning]) => ({ line, meaning })),
    },
    null,
    2,
  );
}

function optionsJson(options: OptionSpecs): unknown[] {
  return Object.entries(options).map(([name, { short, value, help }]) => ({
    name: `--${name}`,
    short: short === undefined ? null : `-${short}`,
    value: value ?? null,
    help,
  }));
}
