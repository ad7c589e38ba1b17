/** `merkl migrate FILE[:EXPORT] [ARGS]` */

import { missingArgument } from "../../error/cli_errors.ts";
import { defineCommand, usageOf } from "../command.ts";
import { parseTarget } from "../target.ts";

/** The command; the work is `project/migrate.ts`. */
export const migrate = defineCommand({
  name: "migrate",
  usage: "FILE[:EXPORT] [ARGS]",
  about: `Accepts that what earlier runs made is still right after a refactor: runs nothing.

Each call that is new to the cache takes over the value of the call that it replaces:
the one of the same task with the same arguments, in an earlier run of this pipeline.
Records of output files and sidecars are brought along. ARGS are the function's own.`,
  options: {
    "only": { value: "TASK", help: "only calls of this task" },
    "glob": { value: "PATTERN", help: "only what is written to outputs that match" },
    "dry-run": { short: "n", help: "change nothing; say what would be re-stamped" },
    "undo": { help: "take the latest migration of this pipeline back" },
  },
  examples: [
    ["merkl migrate -n train.ts", "what a migration would take over"],
    ["merkl migrate train.ts --only preprocess", "the calls of one task"],
    ["merkl migrate train.ts --glob 'models/*.json'", "what goes to some outputs"],
    ["merkl migrate train.ts --undo", "one step back"],
  ],
  passThrough: true,
  completes: "pipeline",
  async run({ options, positionals: [target], rest, open }, { cwd, library }): Promise<number> {
    if (target === undefined) throw missingArgument("merkl migrate", "a FILE", usageOf(migrate));
    const { migrateCommand } = await import("../../project/migrate_command.ts");
    return await migrateCommand({
      ...parseTarget(target),
      args: rest,
      open,
      reserved: Object.keys(options),
      only: options.only,
      glob: options.glob,
      dryRun: options["dry-run"],
      undo: options.undo,
      json: options.json,
      quiet: options.quiet,
      cwd,
      root: options.directory === undefined ? undefined : cwd,
      library: await library(),
    });
  },
});
