/** A stack trace without merkl's, Deno's and Node's own frames. */

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
  const folder = /^(.*\/)lib\/report\/stack\.ts$/.exec(self)?.[1];
  return folder === undefined ? [self] : [`${folder}lib/`, `${folder}mod.ts`, `${folder}cli.ts`];
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
      file: url.startsWith("file:") ? pathOf(url) : url,
      line: Number(match["line"]),
      column: Number(match["column"]),
    });
  }
  return frames;
}

/** The path of a `file:` URL, by the system's rules. */
function pathOf(url: string): string {
  const path = decodeURIComponent(new URL(url).pathname);
  return Deno.build.os === "windows" ? path.slice(1).replaceAll("/", "\\") : path;
}
