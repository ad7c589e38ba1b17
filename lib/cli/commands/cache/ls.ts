/** `merkl cache ls` */

import { badOptionValue, unexpectedArgument } from "../../../error/cli_errors.ts";
import { listed } from "../../../util/text.ts";
import { defineCommand, usageOf } from "../../command.ts";

const SORTS = ["size", "task", "values", "shared", "took", "saved"] as const;

/** The command. */
export const ls = defineCommand({
  name: "cache ls",
  usage: "",
  about: `Lists the tasks whose values are stored, the largest first: how many values and bytes
each has, how many of these bytes another task has as well, how long the values took
to make, and how long runs were spared by finding them.`,
  options: {
    "sort": {
      value: "COLUMN",
      help: `by ${listed(SORTS, "or")} (default size)`,
      completes: SORTS,
    },
  },
  examples: [
    ["merkl cache ls", "which tasks take up most room"],
    ["merkl cache ls --sort saved", "where the cache is worth most"],
  ],
  async run({ options, positionals: [more] }, { cwd }): Promise<number> {
    if (more !== undefined) throw unexpectedArgument("merkl cache ls", more, usageOf(ls));
    const sort = SORTS.find((name) => name === (options.sort ?? "size"));
    if (sort === undefined) {
      throw badOptionValue("--sort", options.sort!, `one of ${listed(SORTS, "or")}`);
    }
    const { listCommand } = await import("../../../project/usage_commands.ts");
    const { json, quiet, directory } = options;
    const root = directory === undefined ? undefined : cwd;
    return await listCommand({ sort, json, quiet, cwd, root });
  },
});
