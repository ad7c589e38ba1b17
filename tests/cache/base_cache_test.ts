import assert from "node:assert/strict";
import { JsonFolder } from "../../examples/backend/json_folder.ts";
import type { Content } from "../../lib/cache/backend.ts";
import { cacheContract } from "../../lib/cache/contract/mod.ts";
import { type FoundItem, MerkleCache, type MerkleItem } from "../../lib/cache/merkle_cache.ts";

/** Keeps items in a Map; contents come back as streams every other time. */
class MapOfItems extends MerkleCache {
  readonly items = new Map<string, MerkleItem & { readonly content: Uint8Array }>();
  #turn = 0;

  async write(item: MerkleItem): Promise<void> {
    const content = await new Response(item.content as BodyInit).bytes();
    assert.equal(content.length, item.size);
    this.items.set(item.hash, { ...item, content });
  }

  read(hash: string): Promise<FoundItem | undefined> {
    const item = this.items.get(hash);
    if (item === undefined) return Promise.resolve(undefined);
    const bytes = item.content.slice();
    const content: Content = this.#turn++ % 2 === 0 ? bytes : ReadableStream.from([bytes]);
    return Promise.resolve({ record: item.record, content });
  }

  remove(hash: string): Promise<void> {
    this.items.delete(hash);
    return Promise.resolve();
  }

  async *keys(): AsyncIterable<string> {
    yield* this.items.keys();
  }
}

cacheContract("a cache that knows Merkle hashes only", () => ({ cache: new MapOfItems() }));

cacheContract("the example of a folder of JSON files", () => {
  const folder = Deno.makeTempDirSync({ prefix: "merkl-json-" });
  return {
    cache: new JsonFolder(folder),
    close: () => Deno.removeSync(folder, { recursive: true }),
  };
});
