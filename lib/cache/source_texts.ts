/** The texts of the code that a dictionary of dependencies tells of. */

import type { Cache } from "./interfaces.ts";
import { sourceHashes } from "./records.ts";

/** Those that a cache has, by hash. */
export async function sourcesOf(
  cache: Pick<Cache, "source">,
  deps: string,
): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for (const hash of sourceHashes(deps)) {
    const text = await cache.source(hash);
    if (text !== undefined) sources.set(hash, text);
  }
  return sources;
}
