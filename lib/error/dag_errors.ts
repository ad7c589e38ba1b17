/** What can be wrong with `merkl dag`. All are `UsageError`s: the process exits with 2. */

import { grouped, listed, nearest } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";
import { reasonOf } from "./reason.ts";

function usageError(code: string, message: string, hint: string): MerklError {
  return new MerklError({ code, message, hint, name: "UsageError" });
}

/** `-o graph.xyz`. */
export function unknownFormat(path: string, known: readonly string[]): MerklError {
  return usageError(
    "unknown-format",
    `It can't be told from the name of ${path} in which format it is to be written`,
    `Say so with --format, or end the name in ${listed(known, "or")}`,
  );
}

/** A picture that would be printed on a terminal. */
export function pictureOnTerminal(format: string): MerklError {
  return usageError(
    "picture-on-terminal",
    `A terminal can't show ${format}`,
    `Write it to a file: -o graph.${format}`,
  );
}

/** `--expand` with the name of nothing in the graph. */
export function expandUnknown(given: string, known: readonly string[]): MerklError {
  const near = nearest(given, known);
  const some = known.slice(0, 10);
  return usageError(
    "expand-unknown",
    `The pipeline calls no task "${given}"${near === undefined ? "" : `; did you mean "${near}"?`}`,
    known.length === 0
      ? "--expand takes the name of a task or pipeline, or all; here none is called"
      : `--expand takes all, or names with commas between: ${
        listed([...some, ...(known.length > some.length ? ["others"] : [])], "or")
      }`,
  );
}

/** More than can be drawn. */
export function tooManyToDraw(count: number, most: number): MerklError {
  return usageError(
    "too-many-to-draw",
    `The graph has ${grouped(count)} nodes and lines to draw, and a picture holds ${grouped(most)}`,
    "Leave out --expand, or expand less; json takes any number",
  );
}

/** `-o` where nothing can be written. */
export function graphUnwritable(path: string, cause: unknown): MerklError {
  return usageError(
    "graph-unwritable",
    `The graph can't be written to ${path}: ${reasonOf(cause)}`,
    "Give -o the path of a file in a folder that may be written to",
  );
}
