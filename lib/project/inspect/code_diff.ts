/** The one file that names the library for diffs; loaded when there is something to compare. */

/** Lines around a change. */
const CONTEXT = 3;

/**
 * A unified diff of two texts of code; undefined if one of them isn't known, or they are equal.
 *
 * @param name Of the code now, as `lib/x.ts:12`
 */
export async function codeDiff(
  before: string | undefined,
  now: string | undefined,
  name: string,
): Promise<string | undefined> {
  if (before === undefined || now === undefined || before === now) return undefined;
  const { structuredPatch } = await import("diff");
  const line = (text: string) => text === "" ? "" : `${text}\n`;
  const { hunks } = structuredPatch(name, name, line(before), line(now), undefined, undefined, {
    context: CONTEXT,
  });
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
  return [`--- ${name} before`, `+++ ${name}`, ...lines].join("\n");
}
