/** `merkl help [COMMAND]` */

import { printLine } from "../../util/print_line.ts";
import { unexpectedArgument } from "../../error/cli_errors.ts";
import { defineCommand, usageOf } from "../command.ts";

/** The command; its texts are made in `cli/help.ts`. */
export const help = defineCommand({
  name: "help",
  usage: "[COMMAND]",
  about:
    `Says what commands there are, or all about one. merkl COMMAND --help does the same. For the
arguments of a pipeline's own function: merkl run FILE --help.`,
  options: {},
  examples: [
    ["merkl help run", "all about one command"],
    ["merkl run pipeline.ts --help", "the arguments of a pipeline"],
  ],
  completes: "command",
  async run({ options, positionals: [first, ...more] }, { commands }): Promise<number> {
    const { helpText } = await import("../help.ts");
    const { findCommand } = await import("../find_command.ts");
    const { command, args } = first === undefined
      ? { command: undefined, args: [] }
      : await findCommand(commands, first, more);
    if (args[0] !== undefined) throw unexpectedArgument("merkl help", args[0], usageOf(help));
    printLine(helpText(command, { commands, json: options.json, stream: Deno.stdout }));
    return 0;
  },
});
