/** `merkl init [DIR]` */

import { printLine } from "../../util/print_line.ts";
import { initFailed, unexpectedArgument } from "../../error/cli_errors.ts";
import { isMerklError } from "../../error/merkl_error.ts";
import { absPath, displayPath } from "../../util/path.ts";
import { defineCommand, usageOf } from "../command.ts";

/** The command; the work is in `init_project.ts`. */
export const init = defineCommand({
  name: "init",
  usage: "[DIR]",
  about: `Makes DIR (default: here) a project: the folder .merkl for the cache, the import of
@merkl/merkl in an existing deno.json, and a line in .gitignore inside a git
repository. What is there already stays as it is.`,
  options: {
    example: { help: "write a first pipeline, pipeline.ts" },
  },
  examples: [
    ["merkl init", "make the current folder a project"],
    ["merkl init --example && merkl run pipeline.ts", "begin with something that runs"],
  ],
  completes: "folder",
  async run({ options, positionals: [dir, ...more] }, { cwd, here }): Promise<number> {
    if (more[0] !== undefined) throw unexpectedArgument("merkl init", more[0], usageOf(init));
    const { initProject } = await import("../init_project.ts");
    const target = absPath(dir ?? ".", cwd);
    const make = () => {
      Deno.mkdirSync(target, { recursive: true });
      return initProject(target, { example: options.example });
    };
    const steps = orSay(make, (error) => initFailed(displayPath(target, here), error));
    if (options.json) printLine(JSON.stringify({ version: 1, dir: target, steps }));
    if (!options.quiet) {
      for (const { path, what } of steps) console.error(`${path}: ${what}`);
    }
    return 0;
  },
});

/** What `make` gives; an error of the system's is told as what `said` makes of it. */
function orSay<T>(make: () => T, said: (error: unknown) => Error): T {
  try {
    return make();
  } catch (error) {
    throw isMerklError(error) ? error : said(error);
  }
}
