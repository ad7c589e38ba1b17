/** `merkl init [DIR]` */

import { printLine } from "../../util/print_line.ts";
import { unexpectedArgument } from "../../error/cli_errors.ts";
import { absPath } from "../../util/path.ts";
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
  async run({ options, positionals: [dir, ...more] }, { cwd }): Promise<number> {
    if (more[0] !== undefined) throw unexpectedArgument("merkl init", more[0], usageOf(init));
    const { initProject } = await import("../init_project.ts");
    const target = absPath(dir ?? ".", cwd);
    Deno.mkdirSync(target, { recursive: true });
    const steps = initProject(target, { example: options.example });
    if (options.json) printLine(JSON.stringify({ version: 1, dir: target, steps }));
    if (!options.quiet) {
      for (const { path, what } of steps) console.error(`${path}: ${what}`);
    }
    return 0;
  },
});
