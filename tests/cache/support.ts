/** SQLite caches in throw-away folders. */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openCache, type SqliteCache } from "../../lib/cache/sqlite_cache.ts";

/** A folder that is removed when it goes out of scope, and the caches in it. */
export class CacheFolder implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "merkl-cache-" });
  readonly path = join(this.folder, "cache.sqlite3");
  /** What was told to the user. */
  readonly problems: string[] = [];

  /** Opens the cache; throws if that is a problem. */
  open(): SqliteCache {
    const opened = openCache(this.path, (message) => this.problems.push(message));
    if (opened.kind === "problem") throw opened.error;
    return opened.cache;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** Makes the rows of a table look as if they had been stored long ago. */
export function age({ path }: CacheFolder, table: string): void {
  const db = new DatabaseSync(path, { timeout: 10_000 });
  db.exec(`UPDATE ${table} SET created = 1`);
  db.close();
}
