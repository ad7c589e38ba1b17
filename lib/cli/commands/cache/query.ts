/** `merkl cache query EXPRESSION` */

import { missingArgument, unexpectedArgument } from "../../../error/cli_errors.ts";
import { defineCommand, usageOf } from "../../command.ts";

/** The command. */
export const query = defineCommand({
  name: "cache query",
  usage: "EXPRESSION",
  about: `Prints the entries that fulfil an SQL expression over the view entries_v, or the
rows of a whole select. Its columns are hash, task, file, out, args, metadata,
size (bytes), duration (milliseconds), created, state, codec, deps, reads and
more; args, metadata, deps and reads are JSON, whose parts ->> takes out. It only
reads.`,
  options: {},
  examples: [
    ["merkl cache query \"task = 'train'\"", "all that is stored of a task"],
    [
      "merkl cache query \"args ->> '$.lr' > 0.1 and task = 'train'\"",
      "by an argument, of a task with cacheArgs",
    ],
    [
      "merkl cache query 'select task, count(*), sum(size) from entries_v group by task'",
      "which tasks take up most room",
    ],
  ],
  async run({ options, positionals: [sql, ...more] }, { cwd }): Promise<number> {
    const usage = usageOf(query);
    if (sql === undefined) throw missingArgument("merkl cache query", "an expression", usage);
    if (more[0] !== undefined) throw unexpectedArgument("merkl cache query", more[0], usage);
    const { queryCommand } = await import("../../../project/query_command.ts");
    const { json, quiet, directory } = options;
    const root = directory === undefined ? undefined : cwd;
    return await queryCommand({ sql, json, quiet, cwd, root });
  },
});
