/** `merkl dep-version NAME…` */

import { missingArgument } from "../../error/cli_errors.ts";
import { defineCommand, usageOf } from "../command.ts";

/** The command; the work is `project/version_command.ts`. */
export const depVersion = defineCommand({
  name: "dep-version",
  usage: "NAME...",
  about: `Prints the versions of packages as tasks here would hash them, and where they are from.

NAME is what an import would say: npm:zod, jsr:@std/path@1, an alias of the import map, with
or without a path behind it. Versions come from deno.lock, else package-lock.json, else what
is installed. With --cmd, NAME is a program: what its --version says.`,
  options: {
    "cmd": { help: "the names are those of programs on the PATH" },
  },
  examples: [
    ["merkl dep-version npm:zod", "the version of a package"],
    ["merkl dep-version zod @std/path --json", "of two, by their aliases, for a program"],
    ["merkl dep-version --cmd ffmpeg", "of a program"],
  ],
  async run({ options, positionals: names }, { cwd }): Promise<number> {
    if (names.length === 0) {
      throw missingArgument("merkl dep-version", "a NAME", usageOf(depVersion));
    }
    const { versionCommand } = await import("../../project/version_command.ts");
    return await versionCommand({
      names,
      programs: options.cmd,
      json: options.json,
      cwd,
      root: options.directory === undefined ? undefined : cwd,
    });
  },
});
