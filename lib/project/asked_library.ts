/**
 * Which merkl a project asks for, `jsr:@merkl/merkl@^9`. Whatever that is, the one that runs is given:
 * there can be only one. If the range doesn't have it, that is said.
 */

import type { AbsPath } from "../util/path.ts";

/** What asks with a range at all has this in its text. */
const RANGED = "@merkl/merkl@";

/** Specifiers, and where they stand. */
const asked = new Map<string, AbsPath>();

/** Takes note of a specifier in user code. */
export function noteAsked(specifier: string, file: AbsPath): void {
  if (specifier.includes(RANGED) && !asked.has(specifier)) asked.set(specifier, file);
}

/** Takes note of what a `deno.json` maps names to. */
export function noteAskedIn(file: AbsPath, text: string): void {
  if (!text.includes(RANGED)) return;
  for (const [, specifier] of text.matchAll(/"((?:jsr|npm):\/?@merkl\/merkl@[^"\\\s]+)"/g)) {
    noteAsked(specifier!, file);
  }
}

/** What is to be said, a line for each specifier that asks for another merkl than the one running. */
export async function otherThanRunning(version: string): Promise<readonly string[]> {
  if (asked.size === 0) return [];
  const [{ parseRange, parseVersion, satisfies }, { parseRequest }, { anotherLibrary }] =
    await Promise.all([
      import("../source/semver.ts"),
      import("../source/specifier.ts"),
      import("../error/load_errors.ts"),
    ]);
  const running = parseVersion(version);
  const others: string[] = [];
  for (const [specifier, file] of asked) {
    const range = parseRange(parseRequest(specifier)?.range ?? "");
    // what is no range, such as a tag, may mean anything
    if (running === undefined || range === undefined || satisfies(running, range)) continue;
    others.push(anotherLibrary(specifier, { file, version }));
  }
  asked.clear();
  return others;
}
