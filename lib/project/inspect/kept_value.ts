/** Values that are stored, read without the task that made them. */

import { serializerFor } from "../../codec/registry.ts";
import type { Cache } from "../../cache/interfaces.ts";
import type { MerkleHash } from "../../hash/digest.ts";
import { isRefCodec, openRef } from "../../run/ref_content.ts";

/** The value of a hash; undefined if it is gone, or needs a serialiser of the user's own. */
export async function keptValue(
  hash: MerkleHash,
  cache: Cache,
  largest = Infinity,
): Promise<{ readonly value: unknown } | undefined> {
  const [head] = await cache.index.heads([hash]);
  if (head?.state !== "present" || head.size > largest) return undefined;
  const [bytes] = await cache.contents.get([head.contentHash]);
  if (bytes === undefined) return undefined;
  const codec = head.codec.replace(/!$/, "");
  try {
    if (isRefCodec(codec)) {
      const value = await openRef(codec, bytes, cache.contents);
      return value && { value };
    }
    return { value: serializerFor(codec.replace(/@.*/, "")).loads(bytes) };
  } catch {
    return undefined;
  }
}
