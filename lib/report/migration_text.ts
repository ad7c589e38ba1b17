/** What a migration did, for people. */

import type { Migrated, Migration, NotMigrated } from "../project/migrate.ts";
import type { Undone } from "../project/migrate_undo.ts";
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
export function undoneText(undone: readonly Undone[], dryRun: boolean): MigrationText {
  const what = plural(undone.length, "value");
  return {
    lines: undone.map(({ task, hash, from }) => `${task}  ${change(hash, from)}`),
    summary: dryRun ? `would take back ${what}` : `took back ${what}`,
  };
}

function migratedLine({ task, out, from, hash, how, outputs }: Migrated): string {
  const name = out === null ? task : `${task}.${out}`;
  const notes = [...outputs, ...NOTES[how]];
  return `${name}  ${change(from, hash)}${notes.length === 0 ? "" : `  ${notes.join(", ")}`}`;
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
