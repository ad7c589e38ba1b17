/** From words of a command line to a command. */

import { unknownCommand } from "../error/cli_errors.ts";
import { splitCommand } from "./args.ts";
import { type Command, type CommandEntry, type CommandGroup, COMMON_OPTIONS } from "./command.ts";

/** A command, or a group of which no subcommand is named. */
export interface FoundCommand {
  readonly command: Command | CommandGroup;
  /** What follows its name; common options between two words of a name are among it. */
  readonly args: readonly string[];
}

/**
 * The command of a table whose first word is `word`, before `args`.
 * @throws {MerklError} `unknown-command`; `unknown-option` before a subcommand's name
 */
export async function findCommand(
  commands: readonly CommandEntry[],
  word: string,
  args: readonly string[],
): Promise<FoundCommand> {
  const command = await entryNamed(commands, word).load();
  if (!isGroup(command)) return { command, args };
  const { name, args: rest } = splitCommand(args, COMMON_OPTIONS, `merkl ${word}`);
  if (name === undefined || name === "help") return { command, args: rest };
  const entry = entryNamed(command.subcommands, `${word} ${name}`);
  return { command: await entry.load(), args: rest };
}

/** Whether it has subcommands, and does nothing itself. */
export function isGroup(command: Command | CommandGroup): command is CommandGroup {
  return "subcommands" in command;
}

function entryNamed(entries: readonly CommandEntry[], name: string): CommandEntry {
  const entry = entries.find((one) => one.name === name);
  if (entry !== undefined) return entry;
  throw unknownCommand(name, entries.filter(({ hidden }) => !hidden).map((one) => one.name));
}
