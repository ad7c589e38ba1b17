/** What the SQLite cache remembers beside results, and for how long. */

import type { MerkleHash } from "../hash/digest.ts";
import { clear, type Parts } from "./sqlite_care.ts";

const DAY = 86_400_000;

/** Runs, analyses and sources that nothing refers to are kept so long, unless all goes sooner. */
const KEPT = 90 * DAY;

/** Entries of evicted values that no run met for so long are of no use. */
const ROWS_KEPT = 365 * DAY;

/** So many graphs of a pipeline are remembered; of older ones only how many hashes they had. */
export const GRAPHS = 50;

/** Entries that one transaction removes. */
const BATCH = 1000;

// The latest run of each command and pipeline stays, and the latest that succeeded.
const RUNS = `DELETE FROM runs WHERE started < ?1
  AND id NOT IN (SELECT max(id) FROM runs GROUP BY command, target)
  AND id NOT IN (SELECT max(id) FROM runs WHERE exit_code = 0 GROUP BY command, target)`;
const MANIFESTS = `DELETE FROM manifests WHERE id NOT IN (SELECT manifest_id FROM runs)`;
const GRAPHS_BEYOND = `UPDATE manifests SET hashes = x'' WHERE length(hashes) > 0 AND id NOT IN (
  SELECT manifest_id FROM (
    SELECT manifest_id, row_number() OVER (PARTITION BY target ORDER BY max(id) DESC) AS place
    FROM runs GROUP BY target, manifest_id) WHERE place <= ${GRAPHS})`;
const DEPS = "DELETE FROM deps WHERE id NOT IN (SELECT deps_id FROM entries)";
const TASKS = "DELETE FROM tasks WHERE id NOT IN (SELECT task_id FROM entries)";
const SOURCES = `DELETE FROM sources WHERE coalesce(created, 0) < ?1 AND lower(hex(hash)) NOT IN (
  SELECT j.value FROM deps d, json_tree(d.json) j WHERE j.type = 'text')`;
const ANALYSES = "DELETE FROM analysis WHERE coalesce(created, 0) < ?1";
const EVICTED =
  `SELECT lower(hex(hash)) FROM entries WHERE state = 1 AND created < ? LIMIT ${BATCH}`;

/** Forgets what is older than `maxAge` milliseconds, at least; gives how many rows that were. */
export async function forgetOld(
  parts: Parts,
  maxAge: number | undefined,
  now: number,
): Promise<number> {
  const { connection, writer } = parts;
  const since = now - Math.min(KEPT, maxAge ?? KEPT);
  let count = 0;
  const forget = (sql: string, ...values: number[]) => {
    count += writer.now(() => Number(connection.sql(sql).run(...values).changes));
  };
  forget(RUNS, since * 1000);
  forget(MANIFESTS);
  forget(GRAPHS_BEYOND);
  count += await forgetEvicted(parts, now - ROWS_KEPT);
  count += writer.now(() => {
    const removed = [DEPS, TASKS].map((sql) => Number(connection.sql(sql).run().changes));
    const all = removed.reduce((sum, changes) => sum + changes, 0);
    if (all === 0) return 0;
    // processes that remember ids of these rows look them up anew
    connection.sql("UPDATE care SET value = value + 1 WHERE key = 'generation'").run();
    connection.ids.clear();
    return all;
  });
  forget(SOURCES, since / 1000);
  forget(ANALYSES, since / 1000);
  return count;
}

async function forgetEvicted(parts: Parts, before: number): Promise<number> {
  let count = 0;
  for (;;) {
    const rows = parts.connection.rows(EVICTED, before * 1000);
    if (rows.length === 0) return count;
    count += clear(parts, rows.map(([hash]) => hash as MerkleHash)).entries;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
