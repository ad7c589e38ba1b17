/** What in the SQLite cache is worth least, and so is to be evicted first. */

import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import type { CollectRequest } from "./care.ts";
import type { Connection } from "./connection.ts";
import { keyChunks, sameHash } from "./keys.ts";
import { PLACE, STATE } from "./schema.ts";
import type { Parts } from "./sqlite_care.ts";

/** What is to be evicted. */
export interface Eviction {
  /** In the order in which they are to go. */
  readonly contents: readonly ContentHash[];
  readonly entries: number;
  readonly bytes: number;
}

/** What else decides. */
interface Request extends CollectRequest {
  readonly now: number;
  /** In seconds since the epoch. */
  readonly young: number;
  /** Bytes on disk once garbage is taken away. */
  readonly size: number;
}

const HOUR = 3_600_000;

// Recency comes from the runs: a hit writes nothing. Of each hash the first, newest, run counts.
const USE = `INSERT OR IGNORE INTO temp.used (hash, at) SELECT substr(?1, j.value, 32), ?2
  FROM json_each(?3) j`;
const RUNS = `SELECT m.hashes, max(r.started) FROM runs r JOIN manifests m ON m.id = r.manifest_id
  GROUP BY m.id ORDER BY max(r.started) DESC`;
const CANDIDATES = `SELECT lower(hex(e.content_hash)), count(*), sum(e.duration),
    max(max(e.created, coalesce(u.at, 0))) / 1000.0,
    max(e.size) + coalesce((SELECT sum(c.size) FROM content_refs r
      JOIN contents c ON ${sameHash("c.hash", "r.ref")} WHERE r.content = e.content_hash), 0)
  FROM entries e LEFT JOIN temp.used u ON u.hash = e.hash
  WHERE e.state = ${STATE.present}
  GROUP BY e.content_hash HAVING max(e.created) < ?1 AND max(coalesce(u.keep, 0)) = 0
    AND EXISTS (SELECT 1 FROM contents c WHERE ${sameHash("c.hash", "e.content_hash")}
      AND c.place <> ${PLACE.remote})`;

/** Chooses what to evict; reads, and writes to temporary tables only. */
export function planEviction({ connection }: Parts, request: Request): Eviction {
  const { maxBytes = Infinity, maxAge = Infinity, size, now } = request;
  if (maxAge === Infinity && size <= maxBytes) return { contents: [], entries: 0, bytes: 0 };
  const rows = connection.read(() => {
    fillUsed(connection, request.used ?? []);
    try {
      return connection.rows(CANDIDATES, request.young * 1e6);
    } finally {
      connection.sql("DELETE FROM temp.used").run();
    }
  });
  const all = rows.map(([hash, entries, work, used, bytes]) => ({
    hash: hash as ContentHash,
    entries: entries as number,
    bytes: bytes as number,
    used: used as number,
    worth: worth(work as number, now - (used as number), bytes as number),
  })).sort((a, b) => a.worth - b.worth || a.used - b.used);
  const chosen: typeof all = [];
  let left = size;
  const choose = (some: typeof all) => {
    for (const one of some) {
      chosen.push(one);
      left -= one.bytes;
    }
  };
  choose(all.filter(({ used }) => used < now - maxAge));
  const rest = all.filter(({ used }) => used >= now - maxAge);
  for (const one of rest) {
    if (left <= maxBytes) break;
    choose([one]);
  }
  return {
    contents: chosen.map(({ hash }) => hash),
    entries: chosen.reduce((sum, { entries }) => sum + entries, 0),
    bytes: chosen.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Recompute time, the less the longer ago it was used, for each byte. */
function worth(work: number, age: number, bytes: number): number {
  return work / (Math.max(0, age) + HOUR) / Math.max(1, bytes);
}

/** When each hash was used last; `used` are kept whatever they are worth. */
function fillUsed(connection: Connection, used: Iterable<MerkleHash>): void {
  connection.sql(
    `CREATE TEMP TABLE IF NOT EXISTS used (hash BLOB PRIMARY KEY, at INTEGER NOT NULL, keep INTEGER)
    WITHOUT ROWID`,
  ).run();
  for (const { keys, at } of keyChunks([...used])) {
    connection.sql(
      `INSERT OR IGNORE INTO temp.used (hash, at, keep)
      SELECT substr(?1, j.value, 32), 0, 1 FROM json_each(?2) j`,
    ).run(keys, at);
  }
  for (const [hashes, started] of connection.rows(RUNS)) {
    for (const [keys, at] of chunks(hashes as Uint8Array)) {
      connection.sql(USE).run(keys, started as number, at);
    }
  }
}

const CHUNK = 1000;

function* chunks(hashes: Uint8Array): Generator<[keys: Uint8Array, at: string]> {
  for (let start = 0; start < hashes.length; start += 32 * CHUNK) {
    const keys = hashes.subarray(start, start + 32 * CHUNK);
    const at = Array.from({ length: keys.length / 32 }, (_, i) => 32 * i + 1);
    yield [keys, JSON.stringify(at)];
  }
}
