/**
 * The table of commands. Each is loaded only when it is named: a plain `import("./x.ts")` would have
 * Deno read and parse it ahead, and all that it imports.
 */

import type { Command, CommandGroup, TopicEntry } from "./command.ts";

/** All commands, in the order of the help. `docs/cli.md` is made from them: `deno task docs:cli`. */
export const COMMANDS: readonly TopicEntry[] = [
  {
    name: "init",
    topic: "run",
    summary: "make a project here",
    load: () => import("./commands/init.ts" as string).then((module) => module.init as Command),
  },
  {
    name: "run",
    topic: "run",
    summary: "run a pipeline and print what it returns",
    load: () => import("./commands/run.ts" as string).then((module) => module.run as Command),
  },
  {
    name: "dag",
    topic: "look",
    summary: "show a pipeline's graph, and what would run",
    load: () => import("./commands/dag.ts" as string).then((module) => module.dag as Command),
  },
  {
    name: "dot",
    hidden: true,
    summary: "the same",
    load: () => import("./commands/dag.ts" as string).then((module) => module.dag as Command),
  },
  {
    name: "migrate",
    topic: "care",
    summary: "keep what was made before a refactor",
    load: () =>
      import("./commands/migrate.ts" as string).then((module) => module.migrate as Command),
  },
  {
    name: "debug",
    topic: "look",
    summary: "tell all about a pipeline, a task or a call",
    load: () => import("./commands/debug.ts" as string).then((module) => module.debug as Command),
  },
  {
    name: "why",
    topic: "look",
    summary: "tell why something ran, or would run",
    load: () => import("./commands/why.ts" as string).then((module) => module.why as Command),
  },
  {
    name: "status",
    topic: "look",
    summary: "say which files are not as they were",
    load: () => import("./commands/status.ts" as string).then((module) => module.status as Command),
  },
  {
    name: "log",
    topic: "look",
    summary: "list past runs, or what one of them did",
    load: () => import("./commands/log.ts" as string).then((module) => module.log as Command),
  },
  {
    name: "dep-version",
    topic: "look",
    summary: "print the versions of packages as tasks would hash them",
    load: () =>
      import("./commands/dep_version.ts" as string).then((module) => module.depVersion as Command),
  },
  {
    name: "clear",
    topic: "care",
    summary: "remove what a pipeline has stored",
    load: () => import("./commands/clear.ts" as string).then((module) => module.clear as Command),
  },
  {
    name: "cache",
    topic: "care",
    summary: "look at the cache and care for it: ls, stats, top, gc, verify, query",
    load: () =>
      import("./commands/cache.ts" as string).then((module) => module.cache as CommandGroup),
  },
  {
    name: "completions",
    topic: "shell",
    summary: "let Tab complete command lines",
    load: () =>
      import("./commands/completions.ts" as string).then((module) => module.completions as Command),
  },
  {
    name: "help",
    topic: "shell",
    summary: "this, or all about a command",
    load: () => import("./commands/help.ts" as string).then((module) => module.help as Command),
  },
  {
    name: "__complete",
    hidden: true,
    summary: "what may come next on a command line",
    load: () =>
      import("./commands/complete.ts" as string).then((module) => module.complete as Command),
  },
];
