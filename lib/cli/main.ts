/** A command line to an exit code. */

import {
  noSuchFolder,
  notPermitted,
  unexpectedArgument,
  unknownCommand,
} from "../error/cli_errors.ts";
import { type AbsPath, absPath } from "../util/path.ts";
import { parseCommandArgs, splitCommand } from "./args.ts";
import {
  type Command,
  type CommandContext,
  type CommandEntry,
  type CommandGroup,
  COMMON_OPTIONS,
} from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { EXIT, exitCodeOf } from "./exit_code.ts";
import { VERSION } from "./version.ts";

/**
 * Runs one command line (without the program's name). stdout gets data, stderr all talk. Never
 * throws: whatever went wrong has been said when the exit code comes back.
 *
 * @param library Loads what pipelines get when they import merkl.
 */
export async function main(
  args: readonly string[],
  library: CommandContext["library"],
): Promise<number> {
  try {
    return await dispatch(args, library);
  } catch (error) {
    // `merkl … | head` has read enough: there is nobody to tell.
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.ok;
    const { reportError } = await import("../report/report_error.ts");
    if (error instanceof Deno.errors.NotCapable) {
      reportError(notPermitted(error));
      return EXIT.usage;
    }
    reportError(error, { verbose: args.includes("-v") || args.includes("--verbose") });
    return exitCodeOf(error);
  }
}

async function dispatch(
  args: readonly string[],
  library: CommandContext["library"],
): Promise<number> {
  const { name, args: rest } = splitCommand(args, {
    ...COMMON_OPTIONS,
    version: { short: "V", help: "" },
  });
  if (name === "help") return await help(rest);
  if (name !== undefined) return await runCommand(name, rest, library);
  if (args.some((arg) => arg === "--version" || arg === "-V")) {
    console.log(VERSION);
    return EXIT.ok;
  }
  const { overview } = await import("./help.ts");
  const asked = args.some((arg) => arg === "--help" || arg === "-h");
  write(asked ? Deno.stdout : Deno.stderr, overview());
  return asked ? EXIT.ok : EXIT.usage;
}

async function runCommand(
  name: string,
  args: readonly string[],
  library: CommandContext["library"],
): Promise<number> {
  const command = await loadCommand(COMMANDS, name);
  if ("subcommands" in command) return await runOfGroup(command, args, library);
  return await runParsed(command, args, library);
}

async function runOfGroup(
  group: CommandGroup,
  args: readonly string[],
  library: CommandContext["library"],
): Promise<number> {
  const { name, args: rest } = splitCommand(args, COMMON_OPTIONS, `merkl ${group.name}`);
  if (name !== undefined && name !== "help") {
    return await runParsed(await loadSubcommand(group, name), rest, library);
  }
  const asked = name === "help" || args.some((arg) => arg === "--help" || arg === "-h");
  const { groupHelp } = await import("./help.ts");
  write(asked ? Deno.stdout : Deno.stderr, groupHelp(group));
  return asked ? EXIT.ok : EXIT.usage;
}

async function runParsed(
  command: Command,
  args: readonly string[],
  library: CommandContext["library"],
): Promise<number> {
  const parsed = parseCommandArgs({
    command: `merkl ${command.name}`,
    args,
    options: { ...COMMON_OPTIONS, ...command.options },
    passThrough: command.passThrough ?? false,
  });
  if (parsed.options["help"]) {
    const { commandHelp } = await import("./help.ts");
    write(Deno.stdout, commandHelp(command));
    return EXIT.ok;
  }
  // outside of the binary it is Deno that runs merkl already
  if (parsed.options["deno"] && Deno.build.standalone) return await toDeno(args, name);
  return await command.run(parsed as Parameters<Command["run"]>[0], {
    cwd: workingDirectory(parsed.options["directory"] as string | undefined),
    library,
  });
}

async function toDeno(args: readonly string[], name: string): Promise<number> {
  const { delegate, delegateCommand, findDeno } = await import("../project/delegate.ts");
  const command = delegateCommand([name, ...args], { deno: findDeno(), version: VERSION });
  return await delegate(command);
}

async function help(args: readonly string[]): Promise<number> {
  const { positionals: [name, ...more] } = parseCommandArgs({
    command: "merkl help",
    args,
    options: COMMON_OPTIONS,
  });
  const { commandHelp, groupHelp, overview } = await import("./help.ts");
  let command = name === undefined || name === "help"
    ? undefined
    : await loadCommand(COMMANDS, name);
  if (command !== undefined && "subcommands" in command && more[0] !== undefined) {
    command = await loadSubcommand(command, more.shift()!);
  }
  if (more.length > 0) throw unexpectedArgument("merkl help", more[0]!, "merkl help [COMMAND]");
  const text = command === undefined
    ? overview()
    : "subcommands" in command
    ? groupHelp(command)
    : commandHelp(command);
  write(Deno.stdout, text);
  return EXIT.ok;
}

async function loadCommand(
  commands: readonly CommandEntry[],
  name: string,
): Promise<Command | CommandGroup> {
  const entry = commands.find((command) => command.name === name);
  if (entry === undefined) {
    const names = commands.map((command) => command.name);
    throw unknownCommand(name, commands === COMMANDS ? [...names, "help"] : names);
  }
  return await entry.load();
}

async function loadSubcommand(group: CommandGroup, name: string): Promise<Command> {
  const full = `${group.name} ${name}`;
  return await loadCommand(group.subcommands, full) as Command;
}

function workingDirectory(given: string | undefined): AbsPath {
  const path = absPath(given ?? ".");
  if (given !== undefined && !isFolder(path)) throw noSuchFolder(given);
  return path;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
}
