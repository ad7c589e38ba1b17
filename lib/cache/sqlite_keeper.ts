/** Looks after the SQLite cache; loaded only when somebody asks for it. */

import { cacheWriteFailed } from "../error/cache_errors.ts";
import type { MerkleHash } from "../hash/digest.ts";
import type { Care } from "./care.ts";
import type { Cleared } from "./interfaces.ts";
import { verify } from "./damage.ts";
import { clearRows, type Parts } from "./sqlite_care.ts";
import { collect } from "./sqlite_collect.ts";
import { faultOf } from "./sqlite_fault.ts";
import { findEntries, largestValues, taskUsage, usage } from "./sqlite_usage.ts";
import { wipe } from "./sqlite_wipe.ts";

/** Removes rows, looks, and takes that back. */
function foresee(parts: Parts, hashes: readonly MerkleHash[]): Cleared {
  const { connection } = parts;
  try {
    connection.sql("BEGIN IMMEDIATE").run();
    try {
      const { entries, contents, bytes } = clearRows(parts, hashes);
      return { entries, contents, bytes };
    } finally {
      connection.sql("ROLLBACK").run();
    }
  } catch (error) {
    throw cacheWriteFailed(connection.path, faultOf(error), error);
  }
}

/** The care of a cache whose parts these are. */
export function keeperOf(parts: Parts): Care {
  const { connection } = parts;
  return {
    usage: () => Promise.try(() => usage(connection)),
    tasks: () => Promise.try(() => taskUsage(connection)),
    largest: (limit) => Promise.try(() => largestValues(connection, limit)),
    find: (filter) => Promise.try(() => findEntries(connection, filter)),
    verify: (request) => Promise.try(() => verify(parts, request)),
    wipe: () => Promise.try(() => wipe(parts)),
    collect: (request) => collect(parts, request),
    foresee: (hashes) => Promise.try(() => foresee(parts, hashes)),
  };
}
