/** `merkl __complete SHELL -- WORDS`: what the scripts of `merkl completions` ask. */

import { printLine } from "../../util/print_line.ts";
import { absPath } from "../../util/path.ts";
import { defineCommand } from "../command.ts";

/** The command. It says nothing of what goes wrong: there would be no place for it. */
export const complete = defineCommand({
  name: "__complete",
  usage: "SHELL -- WORDS",
  about:
    "Prints what may stand in the place of the last word, for the scripts of merkl completions.",
  options: {},
  examples: [["merkl __complete zsh -- run ''", "what may follow merkl run"]],
  passThrough: true,
  async run({ options, positionals: [shell], rest }, { cwd, commands }): Promise<number> {
    const [{ complete }, { exportsOfFile, tasksOfFile }, { forShell, folderOf, wordsOf }] =
      await Promise.all([
        import("../complete.ts"),
        import("../../project/outline_file.ts"),
        import("../complete_shell.ts"),
      ]);
    const words = wordsOf(shell, rest);
    const from = absPath(inHome(folderOf(words) ?? "."), cwd);
    const completion = await complete(words, {
      commands,
      exports: (file) => exportsOfFile(absPath(inHome(file), from)),
      tasks: (file) => tasksOfFile(absPath(inHome(file), from)),
    });
    if (options.json) printLine(JSON.stringify({ version: 1, ...completion }));
    else printLine(forShell(shell, words, completion).join("\n"));
    return 0;
  },
});

/** The shell hasn't expanded what is still being typed. */
function inHome(path: string): string {
  const home = Deno.env.get("HOME");
  return home === undefined ? path : path.replace(/^~(?=\/)/, () => home);
}
