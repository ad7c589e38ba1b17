/** What an error of `node:sqlite` or of the file system means. */

import type { Fault } from "../error/cache_errors.ts";

/** By SQLite's primary result code; its message where Deno gives no code (from `exec`). */
const FAULTS: readonly (readonly [Fault, number, string])[] = [
  ["busy", 5, "database is locked"],
  ["readonly", 8, "readonly database"],
  ["io", 10, "disk I/O error"],
  ["corrupt", 11, "disk image is malformed"],
  ["corrupt", 11, "malformed database schema"],
  ["full", 13, "disk is full"],
  ["unopenable", 14, "unable to open database file"],
  ["corrupt", 26, "not a database"],
  // a number that was never written
  ["corrupt", NaN, "too large to be represented as a JavaScript number"],
];

/** Of the system: no room, by its number on Unix, on Windows, and for a quota. */
const NO_ROOM = /\(os error (?:28|112|122)\)/;

/** Sorts an error of SQLite or of the file system by what can be done about it. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return "other";
  if (NO_ROOM.test(error.message)) return "full";
  if (error instanceof Deno.errors.PermissionDenied) return "readonly";
  const code = (error as { errcode?: unknown }).errcode;
  const primary = typeof code === "number" ? code & 255 : undefined;
  for (const [fault, number, text] of FAULTS) {
    if (primary === number || (primary === undefined && error.message.includes(text))) return fault;
  }
  return "other";
}

/** What SQLite says where the definition of a table is another one, as one bit on the disk can make it. */
const UNFIT = /no such (?:table|column|index): |has no column named /;

/** Whether an error of a query of merkl's own tells of damage. */
export function isDamage(error: unknown): boolean {
  return faultOf(error) === "corrupt" || (error instanceof Error && UNFIT.test(error.message));
}

/** Whether a row was refused for what is in it: a constraint (19) or the type of a column (20). */
export function isUnfitRow(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === "number" && [19, 20].includes(code & 255);
}

/** An error for damage that SQLite itself hasn't noticed. */
export function corrupt(what: string): Error {
  return Object.assign(new Error(`database disk image is malformed: ${what}`), { errcode: 11 });
}
