/** `merkl cache SUBCOMMAND`; each has a file in `cache/`. */

import type { Command, CommandGroup } from "../command.ts";

/** The group. */
export const cache: CommandGroup = {
  name: "cache",
  about: "Looks at the cache and cares for it.",
  subcommands: [
    {
      name: "cache query",
      summary: "print the entries that fulfil an SQL expression",
      load: () => import("./cache/query.ts").then((module) => module.query as Command),
    },
  ],
};
