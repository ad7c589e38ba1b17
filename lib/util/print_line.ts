/** Data for standard output. */

import { writeAll } from "./write_all.ts";

/** Standard output can't be written to, for the reason that `cause` is. */
export class OutputFailed extends Error {
  constructor(override readonly cause: unknown) {
    super("Standard output can't be written to", { cause });
  }
}

/** Users' code may have been given another `console` since merkl started. */
const print = console.log.bind(console);

/**
 * Prints a line. A reader that has gone away is no failure.
 * @throws {OutputFailed} whatever else goes wrong: a full disk
 */
export function printLine(text: string): void {
  output(() => print(text));
}

/**
 * Writes to standard output.
 * @throws {OutputFailed} as {@linkcode printLine}; `Deno.errors.BrokenPipe` if nobody reads any more
 */
export function printBytes(bytes: Uint8Array): void {
  output(() => {
    writeAll(Deno.stdout, bytes);
  });
}

function output(write: () => void): void {
  try {
    write();
  } catch (error) {
    throw error instanceof Deno.errors.BrokenPipe ? error : new OutputFailed(error);
  }
}
