/** Contents that are larger than what may be held in memory. */

import assert from "node:assert/strict";
import { DEPS, sampleResult } from "../../lib/cache/contract/samples.ts";
import { LayeredCache } from "../../lib/cache/layered_cache.ts";
import { openS3Cache } from "../../lib/cache/s3/s3_cache.ts";
import { encodeFile, FILE_CODEC } from "../../lib/codec/manifest.ts";
import { hashFile } from "../../lib/hash/file_hash.ts";
import { CacheFolder } from "../cache/support.ts";
import { freshAddress, KEYS, serverTest } from "./support/bucket.ts";

const MIB = 1 << 20;
const SIZE = 350 * MIB + 12_345;

/** What memory grows by at most, while something is done. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = Deno.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => most = Math.max(most, Deno.memoryUsage().rss), 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return most - before;
}

function writeLarge(path: string): void {
  using file = Deno.openSync(path, { write: true, create: true });
  const piece = new Uint8Array(MIB);
  for (let at = 0; at < SIZE; at += MIB) {
    crypto.getRandomValues(piece.subarray(0, 65_536));
    piece.copyWithin(65_536, 0, MIB - 65_536);
    file.writeSync(piece.subarray(0, Math.min(MIB, SIZE - at)));
  }
}

function over(folder: CacheFolder, address: string): LayeredCache {
  const open = () => openS3Cache(address, { env: KEYS });
  const remote = { name: "far", open, read: true, write: true };
  const onProblem = (message: string) => folder.problems.push(message);
  return new LayeredCache({ local: folder.open(), remote, onProblem });
}

serverTest("a large file goes in parts and comes back, and is never whole in memory", async () => {
  const address = await freshAddress();
  using here = new CacheFolder();
  using there = new CacheFolder();
  const path = `${here.folder}/large`;
  writeLarge(path);
  const first = over(here, address);
  const { hash, size } = await first.contents.putFile(path, { move: true });
  assert.equal(size, SIZE);
  const manifest = encodeFile({ name: "large.bin", content: hash, size });
  const { entry } = sampleResult("large", manifest);
  const result = { entry: { ...entry, codec: FILE_CODEC, size }, bytes: manifest, refs: [hash] };
  const sent = await growth(async () => {
    await first.record([result], DEPS);
    await first.close();
  });

  const second = over(there, address);
  assert.equal((await second.index.heads([entry.hash]))[0]?.size, SIZE);
  let folder: string | undefined;
  const files = [{ path: "large.bin", hash }];
  const fetched = await growth(async () => {
    folder = await second.contents.folder(entry.contentHash, files);
  });
  assert.equal((await hashFile(`${folder}/large.bin`)).hash, hash);
  await second.close();
  assert.deepEqual([...here.problems, ...there.problems], []);
  for (const grown of [sent, fetched]) {
    assert.ok(grown < 280 * MIB, `memory grew by ${Math.round(grown / MIB)} MiB`);
  }
});

serverTest("a content is sent once, whoever has it", async () => {
  const address = await freshAddress();
  const bytes = new Uint8Array(200_000).fill(1);
  const one = openS3Cache(address, { env: KEYS });
  const other = openS3Cache(address, { env: KEYS });
  const results = Array.from({ length: 6 }, (_, i) => sampleResult(`r${i}`, bytes));
  await Promise.all(results.map((r, i) => (i % 2 === 0 ? one : other).record([r], DEPS)));
  assert.deepEqual(await other.contents.has([results[0]!.entry.contentHash]), [true]);
  assert.deepEqual(await one.check(), []);
  await one.close();
  await other.close();
});
