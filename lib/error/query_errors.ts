/** What can be wrong with a question to the cache. */

import { shorten } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";

const LONGEST = 200;

/** SQLite doesn't take it, or it would write. `columns`: what can be asked for. */
export function queryMalformed(
  sql: string,
  { cause, columns, writes }: {
    readonly cause: unknown;
    readonly columns: readonly string[];
    readonly writes: boolean;
  },
): MerklError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new MerklError({
    name: "UsageError",
    code: "query-malformed",
    message: writes
      ? `The query ${shown(sql)} would write, but queries can only read`
      : `The query ${shown(sql)} is no SQL that can be answered: ${why}`,
    hint: columns.length === 0 ? undefined : `the columns of entries_v are ${columns.join(", ")}`,
    cause,
  });
}

/** More than one expression or statement. `stray`: `a semicolon`. */
export function queryNotSingle(sql: string, stray: string): MerklError {
  return new MerklError({
    name: "UsageError",
    code: "query-not-single",
    message: `The query ${shown(sql)} has ${stray}`,
    hint: "write one expression, as \"task = 'train' and duration > 1000\", or one select",
  });
}

/** There is no database that could be asked. */
export function cacheNotQueryable(why: string): MerklError {
  return new MerklError({
    code: "cache-not-queryable",
    message: `The cache can't be queried: ${why}`,
    hint: "queries need the default cache, which is made by the first run",
  });
}

function shown(sql: string): string {
  return JSON.stringify(shorten(sql.trim(), LONGEST));
}
