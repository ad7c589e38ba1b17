/** `merkl dag FILE[:EXPORT] [ARGS]` */

import { badOptionValue, missingArgument } from "../../error/cli_errors.ts";
import { unknownFormat } from "../../error/dag_errors.ts";
import { type DagFormat, formatOfPath, FORMATS, KNOWN_EXTENSIONS } from "../../render/formats.ts";
import { listed } from "../../util/text.ts";
import { defineCommand, usageOf } from "../command.ts";
import { parseTarget } from "../target.ts";

/** The command; the work is `project/dag_command.ts`. */
export const dag = defineCommand({
  name: "dag",
  usage: "FILE[:EXPORT] [ARGS]",
  about: `Shows the graph of a pipeline, and what a run would do with it: runs nothing.

Tasks with their constant arguments, the files that are read and written, what is
cached, and what would run and why. Calls of pipeline() are boxes. More than 8 calls of
a task, files of a folder or calls of a pipeline become one node, and so do the items of
a batch, unless they are expanded; json always has every node. ARGS are the function's
own.`,
  options: {
    "output": {
      short: "o",
      value: "FILE",
      completes: "path",
      help: `write to FILE; its extension tells the format (${KNOWN_EXTENSIONS.join(" ")})`,
    },
    "format": {
      value: "FORMAT",
      completes: FORMATS,
      help: `${listed(FORMATS, "or")} (default: of FILE, else dot)`,
    },
    "expand": { value: "NAMES", help: "don't fold these tasks and pipelines (a,b), or all" },
  },
  examples: [
    ["merkl dag train.ts -o dag.html", "a page to look around in: pan, zoom, search, click"],
    ["merkl dag train.ts data.csv -o dag.svg", "a picture; arguments are the pipeline's own"],
    ["merkl dag train.ts --expand resize -o dag.svg", "each call of one task by itself"],
    ["merkl dag train.ts | dot -Tpng > dag.png", "by a Graphviz of your own"],
    ["merkl dag train.ts --json", "for programs; docs/dag.schema.json describes it"],
  ],
  passThrough: true,
  completes: "pipeline",
  async run({ options, positionals: [target], rest, open }, { cwd, library }): Promise<number> {
    if (target === undefined) throw missingArgument("merkl dag", "a FILE", usageOf(dag));
    const output = options.output === "-" ? undefined : options.output;
    const request = {
      ...parseTarget(target),
      args: rest,
      open,
      reserved: Object.keys(options),
      format: formatFor({ ...options, output }),
      output,
      expand: options.expand?.split(",").map((name) => name.trim()).filter(Boolean) ?? [],
      quiet: options.quiet,
      json: options.json,
      cwd,
      root: options.directory === undefined ? undefined : cwd,
      library: await library(),
    };
    const { dagCommand } = await import("../../project/dag_command.ts");
    return await dagCommand(request);
  },
});

/** What is asked for, else what the file's name tells. */
function formatFor({ format, output, json }: {
  readonly format: string | undefined;
  readonly output: string | undefined;
  readonly json: boolean;
}): DagFormat {
  if (format !== undefined) {
    const known = FORMATS.find((one) => one === format);
    if (known === undefined) throw badOptionValue("--format", format, listed(FORMATS, "or"));
    return known;
  }
  if (json) return "json";
  if (output === undefined) return "dot";
  const told = formatOfPath(output);
  if (told === undefined) throw unknownFormat(output, KNOWN_EXTENSIONS);
  return told;
}
