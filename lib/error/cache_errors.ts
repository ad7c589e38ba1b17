/** What can go wrong with the cache. */

import { displayPath } from "../util/path.ts";
import { plural } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";
import { reasonOf } from "./reason.ts";

const RUN_WITHOUT = "To run without a cache, use --no-cache";

/** Why SQLite refused, as far as people can act on it. */
export type Fault = "busy" | "corrupt" | "full" | "io" | "readonly" | "unopenable" | "other";

/** The cache's folder or database can't be made or opened. */
export function cacheUnavailable(path: string, cause: unknown): MerklError {
  return new MerklError({
    code: "cache-unavailable",
    message: `The cache ${displayPath(path)} can't be opened: ${reasonOf(cause)}`,
    hint:
      `Check that the folder exists on a local disk and that you may write to it. ${RUN_WITHOUT}`,
    cause,
  });
}

/** The database was made by a newer merkl. */
export function cacheNewer(path: string, found: number, known: number): MerklError {
  return new MerklError({
    code: "cache-newer",
    message: `The cache ${
      displayPath(path)
    } has schema ${found}, but this merkl knows schemas up to ${known}`,
    hint: `Upgrade merkl, or give this one a cache of its own. ${RUN_WITHOUT}`,
  });
}

/** The database is some other program's. */
export function cacheForeign(path: string): MerklError {
  return new MerklError({
    code: "cache-foreign",
    message: `${displayPath(path)} is a database, but not a cache of merkl; it was left alone`,
    hint: `Move it away, or choose another folder for the cache. ${RUN_WITHOUT}`,
  });
}

/** A commit of results failed; nothing of it is stored. */
export function cacheWriteFailed(path: string, fault: Fault, cause: unknown): MerklError {
  const { code, hint } = wayOut(fault);
  return new MerklError({
    code,
    message: fault === "readonly"
      ? notWritten(path, cause)
      : `Results could not be stored in ${displayPath(path)}: ${reasonOf(cause)}`,
    hint: fault === "busy" ? hint : [...hint === undefined ? [] : [hint], RUN_WITHOUT].join(". "),
    cause,
  });
}

/** Something else than results could not be written, or could not be removed; all is as it was. */
export function cacheChangeFailed(path: string, fault: Fault, cause: unknown): MerklError {
  return new MerklError({ ...wayOut(fault), message: notWritten(path, cause), cause });
}

function notWritten(path: string, cause: unknown): string {
  return `The cache ${displayPath(path)} can't be written: ${reasonOf(cause)}`;
}

function wayOut(fault: Fault): { readonly code: string; readonly hint: string | undefined } {
  switch (fault) {
    case "full":
      return {
        code: "cache-full",
        hint: "Make room on the disk: what was stored before is intact",
      };
    case "busy":
      return {
        code: "cache-busy",
        hint: "Another process has held the cache for longer than 10 s; wait for it and run again",
      };
    case "readonly":
      return {
        code: "cache-readonly",
        hint: "Check that you may write to the folder and its files",
      };
    default:
      return { code: "cache-write-failed", hint: undefined };
  }
}

/** A look-up failed for a reason other than damage. */
export function cacheReadFailed(path: string, cause: unknown): MerklError {
  return new MerklError({
    code: "cache-read-failed",
    message: `The cache ${displayPath(path)} can't be read: ${reasonOf(cause)}`,
    hint: RUN_WITHOUT,
    cause,
  });
}

/** A streamed content turned out not to be what its hash says. */
export function contentDamaged(hash: string): MerklError {
  return new MerklError({
    code: "content-damaged",
    message: `The stored content ${hash.slice(0, 12)} is damaged; it was removed`,
    hint: "Run again: the value will be made anew",
  });
}

/** Said when a content was damaged or missing, and is dropped. */
export function contentDropped(hash: string, why: "damaged" | "missing"): string {
  return `Stored content ${hash.slice(0, 12)} was ${why} and is made anew`;
}

/** Said when a damaged database was set aside, and so many entries are in a new one. */
export function databaseSetAside(path: string, aside: string, saved: number): string {
  const kept = saved === 0 ? "a new one begun" : `${plural(saved, "entry", "entries")} of it saved`;
  return `The cache ${displayPath(path)} was damaged; it was moved to ${aside} and ${kept}`;
}

/** Said when processes can't see what the others run. */
export function noLeases(cause: unknown): string {
  return "Processes that run at the same time can't wait for each other here, and may do the same " +
    `work: ${reasonOf(cause)}`;
}

/** The same, where locks and memory of different machines would have to be one. */
export function noLeasesOn(folder: string, kind: string): string {
  return `The cache ${
    displayPath(folder)
  } is on a network file system (${kind}): processes don't ` +
    'wait for each other there, and it is slow; "cache" in merkl.json can name a folder on a local disk';
}

/** Said when a cache can only be read. */
export function cacheReadOnly(folder: string, cause: unknown): string {
  return `The cache ${displayPath(folder)} can't be written: ${
    reasonOf(cause)
  }; what it holds is ` +
    "used, and nothing new is kept";
}
