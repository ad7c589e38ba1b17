/** The cache of a session: the one file that opens concrete stores. */

import { MemoryCache } from "../cache/memory_cache.ts";
import { openCache } from "../cache/sqlite_cache.ts";
import type { Cache } from "../cache/interfaces.ts";
import { ReadOnlyCache } from "../cache/read_only_cache.ts";
import { cacheReadOnly } from "../error/cache_errors.ts";
import { type AbsPath, join } from "../util/path.ts";
import type { SessionOptions } from "./session_options.ts";

/** The cache of a session. */
export interface Stores {
  readonly cache: Cache;
  /** Whether it ends with the session. */
  readonly owned: boolean;
  /** Whether results are kept. */
  readonly stores: boolean;
  /** Where it is in files that can be written, if it is. */
  readonly folder?: AbsPath;
}

/** Opens the cache that the options ask for; if that can't be had, says so and goes on in memory. */
export function openStores(
  options: SessionOptions,
  warn: (key: string, message: string) => void,
): Stores {
  const { root, cache, cacheFolder = join(root, ".merkl") as AbsPath, layer } = options;
  if (cache !== undefined && cache !== null) return { cache, owned: false, stores: true };
  if (cache === null || cacheFolder === null) return inMemory();
  const local = layer?.local === false ? undefined : openLocal(cacheFolder, warn);
  if (layer === undefined) return local ?? inMemory();
  const below = local ?? inMemory();
  return { ...below, cache: layer.over(below.cache), owned: true, stores: true };
}

/** What is wrong with the database of a cache that opening it would set aside; undefined if nothing. */
export async function damageAtOpening(file: string): Promise<string | undefined> {
  const { damageAtOpening } = await import("../cache/sqlite_peek.ts"); // no run asks
  return damageAtOpening(file);
}

function openLocal(
  folder: AbsPath,
  warn: (key: string, message: string) => void,
): Stores | undefined {
  const opened = openCache(join(folder, "cache.sqlite3"), (problem) => warn(problem, problem));
  if (opened.kind === "ok") {
    const { cache, readOnly } = opened;
    if (readOnly === undefined) return { cache, owned: true, stores: true, folder };
    warn("read-only", cacheReadOnly(folder, readOnly));
    return { cache: new ReadOnlyCache(cache), owned: true, stores: true };
  }
  const { message, hint } = opened.error;
  const after = hint === undefined ? "" : ` (${hint})`;
  warn("no-cache", `${message}; going on without a cache${after}`);
  return undefined;
}

function inMemory(): Stores {
  return { cache: new MemoryCache(), owned: true, stores: false };
}
