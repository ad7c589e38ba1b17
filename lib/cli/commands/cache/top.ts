/** `merkl cache top` */

import { badOptionValue, unexpectedArgument } from "../../../error/cli_errors.ts";
import { defineCommand, usageOf } from "../../command.ts";

const DEFAULT = 20;

/** The command. */
export const top = defineCommand({
  name: "cache top",
  usage: "",
  about: "Lists the values that take up most room, with the files that they tell of.",
  options: {
    "limit": { short: "n", value: "N", help: `how many (default ${DEFAULT})` },
  },
  examples: [["merkl cache top -n 5", "the five largest values"]],
  async run({ options, positionals: [more] }, { cwd }): Promise<number> {
    if (more !== undefined) throw unexpectedArgument("merkl cache top", more, usageOf(top));
    const text = options.limit ?? String(DEFAULT);
    const limit = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(limit)) {
      throw badOptionValue("--limit", text, "a whole number");
    }
    const { topCommand } = await import("../../../project/usage_commands.ts");
    const { json, quiet, directory } = options;
    const root = directory === undefined ? undefined : cwd;
    return await topCommand({ limit, json, quiet, cwd, root });
  },
});
