/** `FILE[:EXPORT]`, as the commands take it. */

import { badExportName } from "../error/cli_errors.ts";

/** A pipeline as named on the command line. */
export interface Target {
  /** As given: a path (of any system) or a `file:` URL. */
  readonly file: string;
  readonly export?: string;
}

/**
 * Splits `FILE[:EXPORT]` at its last colon. What follows a drive's colon, or has a dot or a slash,
 * is part of the path.
 * @throws {MerklError} `bad-export-name` if what follows the colon can't be a name
 */
export function parseTarget(given: string): Target {
  const split = /^(?<file>.*):(?<name>[^:./\\]*)$/s.exec(given)?.groups;
  const file = split?.["file"] ?? "";
  if (file === "" || (/^[A-Za-z]$/.test(file) && split?.["name"] === "")) return { file: given };
  const name = split!["name"]!;
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name)) {
    throw badExportName(given, name);
  }
  return { file, export: name };
}
