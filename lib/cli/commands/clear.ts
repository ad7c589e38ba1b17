/** `merkl clear [FILE[:EXPORT]]` */

import { badOptionValue, missingArgument, unexpectedArgument } from "../../error/cli_errors.ts";
import { parseTime, TIME } from "../../util/quantities.ts";
import { defineCommand, usageOf } from "../command.ts";
import { parseTarget } from "../target.ts";

/** The command; the work is `project/clear_command.ts`. */
export const clear = defineCommand({
  name: "clear",
  usage: "[FILE[:EXPORT]]",
  about: `Removes what a pipeline has stored, and nothing that another pipeline has in its runs.

FILE alone means all pipelines in it; FILE:NAME one of them, or a task. Without FILE,
--task, --older-than or --all say what is meant in the whole cache. Asks before it
removes something; -y doesn't, and without a terminal it is needed. Output files stay
unless --outputs is given; edited ones stay always.`,
  options: {
    "dry-run": { short: "n", help: "remove nothing; say what would go" },
    "yes": { short: "y", help: "don't ask" },
    "keep": { help: "spare what the latest successful run uses" },
    "keep-outs": { help: "spare the values that output files hold" },
    "outputs": { help: "remove the output files and sidecars that it wrote, too" },
    "task": { value: "NAME", help: "only values of this task" },
    "older-than": { value: "TIME", help: "only what no run has made or used for TIME: 30d" },
    "all": { help: "everything in the cache" },
  },
  examples: [
    ["merkl clear -n train.ts", "what train.ts has stored, in numbers"],
    ["merkl clear train.ts --keep", "what it doesn't use any more"],
    ["merkl clear train.ts --outputs -y", "as if it had never run"],
    ["merkl clear train.ts:preprocess", "the values of one task"],
    ["merkl clear --older-than 30d -y", "what was of no use for a month"],
  ],
  completes: "pipeline",
  async run({ options, positionals: [target, ...more] }, { cwd }): Promise<number> {
    if (more[0] !== undefined) throw unexpectedArgument("merkl clear", more[0], usageOf(clear));
    const { task, all, "older-than": age } = options;
    if (target === undefined && !all && task === undefined && age === undefined) {
      throw missingArgument("merkl clear", "a FILE, --task, --older-than or --all", usageOf(clear));
    }
    const { clearCommand } = await import("../../project/clear_command.ts");
    return await clearCommand({
      target: target === undefined ? undefined : parseTarget(target),
      task,
      olderThan: age === undefined ? undefined : timeOf(age),
      all,
      keep: options.keep,
      keepOuts: options["keep-outs"],
      outputs: options.outputs,
      dryRun: options["dry-run"],
      yes: options.yes,
      json: options.json,
      quiet: options.quiet,
      cwd,
      root: options.directory === undefined ? undefined : cwd,
    });
  },
});

function timeOf(text: string): number {
  const time = parseTime(text);
  if (time === undefined) throw badOptionValue("--older-than", text, TIME);
  return time;
}
