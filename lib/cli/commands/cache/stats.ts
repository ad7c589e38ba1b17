/** `merkl cache stats` */

import { unexpectedArgument } from "../../../error/cli_errors.ts";
import { defineCommand, usageOf } from "../../command.ts";

/** The command. */
export const stats = defineCommand({
  name: "cache stats",
  usage: "",
  about: `Says how much the cache holds: values, bytes, time that they took to make, and how long
runs were spared by finding them.`,
  options: {},
  examples: [["merkl cache stats", "the cache in numbers"]],
  async run({ options, positionals: [more] }, { cwd }): Promise<number> {
    if (more !== undefined) throw unexpectedArgument("merkl cache stats", more, usageOf(stats));
    const { statsCommand } = await import("../../../project/usage_commands.ts");
    const { json, quiet, directory } = options;
    const root = directory === undefined ? undefined : cwd;
    return await statsCommand({ json, quiet, cwd, root });
  },
});
