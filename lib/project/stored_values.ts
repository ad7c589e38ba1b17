/** What the cache holds of single Futures. */

import type { Cache } from "../cache/interfaces.ts";
import { type Future, NODE } from "../graph/future.ts";

/** Whether a value can be had without running a body. */
export async function isStored(cache: Cache, future: Future<unknown>): Promise<boolean> {
  const [head] = await cache.index.heads([future.hash]);
  if (head?.state !== "present") return false;
  const [has] = await cache.contents.has([head.contentHash]);
  return has === true;
}

/** What the user attached to a value; undefined if nothing. */
export async function storedMetadata(cache: Cache, future: Future<unknown>): Promise<unknown> {
  const node = future[NODE];
  if (node.kind === "input") return undefined;
  const [entry] = await cache.index.entries([future.hash]);
  const metadata = entry?.metadata ?? null;
  if (metadata !== null) return JSON.parse(metadata);
  return node.kind === "file" ? node.metadata ?? undefined : undefined;
}
