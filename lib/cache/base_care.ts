/** Removing and checking what a cache over a backend holds. */

import { type ContentHash, type MerkleHash, sha256Stream } from "../hash/digest.ts";
import type { Backend } from "./backend.ts";
import type { BaseContents } from "./base_contents.ts";
import type { BaseIndex } from "./base_index.ts";
import type { Cleared } from "./interfaces.ts";
import type { EntryRecord } from "./records.ts";

/** The parts of a cache over a backend. */
interface Parts {
  readonly backend: Backend;
  readonly index: BaseIndex;
  readonly contents: BaseContents;
}

/** Removes entries and the contents that no other entry refers to; reads all entries to know. */
export async function clearBackend(
  { backend, index, contents }: Parts,
  hashes: readonly MerkleHash[],
): Promise<Cleared> {
  const found = await Promise.all(hashes.map((hash) => index.read(hash)));
  const records = found.filter((record) => record !== undefined);
  const unused = new Map<ContentHash, number | undefined>();
  // a backend may keep a content together with its entry
  for (const content of records.flatMap(contentsOf)) {
    unused.set(content, await backend.contentSize(content));
  }
  await index.delete(records.map(({ entry }) => entry.hash));
  if (unused.size > 0) {
    for await (const record of index.all()) {
      for (const content of contentsOf(record)) unused.delete(content);
    }
  }
  const there = [...unused].filter(([, size]) => size !== undefined);
  await contents.delete([...unused.keys()]);
  const bytes = there.reduce((sum, [, size]) => sum + size!, 0);
  return { entries: records.length, contents: there.length, bytes };
}

/** A sentence for each thing that is wrong; reads everything that entries refer to. */
export async function checkBackend({ backend, index }: Omit<Parts, "contents">): Promise<string[]> {
  const problems: string[] = [];
  const seen = new Map<ContentHash, boolean>();
  const isThere = async (content: ContentHash) => {
    let there = seen.get(content);
    if (there !== undefined) return there;
    const actual = await hashOf(backend, content);
    if (actual !== undefined && actual !== content) {
      problems.push(`Content ${content} holds other bytes`);
    }
    seen.set(content, there = actual !== undefined);
    return there;
  };
  for await (const { entry, refs } of index.all()) {
    if (entry.state === "evicted") continue;
    if (!await isThere(entry.contentHash)) problems.push(`Entry ${entry.hash} has no content`);
    for (const ref of refs) {
      if (await isThere(ref)) continue;
      problems.push(`Content ${entry.contentHash} refers to ${ref}, which is not there`);
    }
  }
  return problems;
}

async function hashOf(backend: Backend, content: ContentHash): Promise<string | undefined> {
  const found = await backend.readContent(content);
  if (found === undefined) return undefined;
  const hash = sha256Stream();
  for await (const chunk of found instanceof Uint8Array ? [found] : found) hash.update(chunk);
  return hash.digest("hex");
}

function contentsOf({ entry, refs }: EntryRecord): ContentHash[] {
  const log = entry.logHash === null ? [] : [entry.logHash as ContentHash];
  return [entry.contentHash, ...log, ...refs];
}
