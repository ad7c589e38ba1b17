/** `merkl completions SHELL` */

import { printLine } from "../../util/print_line.ts";
import { badArgument, missingArgument, unexpectedArgument } from "../../error/cli_errors.ts";
import { defineCommand, usageOf } from "../command.ts";

const SHELLS = ["bash", "zsh", "fish", "powershell"];

/** The command; the scripts are in `shell_scripts.ts`. */
export const completions = defineCommand({
  name: "completions",
  usage: SHELLS.join("|"),
  about:
    `Prints what a shell runs so that Tab completes commands, options, FILE:EXPORT with the names
in the file, and the arguments and options of the function. Nothing of a pipeline is run
for that.

To have it in each new shell:

  bash        add to ~/.bashrc: source <(merkl completions bash)
  zsh         add to ~/.zshrc, below compinit: source <(merkl completions zsh)
  fish        merkl completions fish > ~/.config/fish/completions/merkl.fish
  powershell  add to $PROFILE: merkl completions powershell | Out-String | Invoke-Expression`,
  options: {},
  examples: [
    ["source <(merkl completions bash)", "for this bash; Tab after merkl run pipeline.ts: and see"],
    ["merkl completions fish > ~/.config/fish/completions/merkl.fish", "for each new fish"],
  ],
  completes: SHELLS,
  async run({ options, positionals: [shell, ...more] }): Promise<number> {
    const usage = usageOf(completions);
    if (shell === undefined) throw missingArgument("merkl completions", "a shell", usage);
    if (more[0] !== undefined) throw unexpectedArgument("merkl completions", more[0], usage);
    const { SHELL_SCRIPTS } = await import("../shell_scripts.ts");
    const script = Object.hasOwn(SHELL_SCRIPTS, shell) ? SHELL_SCRIPTS[shell]! : undefined;
    if (script === undefined) {
      throw badArgument("merkl completions", { given: shell, known: SHELLS });
    }
    printLine(options.json ? JSON.stringify({ version: 1, shell, script }) : script.trimEnd());
    return 0;
  },
});
