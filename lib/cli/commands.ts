/** The table of commands. Each is loaded only when it is named. */

import type { Command, CommandEntry, CommandGroup } from "./command.ts";

/** All commands, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "make a project here",
    load: () => import("./commands/init.ts").then((module) => module.init as Command),
  },
  {
    name: "run",
    summary: "run a pipeline and print what it returns",
    load: () => import("./commands/run.ts").then((module) => module.run as Command),
  },
  {
    name: "migrate",
    summary: "keep what was made before a refactor",
    load: () => import("./commands/migrate.ts").then((module) => module.migrate as Command),
  },
  {
    name: "cache",
    summary: "look at the cache: query",
    load: () => import("./commands/cache.ts").then((module) => module.cache as CommandGroup),
  },
];
