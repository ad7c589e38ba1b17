/** A command line to an exit code. */

import {
  noSuchFolder,
  notPermitted,
  unexpectedArgument,
  unknownCommand,
} from "../error/cli_errors.ts";
import { type AbsPath, absPath } from "../util/path.ts";
import { parseCommandArgs, splitCommand } from "./args.ts";
import { type Command, type CommandContext, COMMON_OPTIONS } from "./command.ts";
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
  const command = await loadCommand(name);
  const parsed = parseCommandArgs({
    command: `merkl ${name}`,
    args,
    options: { ...COMMON_OPTIONS, ...command.options },
    passThrough: command.passThrough ?? false,
  });
  if (parsed.options["help"]) {
    const { commandHelp } = await import("./help.ts");
    write(Deno.stdout, commandHelp(command));
    return EXIT.ok;
  }
  return await command.run(parsed as Parameters<Command["run"]>[0], {
    cwd: workingDirectory(parsed.options["directory"] as string | undefined),
    library,
  });
}

async function help(args: readonly string[]): Promise<number> {
  const { positionals: [name, ...more] } = parseCommandArgs({
    command: "merkl help",
    args,
    options: COMMON_OPTIONS,
  });
  if (more.length > 0) throw unexpectedArgument("merkl help", more[0]!, "merkl help [COMMAND]");
  const { commandHelp, overview } = await import("./help.ts");
  const asked = name === undefined || name === "help" ? undefined : await loadCommand(name);
  write(Deno.stdout, asked === undefined ? overview() : commandHelp(asked));
  return EXIT.ok;
}

async function loadCommand(name: string): Promise<Command> {
  const entry = COMMANDS.find((command) => command.name === name);
  if (entry === undefined) {
    throw unknownCommand(name, [...COMMANDS.map((command) => command.name), "help"]);
  }
  return await entry.load();
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
