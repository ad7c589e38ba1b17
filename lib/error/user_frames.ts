/** A stack trace without merkl's, Deno's and Node's own frames. */

import { fileURLToPath } from "../util/path.ts";
import type { Place } from "./place.ts";

/** A line of a stack that stands in the user's code (or a package of theirs). */
export interface UserFrame {
  /** Function's name as the stack has it, `""` for top level. */
  readonly name: string;
  /** Absolute path or URL. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Where merkl's code is: URL prefixes of its folder, or the one file that it was bundled into, or
 * the folder of a bundle in several files, whose names end in a hash.
 */
export function ownPrefixes(self: string = import.meta.url): readonly string[] {
  const bundle = /^(.*\/)[^/]+-[0-9A-Z]{8}\.js$/.exec(self)?.[1];
  if (bundle !== undefined) return [bundle];
  const folder = /^(.*\/)lib\/error\/user_frames\.ts$/.exec(self)?.[1];
  return folder === undefined
    ? [self]
    : [`${folder}lib/`, ...["mod", "cli", "start"].map((name) => `${folder}${name}.ts`)];
}

/** The frames of `stack` that are neither merkl's nor the runtime's, nearest first. */
export function userFrames(
  stack: string,
  hidden: readonly string[] = ownPrefixes(),
): UserFrame[] {
  const frames: UserFrame[] = [];
  for (const line of stack.split("\n")) {
    const match =
      /^\s+at (?:(?<name>.*?) \()?(?<url>[^()\s][^()]*?):(?<line>\d+):(?<column>\d+)\)?$/
        .exec(line)?.groups;
    if (match === undefined) continue;
    const url = match["url"]!.replace(/^async /, "");
    if (/^(node|ext|deno|native|internal):/.test(url) || url.startsWith("<")) continue;
    if (hidden.some((prefix) => url.startsWith(prefix))) continue;
    frames.push({
      name: match["name"] ?? "",
      file: url.startsWith("file:") ? fileURLToPath(url.replace(/[?#].*$/, "")) : url,
      line: Number(match["line"]),
      column: Number(match["column"]),
    });
  }
  return frames;
}

/** Where the user's code called what threw; undefined if it didn't, but only waited for it. */
export function callPlace(stack: string): Place | undefined {
  const waiting = stack.search(/^\s+at async /m);
  const [frame] = userFrames(waiting < 0 ? stack : stack.slice(0, waiting));
  return frame && placeOf(frame);
}

/** Where a foreign error was thrown in the user's code. */
export function thrownPlace(error: unknown): Place | undefined {
  const [frame] = error instanceof Error ? userFrames(error.stack ?? "") : [];
  return frame && placeOf(frame);
}

function placeOf({ file, line, column }: UserFrame): Place {
  return { file, line, column };
}
