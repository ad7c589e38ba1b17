/** Makes room in the SQLite cache and takes its garbage away. */

import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import type { Collected, CollectRequest } from "./care.ts";
import type { Cleared } from "./interfaces.ts";
import { blob } from "./keys.ts";
import { PLACE, STATE } from "./schema.ts";
import { clear, type Parts } from "./sqlite_care.ts";
import { isDue, rememberCollection } from "./sqlite_due.ts";
import { forgetOld } from "./sqlite_forget.ts";
import { strayFiles } from "./stray_files.ts";
import { hasContent, listContents, listInSteps, UNLISTED } from "./sqlite_listing.ts";
import { isYoung, takeUnused } from "./sqlite_unused.ts";
import { databaseBytes } from "./sqlite_usage.ts";
import { planEviction } from "./sqlite_worth.ts";

/** Contents that were stored less than so many seconds ago may yet be referred to. */
export const YOUNG = 3600;

/** Contents of one transaction: others must not wait for long. */
const BATCH = 200;

/** So often it is tried to get below the size that is asked for. */
const ROUNDS = 5;

/** Rows of an entry and its share of the indexes, in bytes. */
const ROW = 330;

/** Pages that are given back to the system at once, 8 MB. */
const PAGES = 1000;

const EVICT = `UPDATE entries SET state = ${STATE.evicted}, log_hash = NULL
  WHERE ${hasContent("?1")} AND state = ${STATE.present}`;
const LOGS = `SELECT lower(hex(log_hash)) FROM entries
  WHERE ${hasContent("?1")} AND log_hash IS NOT NULL`;
const NEWEST = `SELECT max(created) FROM entries
  WHERE ${hasContent("?1")} AND state = ${STATE.present}`;
const UNREFERENCED =
  `SELECT lower(hex(c.hash)), CASE c.place WHEN ${PLACE.remote} THEN 0 ELSE c.size END
  FROM contents c
  WHERE coalesce(c.created, 0) < ?1
    AND NOT EXISTS (SELECT 1 FROM entries WHERE ${
    hasContent("c.hash")
  } AND state = ${STATE.present})
    AND c.hash NOT IN (SELECT content_hash FROM entries WHERE ${UNLISTED} AND state = ${STATE.present})
    AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.log_hash = c.hash)
    AND NOT EXISTS (SELECT 1 FROM content_refs r WHERE r.ref = c.hash)`;
const ABANDONED = `SELECT lower(hex(hash)) FROM entries WHERE state = ${STATE.evicted}
  ORDER BY created LIMIT ?`;

/** Bytes on disk: what the database has in use, and the files of contents. */
export function diskBytes({ connection }: Parts): number {
  const [files] = connection.row(
    `SELECT coalesce(sum(size), 0) FROM contents WHERE place = ${PLACE.file}`,
  )!;
  return databaseBytes(connection) + (files as number);
}

/** See `Care.collect`. */
export async function collect(
  parts: Parts,
  request: CollectRequest,
): Promise<Collected | undefined> {
  const { now = Date.now(), dryRun = false, maxBytes } = request;
  if (request.ifDue === true && !isDue(parts, { maxBytes, now })) return undefined;
  listInSteps(parts, "by_content");
  const young = Math.floor(now / 1000) - YOUNG;
  const before = diskBytes(parts);
  const orphans = unreferenced(parts, young);
  const planFor = (size: number) => planEviction(parts, { ...request, now, young, size });
  if (dryRun) {
    const evict = planFor(before - orphans.bytes);
    const stray = strayFiles(parts, { now, remove: false });
    const bytes = evict.bytes + orphans.bytes + stray.bytes;
    const garbage = orphans.contents.length + stray.contents;
    return {
      ...{ entries: evict.entries, contents: evict.contents.length + garbage, bytes },
      ...{ orphans: garbage, forgotten: 0, before, after: before - bytes },
    };
  }
  const total = { entries: 0, contents: 0, bytes: 0 };
  let garbage = 0;
  await inBatches(orphans.contents, (batch) => {
    garbage += add(total, removeBatch(parts, batch, young)).contents;
  });
  // pages of the database that became half empty are of no use to others: then some more must go
  for (let round = 0; round < ROUNDS; round++) {
    const { contents } = planFor(diskBytes(parts));
    if (contents.length === 0) break;
    await inBatches(contents, (batch) => add(total, evictBatch(parts, batch, young)));
  }
  let forgotten = await forgetOld(parts, request.maxAge, now);
  forgotten += forgetRows(parts, maxBytes);
  const stray = strayFiles(parts, { now, remove: true });
  add(total, { ...stray, entries: 0 });
  await giveBack(parts);
  rememberCollection(parts, now);
  const after = diskBytes(parts);
  return { ...total, orphans: garbage + stray.contents, forgotten, before, after };
}

