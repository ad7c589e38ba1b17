/** `merkl debug FILE[:TASK] [ARGS|HASH]` */

import { missingArgument } from "../../error/cli_errors.ts";
import { parseCommandArgs, splitCommand } from "../args.ts";
import { COMMON_OPTIONS, defineCommand, usageOf } from "../command.ts";
import { parseTarget } from "../target.ts";
import { run } from "./run.ts";

/** What can be the beginning of a hash. A short number is rather an argument. */
const HASH = /^(?=.*[a-f]|.{12})[0-9a-f]{4,64}$/;

/** The command; the work is `project/inspect/debug_command.ts`. */
export const debug = defineCommand({
  name: "debug",
  usage: "FILE[:TASK] [ARGS|HASH] | HASH",
  about: `Tells all that is known of a pipeline, a task or a call; runs nothing.

Of a FILE: the tasks of its pipeline as a tree. Of a TASK: its signature, its place, all that
its hash is made of, and what is not followed. Of a call, by the first digits of its HASH or
by the ARGS of an exported task: its arguments, value, outputs and entry, what its body
printed, and what its hash would be now.

With --exec one call's body runs again, in this process, with its arguments from the cache;
what it gives is printed and not stored. With --inspect-brk it waits for a debugger (Chrome's
chrome://inspect, VS Code), and stops before the body.`,
  options: {
    "exec": { value: "HASH", help: "run the body of this call again, and store nothing" },
    "inspect-brk": { help: "with --exec: under a debugger" },
  },
  examples: [
    ["merkl debug train.ts", "the tasks of a pipeline"],
    ["merkl debug train.ts:evaluate", "what a task's hash is made of"],
    ["merkl debug 3f9a12c4", "all about a stored call"],
    ["merkl debug train.ts 3f9a12c4", "about a call that the pipeline would make"],
    ["merkl debug --exec 3f9a12c4 --inspect-brk", "its body again, under a debugger"],
  ],
  passThrough: true,
  completes: "task",
  async run(parsed, { cwd, library }): Promise<number> {
    const { options, positionals: [first], rest, open } = parsed;
    const { exec } = options;
    if (first === undefined && exec === undefined) {
      throw missingArgument("merkl debug", "a FILE or a HASH", usageOf(debug));
    }
    const { debugCommand, underDebugger } = await import(
      "../../project/inspect/debug_command.ts"
    );
    if (options["inspect-brk"] && exec === undefined) {
      throw missingArgument("merkl debug --inspect-brk", "--exec HASH", usageOf(debug));
    }
    if (options["inspect-brk"]) {
      return await underDebugger(Deno.args.filter((arg) => arg !== "--inspect-brk"));
    }
    const target = targetOf(first);
    const only = rest.length === 1 && open === 1 ? rest[0]! : undefined;
    // the one argument may be a call's hash, unless it stands behind `--`
    const digits = only !== undefined && HASH.test(only) ? only : undefined;
    const asked = exec ?? (target === undefined ? first : digits);
    return await debugCommand({
      command: "debug",
      file: undefined,
      ...target,
      hash: asked,
      maybeHash: only !== undefined && /^\d{6,11}$/.test(only) ? only : undefined,
      exec: exec !== undefined,
      args: exec === undefined && asked !== undefined ? [] : rest,
      open: exec === undefined && asked !== undefined ? 0 : open,
      reserved: Object.keys(options),
      callOfRun,
      json: options.json,
      quiet: options.quiet,
      cwd,
      root: options.directory === undefined ? undefined : cwd,
      library: await library(),
    });
  },
});

/** The file that is named; undefined for a hash. */
function targetOf(given: string | undefined): ReturnType<typeof parseTarget> | undefined {
  if (given === undefined || (/^[0-9a-f]{4,64}$/.test(given) && !isThere(given))) return undefined;
  return parseTarget(given);
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** What a past `merkl run` was given for the pipeline's function. */
function callOfRun(argv: readonly string[]) {
  const { name, args } = splitCommand(argv, COMMON_OPTIONS);
  if (name !== "run") return undefined;
  const { positionals: [target], rest, open } = parseCommandArgs({
    command: "merkl run",
    args,
    options: { ...COMMON_OPTIONS, ...run.options },
    passThrough: true,
  });
  if (target === undefined) return undefined;
  const name_ = parseTarget(target).export;
  return { args: rest, open, ...(name_ === undefined ? {} : { export: name_ }) };
}
