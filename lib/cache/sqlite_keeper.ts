/** Looks after the SQLite cache; loaded only when somebody asks for it. */

import type { Care } from "./care.ts";
import { verify } from "./damage.ts";
import { clearRows, type Parts } from "./sqlite_care.ts";
import { collect } from "./sqlite_collect.ts";
import { findEntries, largestValues, taskUsage, usage } from "./sqlite_usage.ts";
import { wipe } from "./sqlite_wipe.ts";

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
    foresee: (hashes) =>
      Promise.try(() => {
        connection.sql("BEGIN IMMEDIATE").run();
        try {
          const { entries, contents, bytes } = clearRows(parts, hashes);
          return { entries, contents, bytes };
        } finally {
          connection.sql("ROLLBACK").run();
        }
      }),
  };
}
