/** What the process tells the shell. */

import { isMerklError } from "../error/merkl_error.ts";

/** The exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** A task failed, or a question was answered with "no" (`status --exit-code`). */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The pipeline's file could not be loaded. */
  load: 3,
  /** 128 + SIGINT. */
  interrupted: 130,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const;

/** The exit code for an error that reached the top: by its class name, `UsageError` or `LoadError`. */
export function exitCodeOf(error: unknown): number {
  if (!isMerklError(error)) return EXIT.failed;
  if (error.name === "UsageError") return EXIT.usage;
  return error.name === "LoadError" ? EXIT.load : EXIT.failed;
}
