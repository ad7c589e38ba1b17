/** What a migration did, for people. */

import type { Migrated, Migration, NotMigrated } from "../project/migrate.ts";
import type { Undoing, Undone } from "../project/migrate_undo.ts";
import { listed, plural } from "../util/text.ts";

/** Lines for standard output, and a summary. */
export interface MigrationText {
  readonly lines: readonly string[];
  readonly summary: string;
}

/** Hex digits of a hash that are shown. */
const SHOWN = 12;

/** A line for each value that was re-stamped. */
export function migrationText({ migrated, left }: Migration, dryRun: boolean): MigrationText {
  const what = plural(migrated.length, "value");
  const done = migrated.length === 0
    ? "nothing to re-stamp"
    : dryRun
    ? `would re-stamp ${what}`
    : `re-stamped ${what}; --undo takes it back`;
  return {
    lines: migrated.map(migratedLine),
    summary: [done, ...leftLines(left)].join("\n"),
  };
}

/** A line for each value whose earlier hash stands again. */
export function undoneText({ undone, started, left }: Undoing, dryRun: boolean): MigrationText {
  const what = plural(undone.length, "value");
  const at = new Date(started / 1000).toISOString().replace("T", " ").slice(0, 16);
  const of = `${what}, re-stamped at ${at} UTC`;
  const gone = undone.filter(({ present }) => !present).length;
  return {
    lines: undone.map(undoneLine),
    summary: [
      dryRun ? `would take back ${of}` : `took back ${of}; the calls are new again`,
      ...(gone === 0 ? [] : [`${plural(gone, "value")} of them no longer in the cache`]),
      ...(left === 0 ? [] : [`${plural(left, "earlier migration")} can be undone after this one`]),
    ].join("\n"),
  };
}

function migratedLine({ task, out, from, hash, how, outputs }: Migrated): string {
  return line({ task, out }, change(from, hash), [...outputs, ...NOTES[how]]);
}

function undoneLine({ task, out, from, hash, present, outputs }: Undone): string {
  const notes = present ? outputs : [...outputs, "(gone)"];
  return line({ task, out }, change(hash, from), notes);
}

function line(
  { task, out }: Pick<Migrated, "task" | "out">,
  what: string,
  notes: readonly string[],
): string {
  const name = out === null ? task : `${task}.${out}`;
  return `${name}  ${what}${notes.length === 0 ? "" : `  ${notes.join(", ")}`}`;
}

const NOTES: Readonly<Record<Migrated["how"], readonly string[]>> = {
  "same-call": [],
  "moved": ["(renamed or moved)"],
  "other-arguments": ["(other arguments)"],
};

function change(from: string, to: string): string {
  return `${from.slice(0, SHOWN)} -> ${to.slice(0, SHOWN)}`;
}

const WHY: Readonly<Record<NotMigrated["why"], string>> = {
  "no-earlier-call": "no earlier run made them with these arguments",
  "other-serializer": "their serializer has changed",
  "other-arguments": "their outputs were made with other arguments (--glob OUTPUT accepts them)",
  "left-out": "not chosen",
};

/** One line for each reason. */
function leftLines(left: readonly NotMigrated[]): string[] {
  return Map.groupBy(left, ({ why }) => why).entries().map(([why, calls]) => {
    const tasks = [...new Set(calls.map(({ task }) => task))];
    return `left as new: ${plural(calls.length, "call")} of ${listed(tasks)}: ${WHY[why]}`;
  }).toArray();
}
