/** `merkl why HASH|PATH|FILE[:TASK]` */

import { missingArgument } from "../../error/cli_errors.ts";
import { defineCommand, usageOf } from "../command.ts";
import { parseTarget } from "../target.ts";

/** The command; the work is `project/inspect/why_command.ts`. */
export const why = defineCommand({
  name: "why",
  usage: "HASH|PATH|FILE[:TASK] [ARGS]",
  about: `Tells why something ran, or would run: what differs from the nearest stored call.

Of a HASH (its first digits will do) or of an output's PATH: what differed when its call was
new. Of a pipeline's FILE: what would run, and why; of one TASK of it also what stands above,
up to the root cause. Changed code is told as a diff, with its place and git commit. ARGS are
the pipeline's own.`,
  options: {},
  examples: [
    ["merkl why train.ts:evaluate", "why would this task run again?"],
    ["merkl why model.json", "why is this output another one than before?"],
    ["merkl why 3f9a12c4", "why did this call run?"],
    ["merkl why train.ts --json", "all that would run, for a program"],
  ],
  passThrough: true,
  completes: "task",
  async run({ options, positionals: [subject], rest, open }, { cwd, library }): Promise<number> {
    if (subject === undefined) throw missingArgument("merkl why", "a subject", usageOf(why));
    const { whyCommand } = await import("../../project/inspect/why_command.ts");
    return await whyCommand({
      command: "why",
      ...parseTarget(subject),
      subject,
      args: rest,
      open,
      reserved: Object.keys(options),
      json: options.json,
      quiet: options.quiet,
      cwd,
      root: options.directory === undefined ? undefined : cwd,
      library: await library(),
    });
  },
});
