/** Values in `deps` that may be changed after they were hashed: then a body sees others than its key. */

import { hashAndEncode, hashValue } from "../hash/canonical.ts";

/** Larger values aren't looked at again before each body. In bytes of their encoding. */
const MOST = 4096;

/** Gives the name of a value of `deps` that was changed since; undefined if there's nothing to watch. */
export function watchDeps(
  deps: readonly (readonly [name: string, value: unknown])[],
): (() => string | undefined) | undefined {
  const watched = deps.flatMap(([name, value]) => {
    const hash = dataHash(value);
    return hash === undefined ? [] : [{ name, value, hash }];
  });
  if (watched.length === 0) return undefined;
  return () => watched.find(({ value, hash }) => hashOf(value) !== hash)?.name;
}

/** Of plain data that can change and isn't large. */
function dataHash(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    const { hash, bytes } = hashAndEncode(value, {}, MOST);
    return bytes === undefined ? undefined : hash;
  } catch {
    return undefined; // functions, Futures and files have hashes of their own
  }
}

function hashOf(value: unknown): string | undefined {
  try {
    return hashValue(value);
  } catch {
    return undefined;
  }
}
