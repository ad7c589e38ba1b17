/** What is known of a value that was read from a tracked file, for the sidecar of a copy. */

import type { Cache } from "../cache/interfaces.ts";
import { readSidecar, type Sidecar } from "../file/sidecar.ts";
import { isMerklError } from "../error/merkl_error.ts";
import type { FileNode } from "../graph/node.ts";
import type { AbsPath } from "../util/path.ts";

/** All that a sidecar tells but of its own file. */
export type Told = Omit<Sidecar, "file">;

/**
 * What the file's sidecar, or else the cache, tells of its Future; undefined if neither knows of
 * this value.
 */
export async function originOfFile(
  { path, hash }: FileNode,
  value: Pick<Sidecar["value"], "codec" | "contentHash">,
  cache: Cache,
): Promise<Told | undefined> {
  const isThis = (other: Told | undefined): other is Told =>
    other?.hash === hash && other.value.codec === value.codec &&
    other.value.contentHash === value.contentHash;
  const sidecar = sidecarIfGood(path);
  if (isThis(sidecar)) {
    const { file: _file, ...told } = sidecar;
    return told;
  }
  const entry = await toldByCache(hash, cache);
  return isThis(entry) ? entry : undefined;
}

async function toldByCache(hash: FileNode["hash"], cache: Cache): Promise<Told | undefined> {
  const [entry] = await cache.index.entries([hash]);
  const [deps] = entry === undefined ? [] : await cache.history?.deps([entry.depsHash]) ?? [];
  if (entry === undefined || deps === undefined) return undefined;
  const { taskId: task, codec, contentHash, size, argsHash, depsHash, resolvedHash } = entry;
  return {
    task,
    out: JSON.parse(entry.out),
    hash,
    value: { codec, contentHash, size },
    ...{ argsHash, depsHash, resolvedHash },
    args: JSON.parse(entry.args ?? "{}"),
    deps: JSON.parse(deps),
    reads: JSON.parse(entry.reads ?? "[]"),
    metadata: JSON.parse(entry.metadata ?? "null"),
  };
}

/** A sidecar that can't be read is as good as none where it will be written anew. */
export function sidecarIfGood(path: AbsPath): Sidecar | undefined {
  try {
    return readSidecar(path);
  } catch (error) {
    if (isMerklError(error)) return undefined;
    throw error;
  }
}
