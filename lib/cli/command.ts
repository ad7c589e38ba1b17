/** What a command is, and the options that all have. */

import type { AbsPath } from "../util/path.ts";
import type { LibraryModules } from "../project/run_pipeline.ts";
import type { OptionSpecs, ParsedArgs } from "./args.ts";

/** Options that every command takes, before or after its name. */
export const COMMON_OPTIONS = {
  directory: {
    short: "C",
    value: "DIR",
    help: "work as if started in DIR, and take it as the root",
    completes: "folder",
  },
  json: { help: "print JSON, also of what went wrong" },
  quiet: { short: "q", help: "say only what went wrong" },
  verbose: { short: "v", help: "say more; show merkl's own stack frames" },
  deno: {
    help: "let the Deno on the PATH do it, whose pipelines can import packages",
    leading: true,
  },
  help: { short: "h", help: "show this help", leading: true },
} as const satisfies OptionSpecs;

/** What a command knows besides its arguments. */
export interface CommandContext {
  /** Where the user stands, or `-C`. */
  readonly cwd: AbsPath;
  /** Where the user stands: from there the places of errors are shown, so that they can be opened. */
  readonly here: AbsPath;
  /** The table of all commands. */
  readonly commands: readonly TopicEntry[];
  /** Loads the library, for the pipelines that import it. */
  readonly library: () => Promise<LibraryModules>;
}

/** A command line and what it means, as people type it. */
export type Example = readonly [line: string, meaning: string];

/**
 * - `pipeline`, `task`: FILE, FILE:EXPORT or FILE:TASK; then what the function takes
 * - `path`, `folder`: what there is on disk
 * - `command`: names of commands
 * - a list: one of these words
 */
export type Completes =
  | "pipeline"
  | "task"
  | "path"
  | "folder"
  | "command"
  | readonly string[];

/** One command. Its file must be cheap to load: heavy work is imported when it runs. */
export interface Command<S extends OptionSpecs = OptionSpecs> {
  /** As typed after `merkl`: `run`, `cache query`. */
  readonly name: string;
  /** After `merkl NAME`: `FILE[:EXPORT] [ARGS]`. */
  readonly usage: string;
  /** Paragraphs for `merkl help NAME`, in lines of at most 90 characters. */
  readonly about: string;
  /** Its own options; the common ones are added. */
  readonly options: S;
  readonly examples: readonly Example[];
  /** What its arguments are, so that a shell can complete them; by default nothing is known. */
  readonly completes?: Completes;
  /** See `ParseRequest.passThrough`. */
  readonly passThrough?: boolean;
  /** Does it; resolves to the exit code. */
  run(parsed: ParsedArgs<S & typeof COMMON_OPTIONS>, context: CommandContext): Promise<number>;
}

/** Commands with a name in common, such as `merkl cache`; `run` is with each of them. */
export interface CommandGroup {
  readonly name: string;
  /** A paragraph for `merkl help NAME`. */
  readonly about: string;
  readonly subcommands: readonly CommandEntry[];
}

/** What the commands of the help stand under, in its order. */
export const TOPICS = {
  run: "Make and run",
  look: "See what is there, and why",
  care: "Care for what is kept",
  shell: "In your shell",
} as const;

/** A line of the help, and how to get the rest. */
export interface CommandEntry {
  readonly name: string;
  /** The help doesn't list it. */
  readonly hidden?: boolean;
  /** A few words, no period. */
  readonly summary: string;
  load(): Promise<Command | CommandGroup>;
}

/** One that isn't a subcommand; the help lists it under its topic. */
export type TopicEntry =
  & CommandEntry
  & ({ readonly topic: keyof typeof TOPICS } | { readonly hidden: true });

/** Names the type of a command's options once, where it is written. */
export function defineCommand<const S extends OptionSpecs>(command: Command<S>): Command<S> {
  return command;
}

/** `merkl run FILE[:EXPORT] [ARGS]`. */
export function usageOf(command: Command): string {
  return `merkl ${command.name} ${command.usage}`.trimEnd();
}
