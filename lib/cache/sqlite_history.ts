/** Earlier calls in the SQLite cache. */

import type { MerkleHash } from "../hash/digest.ts";
import { fromHex } from "../util/bytes.ts";
import type { Connection, Row } from "./connection.ts";
import type { History, PastCall } from "./history.ts";
import { hexAt, keyChunks } from "./keys.ts";

const ANY_CALL = `SELECT lower(hex(e.hash || d.hash)), e.out, e.args, e.duration, e.created
  FROM entries e JOIN deps d ON d.id = e.deps_id`;
const CALL = `${ANY_CALL} WHERE e.task_id = (SELECT id FROM tasks WHERE name = ?1)`;
const CALLS = `${CALL} ORDER BY e.id DESC LIMIT ?2`;
const CALLS_BEFORE = `${CALL} AND e.id <= ?2 AND e.created < ?3 ORDER BY e.id DESC LIMIT ?4`;
const DEPS_ID = "SELECT id FROM deps WHERE hash = ?";
const CALLS_OF_CODE = `${ANY_CALL} WHERE e.deps_id = ?1 AND e.id > ?2 ORDER BY e.id DESC LIMIT ?3`;
const LAST_ID = "SELECT coalesce(max(id), 0) FROM entries";
const CREATED = "SELECT created FROM entries WHERE id >= ? ORDER BY id LIMIT 1";
const WITH_PREFIX = `SELECT lower(hex(hash)) FROM entries
  WHERE substr(hash, 1, 8) BETWEEN substr(?1, 1, 8) AND substr(?2, 1, 8) AND hash BETWEEN ?1 AND ?2
  ORDER BY substr(hash, 1, 8) LIMIT ?3`;
const NEWEST_DEPS = "SELECT lower(hex(hash)) FROM deps ORDER BY id DESC LIMIT ?";
const DEPS = `SELECT j.key, d.json FROM json_each(?2) j
  CROSS JOIN deps d ON d.hash = substr(?1, j.value, 32)`;
const DEPS_IDS = `SELECT d.id, lower(hex(d.hash)) FROM json_each(?2) j
  CROSS JOIN deps d ON d.hash = substr(?1, j.value, 32)`;
// There is no index by code, which every insert would have to keep: the newest entries come first.
const USED_DEPS = `SELECT DISTINCT deps_id FROM entries
  WHERE id > ?1 AND id <= ?2 AND deps_id IN (SELECT value FROM json_each(?3))`;
const WINDOW = 20_000;

/** Answers from the tables `entries` and `deps`. */
export class SqliteHistory implements History {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  calls(taskIds: readonly string[], limit: number): Promise<PastCall[][]> {
    return Promise.try(() =>
      this.#connection.read(() =>
        taskIds.map((id) => this.#connection.rows(CALLS, id, limit).map(callOf))
      )
    );
  }

  callsBefore(taskId: string, time: number, limit: number): Promise<PastCall[]> {
    return Promise.try(() =>
      this.#connection.read(() =>
        this.#connection.rows(CALLS_BEFORE, taskId, this.#lastIdBefore(time), time, limit)
          .map(callOf)
      )
    );
  }

  /** Ids rise with time, but for entries that were made again: so a few steps find it. */
  #lastIdBefore(time: number): number {
    let [low, high] = [0, this.#connection.row(LAST_ID)![0] as number];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const created = this.#connection.row(CREATED, middle)?.[0] as number | undefined;
      if (created !== undefined && created < time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  callsOfCode(depsHash: string, limit: number): Promise<PastCall[]> {
    return Promise.try(() =>
      this.#connection.read(() => {
        const id = this.#connection.row(DEPS_ID, fromHex(depsHash))?.[0];
        if (id === undefined) return [];
        const after = (this.#connection.row(LAST_ID)![0] as number) - WINDOW;
        return this.#connection.rows(CALLS_OF_CODE, id as number, after, limit).map(callOf);
      })
    );
  }

  withPrefix(prefix: string, limit: number): Promise<MerkleHash[]> {
    return Promise.try(() => {
      const [first, last] = ["0", "f"].map((digit) => fromHex(prefix.padEnd(64, digit)));
      return this.#connection.read(() => this.#connection.rows(WITH_PREFIX, first!, last!, limit))
        .map(([hash]) => hash as MerkleHash);
    });
  }

  newestDeps(limit: number): Promise<string[]> {
    return Promise.try(() =>
      this.#connection.read(() => this.#connection.rows(NEWEST_DEPS, limit))
        .map(([hash]) => hash as string)
    );
  }

  hasDeps(hashes: readonly string[]): Promise<boolean[]> {
    return Promise.try(() =>
      this.#connection.read(() => {
        const open = new Map<number, string>();
        for (const { keys, at } of keyChunks(hashes)) {
          for (const [id, hash] of this.#connection.rows(DEPS_IDS, keys, at)) {
            open.set(id as number, hash as string);
          }
        }
        const known = new Set<string>();
        let last = this.#connection.row(LAST_ID)![0] as number;
        for (; open.size > 0 && last > 0; last -= WINDOW) {
          const ids = JSON.stringify([...open.keys()]);
          for (const [id] of this.#connection.rows(USED_DEPS, last - WINDOW, last, ids)) {
            known.add(open.get(id as number)!);
            open.delete(id as number);
          }
        }
        return hashes.map((hash) => known.has(hash));
      })
    );
  }

  deps(hashes: readonly string[]): Promise<(string | undefined)[]> {
    return Promise.try(() =>
      this.#connection.read(() => {
        const found: (string | undefined)[] = new Array(hashes.length).fill(undefined);
        for (const { start, keys, at } of keyChunks(hashes)) {
          for (const [key, json] of this.#connection.rows(DEPS, keys, at)) {
            found[start + (key as number)] = json as string;
          }
        }
        return found;
      })
    );
  }
}

function callOf(row: Row): PastCall {
  const digests = row[0] as string;
  return {
    hash: hexAt<MerkleHash>(digests, 0),
    depsHash: hexAt(digests, 1),
    out: (row[1] as string | null) ?? "null",
    args: row[2] as string | null,
    duration: row[3] as number,
    created: row[4] as number,
  };
}
