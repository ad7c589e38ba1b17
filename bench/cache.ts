/** What the operations of the SQLite cache cost, in microseconds each (least of three rounds). */

import { contentHash, type MerkleHash } from "../lib/hash/digest.ts";
import { openCache, type SqliteCache } from "../lib/cache/sqlite_cache.ts";
import type { Result } from "../lib/cache/interfaces.ts";
import { sampleEntry } from "../tests/contract/samples.ts";
import { utf8 } from "../lib/util/bytes.ts";

const COUNT = Number(Deno.args[0] ?? 100_000);

const folder = Deno.makeTempDirSync({ prefix: "merkl-bench-" });
try {
  await main();
} finally {
  Deno.removeSync(folder, { recursive: true });
}

async function main(): Promise<void> {
  const names = Array.from({ length: COUNT }, (_, i) => `task ${i}`);
  const entries = names.map((name) => sampleEntry(name));
  const hashes = entries.map((entry) => entry.hash);
  const contents = entries.map((entry) => entry.contentHash);

  let cache = open("0");
  await report("record, small content, hashed", () => recordAll(cache, names, entries), (n) => {
    cache = open(String(n));
  });
  await report("heads", () => cache.index.heads(hashes));
  await report("heads, none there", () => cache.index.heads(contents as string[] as MerkleHash[]));
  await report("entries", () => cache.index.entries(hashes));
  await report("byResolved", () => cache.index.byResolved(entries.map((e) => e.resolvedHash)));
  await report("contents.get", () => cache.contents.get(contents));
  await report("contents.has", () => cache.contents.has(contents));
  const run = {
    ...{ command: "run", target: "a.ts#b", started: 0, duration: 1, exitCode: 0 },
    counts: { cached: COUNT, run: 0, failed: 0 },
  };
  await report("recordRun", () => cache.recordRun(run, hashes));
  await cache.close();
  const start = performance.now();
  cache = open("2");
  await cache.index.heads(hashes.slice(0, 1));
  console.log(`open and first look-up  ${(performance.now() - start).toFixed(2)} ms`);
  await cache.close();
  const size = Deno.statSync(`${folder}/2.sqlite3`).size;
  console.log(`database  ${(size / COUNT).toFixed(0)} bytes an entry, contents included`);
}

function open(name: string): SqliteCache {
  const opened = openCache(`${folder}/${name}.sqlite3`, console.error);
  if (opened.kind === "problem") throw opened.error;
  return opened.cache;
}

async function recordAll(
  cache: SqliteCache,
  names: readonly string[],
  entries: readonly Result["entry"][],
): Promise<void> {
  const puts = names.map((name, i) => {
    const bytes = utf8(`value of ${name}`);
    const entry = { ...entries[i]!, contentHash: contentHash(bytes) };
    return cache.record([{ entry, bytes }], '{"body":"x"}');
  });
  await cache.flush();
  await Promise.all(puts);
}

async function report(
  what: string,
  work: () => Promise<unknown>,
  before: (round: number) => void = () => {},
): Promise<void> {
  let least = Infinity;
  for (let round = 0; round < 3; round++) {
    before(round);
    const start = performance.now();
    await work();
    least = Math.min(least, performance.now() - start);
  }
  console.log(`${what}  ${((least / COUNT) * 1000).toFixed(2)} us`);
}
