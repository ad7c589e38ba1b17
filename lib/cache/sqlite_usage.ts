/** How much there is in the SQLite cache, and of what. */

import type { MerkleHash } from "../hash/digest.ts";
import { byCodeUnit } from "../util/order.ts";
import type { CacheUsage, EntryFilter, LargeValue, TaskUsage } from "./care.ts";
import type { Connection } from "./connection.ts";
import { sameHash } from "./keys.ts";
import { PLACE, STATE } from "./schema.ts";

const LOCAL = `place <> ${PLACE.remote}`;

/** Milliseconds that bodies took, once for an execution with several outs. */
const WORK = `SELECT task_id, sum(duration) FROM (
  SELECT task_id, duration FROM entries WHERE out IS NULL AND state = ${STATE.present}
  UNION ALL SELECT task_id, max(duration) FROM entries
    WHERE out IS NOT NULL AND state = ${STATE.present} GROUP BY task_id, created)
  GROUP BY task_id`;

/** Each content once a task, those that the contents themselves tell of included. */
const BYTES = `WITH
  own AS (SELECT DISTINCT task_id, content_hash AS hash, size FROM entries
    WHERE state = ${STATE.present}),
  pairs AS (SELECT * FROM own UNION SELECT own.task_id, c.hash, c.size FROM own
    JOIN content_refs r ON r.content = own.hash JOIN contents c ON ${sameHash("c.hash", "r.ref")}),
  counted AS (SELECT task_id, size, count(*) OVER (PARTITION BY hash) AS users FROM pairs)
  SELECT task_id, sum(size), sum(CASE WHEN users > 1 THEN size ELSE 0 END)
  FROM counted GROUP BY task_id`;

const SAVED = `SELECT j.value ->> 'id', sum(coalesce(j.value ->> 'saved', 0))
  FROM runs r, json_each(r.tasks, '$[0]') j WHERE r.tasks IS NOT NULL GROUP BY 1`;

const TASKS = `SELECT count(*) FROM tasks t
  WHERE EXISTS (SELECT 1 FROM entries e WHERE e.task_id = t.id)`;

/** All in one pass over the entries. */
const ALL = `SELECT count(*), coalesce(sum(state = ${STATE.evicted}), 0),
    coalesce(sum(CASE WHEN state = ${STATE.present} AND out IS NULL THEN duration END), 0),
    coalesce(sum(out IS NOT NULL), 0)
  FROM entries`;

const WORK_OF_SEVERAL = `SELECT coalesce(sum(duration), 0) FROM (SELECT max(duration) AS duration
  FROM entries WHERE out IS NOT NULL AND state = ${STATE.present} GROUP BY task_id, created)`;

/** All in numbers. */
export function usage(connection: Connection): CacheUsage {
  return connection.read(() => {
    const number = (sql: string) => connection.row(sql)![0] as number ?? 0;
    const [entries, evicted, work, several] = connection.row(ALL) as [
      ...[number, number, number, number],
    ];
    const [contents, bytes, files] = connection.row(
      `SELECT count(*), coalesce(sum(size), 0),
        coalesce(sum(CASE place WHEN ${PLACE.file} THEN size END), 0) FROM contents WHERE ${LOCAL}`,
    ) as [number, number, number];
    return {
      tasks: number(TASKS),
      ...{ entries: entries - evicted, evicted },
      work: work + (several === 0 ? 0 : number(WORK_OF_SEVERAL)),
      saved: connection.rows(SAVED).reduce((sum, row) => sum + (row[1] as number), 0),
      contents,
      bytes,
      disk: databaseBytes(connection) + files,
      runs: number("SELECT count(*) FROM runs"),
      files: number("SELECT count(*) FROM files"),
    };
  });
}

/** Bytes of the database that are in use. */
export function databaseBytes(connection: Connection): number {
  const pragma = (name: string) => connection.row(`PRAGMA ${name}`)![0] as number;
  return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
}

/** The same for each task. */
export function taskUsage(connection: Connection): TaskUsage[] {
  return connection.read(() => {
    const byTask = (sql: string) =>
      new Map(connection.rows(sql).map(([task, ...rest]) => [task, rest as number[]]));
    const counts = byTask(
      `SELECT task_id, sum(state = ${STATE.present}), sum(state = ${STATE.evicted})
      FROM entries GROUP BY task_id`,
    );
    const [work, bytes, saved] = [byTask(WORK), byTask(BYTES), byTask(SAVED)];
    return connection.rows("SELECT id, name FROM tasks").flatMap(([id, name]) => {
      const [entries, evicted] = counts.get(id) ?? [];
      if (entries === undefined) return [];
      const [all = 0, shared = 0] = bytes.get(id) ?? [];
      return [{
        task: name as string,
        ...{ entries, evicted: evicted! },
        ...{ bytes: all, shared },
        work: work.get(id)?.[0] ?? 0,
        saved: saved.get(name)?.[0] ?? 0,
      }];
    }).sort((a, b) => byCodeUnit(a.task, b.task));
  });
}

const LARGEST = `WITH refs AS (SELECT r.content, sum(c.size) AS size FROM content_refs r
    JOIN contents c ON ${sameHash("c.hash", "r.ref")} GROUP BY r.content),
  some AS (SELECT e.id, e.size + coalesce(refs.size, 0) AS bytes FROM entries e
    LEFT JOIN refs ON refs.content = e.content_hash
    WHERE e.state = ${STATE.present} ORDER BY 2 DESC, 1 LIMIT ?)
  SELECT lower(hex(e.hash)), t.name, coalesce(e.out, 'null'), e.args, some.bytes, e.duration, e.created
  FROM some JOIN entries e ON e.id = some.id JOIN tasks t ON t.id = e.task_id
  ORDER BY some.bytes DESC, e.id`;

/** What takes up most room. */
export function largestValues(connection: Connection, limit: number): LargeValue[] {
  return connection.read(() => connection.rows(LARGEST, limit)).map((row) => ({
    hash: row[0] as MerkleHash,
    task: row[1] as string,
    out: row[2] as string,
    args: row[3] as string | null,
    bytes: row[4] as number,
    work: row[5] as number,
    created: row[6] as number,
  }));
}

/** Hashes of entries. */
export function findEntries(
  connection: Connection,
  { task, before = Number.MAX_SAFE_INTEGER }: EntryFilter,
): MerkleHash[] {
  const some = `AND task_id IN (SELECT id FROM tasks WHERE name = ?2
    OR substr(name, instr(name, '#') + 1) = ?2)`;
  const sql = `SELECT lower(hex(hash)) FROM entries WHERE created < ?1`;
  return connection.read(() =>
    task === undefined
      ? connection.rows(sql, before)
      : connection.rows(`${sql} ${some}`, before, task)
  ).map(([hash]) => hash as MerkleHash);
}
