/** `merkl status [FILE[:EXPORT]] [PATHS]` */

import { isFile } from "../../util/exists.ts";
import { absPath } from "../../util/path.ts";
import { defineCommand } from "../command.ts";
import { parseTarget } from "../target.ts";

/** What a pipeline's file ends in. */
const MODULE = /\.[cm]?[jt]sx?(?::[^:./\\]*)?$/;

/** The command; the work is `project/status_command.ts`. */
export const status = defineCommand({
  name: "status",
  usage: "[FILE[:EXPORT]] [PATHS]",
  about: `Says which tracked files are not as they were: inputs that have changed since a run read
them, with the tasks that use them, and outputs that somebody has edited or removed.

PATHS are files, folders and patterns ('data/**/*.csv'). With a pipeline, FILE[:EXPORT],
only the files that it reads and writes count; outputs that it would write anew since
its code, its arguments or its inputs are others are stale. Nothing is run.`,
  options: {
    "all": { short: "a", help: "list what is unchanged as well" },
    "exit-code": { help: "exit with 1 if a file is not as it was" },
  },
  examples: [
    ["merkl status", "all files that merkl read or wrote"],
    ["merkl status data 'models/*.json'", "those in a folder and those that match"],
    ["merkl status train.ts", "what train.ts would write anew"],
    ["merkl status --exit-code -q", "for a script: 1 if something was edited"],
  ],
  completes: "path",
  async run({ options, positionals: [first, ...more] }, { cwd, library }): Promise<number> {
    // a module that isn't there may be an input that was; FILE:EXPORT can't
    const isPipeline = first !== undefined && MODULE.test(first) &&
      (first !== parseTarget(first).file || isFile(absPath(first, cwd)));
    const { statusCommand } = await import("../../project/status_command.ts");
    return await statusCommand({
      paths: isPipeline || first === undefined ? more : [first, ...more],
      pipeline: isPipeline ? parseTarget(first) : undefined,
      all: options.all,
      exitCode: options["exit-code"],
      json: options.json,
      quiet: options.quiet,
      cwd,
      root: options.directory === undefined ? undefined : cwd,
      library,
    });
  },
});
