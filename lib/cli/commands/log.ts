/** `merkl log [RUN]` */

import { badOptionValue, unexpectedArgument } from "../../error/cli_errors.ts";
import { defineCommand, usageOf } from "../command.ts";

/** How many runs are told if nobody says. */
const LIMIT = 20;

/** The command; the work is `project/log_command.ts`. */
export const log = defineCommand({
  name: "log",
  usage: "[RUN]",
  about: `Lists past runs, or all about one of them.

The list has each run's number, when it was, the command line, the git commit (+ if files
differed from it), how many tasks were cached, run or failed, and how long it took. RUN is
such a number: its tasks, the calls that ran and how long each took, and what failed.`,
  options: {
    "limit": { short: "n", value: "COUNT", help: `list so many runs (default ${LIMIT})` },
  },
  examples: [
    ["merkl log", "the runs that started last, newest first"],
    ["merkl log -n 100", "more of them"],
    ["merkl log 12", "what run 12 did"],
    ["merkl log 12 --json", "the same, for a program, with every call"],
  ],
  async run({ options, positionals: [run, ...more] }, { cwd }): Promise<number> {
    if (more.length > 0) throw unexpectedArgument("merkl log", more[0]!, usageOf(log));
    const { logCommand } = await import("../../project/log_command.ts");
    return await logCommand({
      id: run === undefined ? undefined : wholeNumber("RUN", run),
      limit: options.limit === undefined ? LIMIT : wholeNumber("--limit", options.limit),
      json: options.json,
      quiet: options.quiet,
      cwd,
      root: options.directory === undefined ? undefined : cwd,
    });
  },
});

function wholeNumber(name: string, given: string): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= 1 && Number.isSafeInteger(number)) return number;
  throw badOptionValue(name, given, "a whole number of at least 1");
}