function unreferenced({ connection }: Parts, young: number) {
  const rows = connection.read(() => connection.rows(UNREFERENCED, young));
  return {
    contents: rows.map(([hash]) => hash as ContentHash),
    bytes: rows.reduce((sum, [, size]) => sum + (size as number), 0),
  };
}

/** Evicts the entries of contents unless one was made since the plan, and removes the contents. */
function evictBatch(
  parts: Parts,
  batch: readonly ContentHash[],
  young: number,
): Cleared {
  const { connection, contents } = parts;
  return removing(parts, () => {
    listContents(connection);
    let entries = 0;
    const candidates = new Set<ContentHash>();
    for (const hash of batch) {
      const key = blob(hash);
      const newest = (connection.row(NEWEST, key)![0] ?? 0) as number;
      if (newest >= young * 1e6 || isYoung(connection, key, young)) continue;
      for (const [log] of connection.rows(LOGS, key)) candidates.add(log as ContentHash);
      entries += Number(connection.sql(EVICT).run(key).changes);
      candidates.add(hash);
    }
    const { unused, lists } = takeUnused(connection, candidates, young);
    return { entries, lists, removed: contents.deleteRows(unused) };
  });
}

/** Removes contents that nothing referred to, if that is still so. */
function removeBatch(parts: Parts, batch: readonly ContentHash[], young: number): Cleared {
  return removing(parts, () => {
    const { unused, lists } = takeUnused(parts.connection, batch, young);
    return { entries: 0, lists, removed: parts.contents.deleteRows(unused) };
  });
}

interface Removal {
  readonly entries: number;
  readonly lists: readonly ContentHash[];
  readonly removed: ReturnType<Parts["contents"]["deleteRows"]>;
}

function removing({ writer, contents, folders }: Parts, work: () => Removal): Cleared {
  const { entries, lists, removed } = writer.now(work);
  contents.removeFiles(removed.files);
  for (const list of lists) folders.remove(list);
  return { entries, contents: removed.count, bytes: removed.bytes };
}

/** If nothing else is left to be removed, entries of evicted values are, the oldest first. */
function forgetRows(parts: Parts, maxBytes: number | undefined): number {
  const over = maxBytes === undefined ? 0 : diskBytes(parts) - maxBytes;
  if (over <= 0) return 0;
  const rows = parts.connection.rows(ABANDONED, Math.ceil(over / ROW));
  return clear(parts, rows.map(([hash]) => hash as MerkleHash)).entries;
}

/** Gives free pages back, in steps; a cache of an older merkl keeps them to be filled again. */
async function giveBack({ connection, writer }: Parts): Promise<void> {
  const free = () => connection.row("PRAGMA freelist_count")![0] as number;
  for (let before = free(), after = 0; before > 0; before = after) {
    await writer.flush();
    connection.rows(`PRAGMA incremental_vacuum(${PAGES})`);
    after = free();
    if (after === before) return;
    await breathe();
  }
}

async function inBatches<T>(all: readonly T[], work: (batch: readonly T[]) => void): Promise<void> {
  for (let start = 0; start < all.length; start += BATCH) {
    work(all.slice(start, start + BATCH));
    await breathe();
  }
}

/** Lets other processes, and what else this one does, have a turn. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

function add(total: { -readonly [K in keyof Cleared]: Cleared[K] }, more: Cleared): Cleared {
  total.entries += more.entries;
  total.contents += more.contents;
  total.bytes += more.bytes;
  return more;
}
