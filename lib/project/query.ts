/** Questions to a project's cache. */

import type { Cache, QueryValue } from "../cache/interfaces.ts";
import { isQuery } from "../cache/sql_text.ts";
import { cacheNotQueryable } from "../error/query_errors.ts";

/** An entry of the cache, as queries see it; its names are those that queries use. */
export interface StoredEntry {
  /** The Future's. */
  readonly hash: string;
  /** The name of the task. */
  readonly task: string;
  /** Of the task, relative to the root; null if it is in none. */
  readonly file: string | null;
  /** Which of the task's values: null for the only one. */
  readonly out: null | number | string;
  /** Parameter -> the argument itself where `cacheArgs` keeps it, else its hash. */
  readonly args: Readonly<Record<string, unknown>> | null;
  /** What `metadata` or `setMetadata` gave. */
  readonly metadata: unknown;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds that the body took. */
  readonly duration: number;
  /** In UTC: `2030-01-31 23:59:59`. */
  readonly created: string;
  /** Whether its value is there, or was removed to make room. */
  readonly state: "present" | "evicted";
  /** Serialiser and its version. */
  readonly codec: string;
  /** Name -> hash of all that the deps hash is made of. */
  readonly deps: Readonly<Record<string, string>>;
  /** What the body said with `dependsOn`. */
  readonly reads: readonly { readonly path: string; readonly hash: string }[] | null;
  /** The hash with what the arguments turned out to be in place of Futures. */
  readonly resolved_hash: string;
  /** Of the arguments. */
  readonly args_hash: string;
  /** Of the code and all that it depends on. */
  readonly deps_hash: string;
  /** Of the value's bytes. */
  readonly content_hash: string;
  /** Of the entry that was re-stamped; empty if none was. */
  readonly migrated_from: string;
  /** Of what the body printed; empty if nothing. */
  readonly log_hash: string;
  /** Of the keys. */
  readonly format: number;
}

/** What a query gave. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Columns of `entries_v` that hold JSON. */
const JSON_COLUMNS: ReadonlySet<string> = new Set(["out", "args", "metadata", "deps", "reads"]);

/**
 * Asks a cache. Of whole entries the columns with JSON are read; what a `select` gives stays as it is.
 *
 * @param params What the `?` in `sql` stand for.
 * @throws {MerklError} `query-malformed`, `query-not-single`, `cache-not-queryable`
 */
export async function queryCache(
  cache: Cache,
  sql: string,
  params: readonly QueryValue[] = [],
): Promise<Answer> {
  if (cache.query === undefined) throw cacheNotQueryable("it is not kept in SQLite");
  const { columns, rows } = await cache.query(sql, params);
  const whole = !isQuery(sql);
  const read = (name: string, value: QueryValue) =>
    whole && JSON_COLUMNS.has(name) ? parsed(value) : value;
  return {
    columns,
    rows: rows.map((row) =>
      Object.fromEntries(columns.map((name, i) => [name, read(name, row[i]!)]))
    ),
  };
}

function parsed(value: QueryValue): unknown {
  return typeof value === "string" ? JSON.parse(value) : value;
}
