/** Which contents of the SQLite cache nothing refers to. */

import type { ContentHash } from "../hash/digest.ts";
import type { Connection } from "./connection.ts";
import { blob, sameHash } from "./keys.ts";
import { STATE } from "./schema.ts";
import { hasContent, listContents } from "./sqlite_listing.ts";
import { takeRefs } from "./sqlite_refs.ts";

/** Whether something refers to the content ?1. An evicted entry only remembers what it was. */
const IN_USE = `SELECT 1 FROM entries WHERE ${hasContent("?1")} AND state = ${STATE.present}
  UNION ALL SELECT 1 FROM entries WHERE log_hash = ?1
  UNION ALL SELECT 1 FROM content_refs WHERE ref = ?1 LIMIT 1`;

const CREATED = `SELECT created FROM contents WHERE ${sameHash("hash", "?1")}`;

/**
 * Which of some contents, and of those that only they refer to, are of no use any more; `lists` are
 * those among them that refer to others. Inside a transaction: what they refer to is forgotten.
 *
 * @param young Contents stored since then, in seconds since the epoch, are spared: something that is
 * being written may be about to refer to them.
 */
export function takeUnused(
  connection: Connection,
  candidates: Iterable<ContentHash>,
  young = Infinity,
): { readonly unused: ContentHash[]; readonly lists: ContentHash[] } {
  listContents(connection);
  const unused = new Set<ContentHash>();
  const lists: ContentHash[] = [];
  const queue = [...candidates];
  for (let hash = queue.pop(); hash !== undefined; hash = queue.pop()) {
    const key = blob(hash);
    if (unused.has(hash) || connection.row(IN_USE, key) !== undefined) continue;
    if (young !== Infinity && isYoung(connection, key, young)) continue;
    unused.add(hash);
    const refs = takeRefs(connection, hash);
    if (refs.length > 0) lists.push(hash);
    queue.push(...refs);
  }
  return { unused: [...unused], lists };
}

/** Whether a content was stored, or named by a writer, since then. */
export function isYoung(connection: Connection, key: Uint8Array, young: number): boolean {
  return ((connection.row(CREATED, key)?.[0] ?? 0) as number) >= young;
}
