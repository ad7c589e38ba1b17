/** The table of commands. Each is loaded only when it is named. */

import type { Command, CommandGroup, TopicEntry } from "./command.ts";

/** All commands, in the order of the help. `docs/cli.md` is made from them: `deno task docs:cli`. */
export const COMMANDS: readonly TopicEntry[] = [
  {
    name: "init",
    topic: "run",
    summary: "make a project here",
    load: () => import("./commands/init.ts").then((module) => module.init as Command),
  },
  {
    name: "run",
    topic: "run",
    summary: "run a pipeline and print what it returns",
    load: () => import("./commands/run.ts").then((module) => module.run as Command),
  },
  {
    name: "dag",
    topic: "look",
    summary: "show a pipeline's graph, and what would run",
    load: () => import("./commands/dag.ts").then((module) => module.dag as Command),
  },
  {
    name: "dot",
    hidden: true,
    summary: "the same",
    load: () => import("./commands/dag.ts").then((module) => module.dag as Command),
  },
  {
    name: "migrate",
    topic: "care",
    summary: "keep what was made before a refactor",
    load: () => import("./commands/migrate.ts").then((module) => module.migrate as Command),
  },
  {
    name: "debug",
    topic: "look",
    summary: "tell all about a pipeline, a task or a call",
    load: () => import("./commands/debug.ts").then((module) => module.debug as Command),
  },
  {
    name: "why",
    topic: "look",
    summary: "tell why something ran, or would run",
    load: () => import("./commands/why.ts").then((module) => module.why as Command),
  },
  {
    name: "status",
    topic: "look",
    summary: "say which files are not as they were",
    load: () => import("./commands/status.ts").then((module) => module.status as Command),
  },
  {
    name: "log",
    topic: "look",
    summary: "list past runs, or what one of them did",
    load: () => import("./commands/log.ts").then((module) => module.log as Command),
  },
  {
    name: "dep-version",
    topic: "look",
    summary: "print the versions of packages as tasks would hash them",
    load: () => import("./commands/dep_version.ts").then((module) => module.depVersion as Command),
  },
  {
    name: "clear",
    topic: "care",
    summary: "remove what a pipeline has stored",
    load: () => import("./commands/clear.ts").then((module) => module.clear as Command),
  },
  {
    name: "cache",
    topic: "care",
    summary: "look at the cache and care for it: ls, stats, top, gc, verify, query",
    load: () => import("./commands/cache.ts").then((module) => module.cache as CommandGroup),
  },
  {
    name: "completions",
    topic: "shell",
    summary: "let Tab complete command lines",
    load: () => import("./commands/completions.ts").then((module) => module.completions as Command),
  },
  {
    name: "help",
    topic: "shell",
    summary: "this, or all about a command",
    load: () => import("./commands/help.ts").then((module) => module.help as Command),
  },
  {
    name: "__complete",
    hidden: true,
    summary: "what may come next on a command line",
    load: () => import("./commands/complete.ts").then((module) => module.complete as Command),
  },
];
