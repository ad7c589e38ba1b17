/** `merkl cache SUBCOMMAND`; each has a file in `cache/`. */

import type { Command, CommandGroup } from "../command.ts";

/** The group. */
export const cache: CommandGroup = {
  name: "cache",
  about: "Looks at the cache and cares for it.",
  subcommands: [
    {
      name: "cache ls",
      summary: "list tasks by the room that their values take up",
      load: () => import("./cache/ls.ts").then((module) => module.ls as Command),
    },
    {
      name: "cache stats",
      summary: "say how much is stored",
      load: () => import("./cache/stats.ts").then((module) => module.stats as Command),
    },
    {
      name: "cache top",
      summary: "list the largest values",
      load: () => import("./cache/top.ts").then((module) => module.top as Command),
    },
    {
      name: "cache gc",
      summary: "make room, and remove garbage",
      load: () => import("./cache/gc.ts").then((module) => module.gc as Command),
    },
    {
      name: "cache verify",
      summary: "read everything, and say or mend what is damaged",
      load: () => import("./cache/verify.ts").then((module) => module.verify as Command),
    },
    {
      name: "cache query",
      summary: "print the entries that fulfil an SQL expression",
      load: () => import("./cache/query.ts").then((module) => module.query as Command),
    },
  ],
};
