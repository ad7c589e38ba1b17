/** `merkl cache verify` */

import { unexpectedArgument } from "../../../error/cli_errors.ts";
import { defineCommand, usageOf } from "../../command.ts";

/** The command. */
export const verify = defineCommand({
  name: "cache verify",
  usage: "",
  about: `Reads and hashes everything that is stored, and says what is damaged: contents,
files, entries, and the database itself. Exits with 1 if anything is, and changes
nothing.

With --repair, what is damaged is removed, and files that nobody knows with it:
lost values are made again when somebody needs them. A damaged database is moved
aside, and what can be read of it is put into a new one. Runs do all this by
themselves when they come upon damage; nothing wrong is ever returned.`,
  options: {
    repair: { help: "mend it; exits with 0 if that went well" },
  },
  examples: [
    ["merkl cache verify", "after a crash of the machine, or on a disk that isn't trusted"],
    ["merkl cache verify --repair", "and mend what is damaged"],
  ],
  async run({ options, positionals: [more] }, { cwd }): Promise<number> {
    if (more !== undefined) {
      throw unexpectedArgument("merkl cache verify", more, usageOf(verify));
    }
    const { repair, directory, json, quiet } = options;
    const { verifyCommand } = await import("../../../project/verify_command.ts");
    const root = directory === undefined ? undefined : cwd;
    return await verifyCommand({ repair, json, quiet, cwd, root });
  },
});
