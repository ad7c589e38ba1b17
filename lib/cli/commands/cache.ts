/** `merkl cache SUBCOMMAND` */

import { missingArgument, unexpectedArgument, unknownCommand } from "../../error/cli_errors.ts";
import type { QueryRequest } from "../../project/query_command.ts";
import { defineCommand, usageOf } from "../command.ts";

/** What `merkl cache` can do; the work of each is in `project/`. */
const SUBCOMMANDS: Readonly<Record<string, (request: Subrequest) => Promise<number>>> = {
  query: async ({ args: [sql, ...more], ...request }) => {
    if (sql === undefined) throw missingArgument("merkl cache query", "an expression", QUERY);
    if (more[0] !== undefined) throw unexpectedArgument("merkl cache query", more[0], QUERY);
    const { queryCommand } = await import("../../project/query_command.ts");
    return await queryCommand({ ...request, sql });
  },
};

type Subrequest = Omit<QueryRequest, "sql"> & { readonly args: readonly string[] };

const QUERY = "merkl cache query EXPRESSION";

/** The command. */
export const cache = defineCommand({
  name: "cache",
  usage: "query EXPRESSION",
  about: `Looks at the cache.

query prints the entries that fulfil an SQL expression over the view entries_v, or
the rows of a whole select. Its columns are hash, task, file, out, args, metadata,
size (bytes), duration (milliseconds), created, state, codec, deps, reads and more;
args, metadata, deps and reads are JSON, whose parts ->> takes out. It only reads.`,
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
  async run({ options, positionals: [name, ...args] }, { cwd }): Promise<number> {
    if (name === undefined) throw missingArgument("merkl cache", "a subcommand", usageOf(cache));
    const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
    if (subcommand === undefined) {
      throw unknownCommand(`cache ${name}`, Object.keys(SUBCOMMANDS).map((one) => `cache ${one}`));
    }
    const { json, quiet, directory } = options;
    return await subcommand({
      args,
      json,
      quiet,
      cwd,
      root: directory === undefined ? undefined : cwd,
    });
  },
});
