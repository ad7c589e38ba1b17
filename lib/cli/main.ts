/** A command line to an exit code. */

import { OutputFailed, printLine } from "../util/print_line.ts";
import {
  missingArgument,
  missingSubcommand,
  noSuchFolder,
  notPermitted,
} from "../error/cli_errors.ts";
import { type AbsPath, absPath } from "../util/path.ts";
import { parseCommandArgs, splitCommand } from "./args.ts";
import { type Command, type CommandContext, type CommandGroup, COMMON_OPTIONS } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { EXIT, exitCodeOf } from "./exit_code.ts";
import { findCommand, isGroup } from "./find_command.ts";
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
  // a run works in the project's root
  const here = standing();
  try {
    return await dispatch(args, { here, library });
  } catch (error) {
    // `merkl dag … | head` has read enough: there is nobody to tell. (console.log() keeps quiet itself)
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.ok;
    return await tell(error, { args, here });
  }
}

/** Says what went wrong; gives the exit code. */
async function tell(
  caught: unknown,
  { args, here }: { readonly args: readonly string[]; readonly here: AbsPath },
): Promise<number> {
  const { takeApart } = await import("../report/failed_run.ts");
  const { error, summary, exitCode, told } = takeApart(caught);
  const missing = error instanceof Deno.errors.NotCapable
    ? notPermitted(error)
    : error instanceof OutputFailed
    ? (await import("../error/run_errors.ts")).stdoutFailed(error.cause)
    : undefined;
  const own = args.slice(0, args.indexOf("--") < 0 ? args.length : args.indexOf("--"));
  if (!told) {
    const { reportError } = await import("../report/report_error.ts");
    const verbose = own.includes("-v") || own.includes("--verbose");
    reportError(missing ?? error, { verbose, cwd: here });
  }
  if (own.includes("--json")) {
    const { failureJson } = await import("../report/failure_json.ts");
    try {
      printLine(failureJson(missing ?? error, summary));
    } catch {
      // where nothing can be written; people were told
    }
  }
  return exitCode ?? exitCodeOf(missing ?? error);
}

/** What a command gets that no command line says. */
type Process = Pick<CommandContext, "here" | "library">;

async function dispatch(
  args: readonly string[],
  process: Process,
): Promise<number> {
  const { name, args: rest } = splitCommand(args, {
    ...COMMON_OPTIONS,
    version: { short: "V", help: "" },
  });
  if (name !== undefined) return await runCommand(name, rest, process);
  const json = args.includes("--json");
  if (args.includes("--version") || args.includes("-V")) {
    printLine(json ? JSON.stringify({ version: 1, merkl: VERSION }) : VERSION);
    return EXIT.ok;
  }
  if (asksForHelp(args)) return await help(undefined, { json });
  if (json) throw missingArgument("merkl", "a command", "merkl COMMAND [OPTIONS] [ARGS]");
  return await help(undefined, { asked: false });
}

async function runCommand(
  word: string,
  given: readonly string[],
  process: Process,
): Promise<number> {
  const { command, args } = await findCommand(COMMANDS, word, given);
  if (isGroup(command)) {
    const json = args.includes("--json");
    if (asksForHelp(given)) return await help(command, { json });
    if (!json) return await help(command, { asked: false });
    throw missingSubcommand(command.name, command.subcommands.map(({ name }) => name));
  }
  const parsed = parseCommandArgs({
    command: `merkl ${command.name}`,
    args,
    options: { ...COMMON_OPTIONS, ...command.options },
    passThrough: command.passThrough ?? false,
  });
  if (parsed.options["help"]) {
    return await help(command, { json: parsed.options["json"] as boolean });
  }
  // outside of the binary it is Deno that runs merkl already
  if (parsed.options["deno"] && Deno.build.standalone) {
    return await toDeno([...command.name.split(" "), ...args]);
  }
  return await command.run(parsed as Parameters<Command["run"]>[0], {
    cwd: workingDirectory(parsed.options["directory"] as string | undefined),
    commands: COMMANDS,
    ...process,
  });
}

async function toDeno(args: readonly string[]): Promise<number> {
  const { delegate, delegateCommand, findDeno } = await import("../project/delegate.ts");
  const command = delegateCommand(args, { deno: findDeno(), version: VERSION });
  return await delegate(command);
}

/** Help that was asked for is data. */
async function help(
  command: Command | CommandGroup | undefined,
  { json = false, asked = true }: { readonly json?: boolean; readonly asked?: boolean },
): Promise<number> {
  const { helpText } = await import("./help.ts");
  const print = asked ? printLine : console.error;
  print(helpText(command, { commands: COMMANDS, json, stream: asked ? Deno.stdout : Deno.stderr }));
  return asked ? EXIT.ok : EXIT.usage;
}

function asksForHelp(args: readonly string[]): boolean {
  return args.includes("--help") || args.includes("-h") || args[0] === "help";
}

/** A folder that was removed since is no folder to stand in. */
function standing(): AbsPath {
  try {
    return absPath(".");
  } catch {
    return absPath("/");
  }
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
