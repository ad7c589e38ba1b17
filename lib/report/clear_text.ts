/** What `merkl clear` removes, for people and for programs. */

import type { Clearing } from "../project/clear_command.ts";
import { targetOf } from "../util/task_id.ts";
import { byteSize, duration, listed, plural, roundMs } from "../util/text.ts";

/** Version of what `--json` prints. */
const FORMAT = 1;

/** How many files are named. */
const MOST_NAMES = 20;

/** `3 values of train.ts:trainEval (1.2 MB, which took 4.1 s to make) and 2 output files`. */
export function foreseenText({ pipelines, cleared, work, outputs }: Clearing): string {
  const of = pipelines.length === 0 ? "" : ` of ${listed(pipelines.map(targetOf))}`;
  const values = `${plural(cleared.entries, "value")}${of} (${byteSize(cleared.bytes)}, ` +
    `which took ${duration(work)} to make)`;
  if (outputs.removed.length === 0) return values;
  return `${values} and ${plural(outputs.removed.length, "output file")}`;
}

/** What went, or would go, in a few lines. */
export function clearText(clearing: Clearing, dryRun: boolean): string {
  const { cleared, outputs, shared } = clearing;
  const nothing = cleared.entries + cleared.contents === 0 && outputs.removed.length === 0;
  const lines = nothing
    ? ["nothing to clear"]
    : [`${dryRun ? "would clear" : "cleared"} ${foreseenText(clearing)}`];
  if (dryRun) lines.push(...named(outputs.removed));
  if (shared) lines.push("what runs of other pipelines use as well stays");
  if (outputs.kept.length > 0) {
    const verb = dryRun ? "would stay" : "stayed";
    lines.push(`${plural(outputs.kept.length, "output file")} ${verb}, since somebody edited it:`);
    lines.push(...named(outputs.kept));
  }
  return lines.join("\n");
}

/** The same for programs. */
export function clearJson(
  { pipelines, cleared, work, outputs }: Clearing,
  dryRun: boolean,
): string {
  const json = { version: FORMAT, dry_run: dryRun, pipelines: pipelines.map(targetOf), ...cleared };
  return JSON.stringify({ ...json, work_ms: roundMs(work), outputs }, null, 2);
}

function named(paths: readonly string[]): string[] {
  const more = paths.length - MOST_NAMES;
  const lines = paths.slice(0, MOST_NAMES).map((path) => `  ${path}`);
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}
