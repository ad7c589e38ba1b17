/** Databases with damaged pages: what is found afterwards is right, and most is found. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import type { EntryHead } from "../../lib/cache/entry.ts";
import type { SqliteCache } from "../../lib/cache/sqlite_cache.ts";
import { contentHash } from "../../lib/hash/digest.ts";
import { DEPS, sampleHash, sampleResult } from "../contract/samples.ts";
import { CacheFolder } from "./support.ts";

const PAGE = 8192;
const COUNT = 1500;

/** Every tenth content is large enough for a file. */
function bytesOf(i: number): Uint8Array {
  return new Uint8Array(i % 10 === 0 ? 9000 : 100 + i % 50).fill(i).map((byte, at) => byte + at);
}

const RUN = {
  ...{ command: "run", target: "p.ts#default", duration: 3, exitCode: 0 },
  counts: { cached: 1, run: 0, failed: 0 },
};

/** A hash that no content has. */
const NOTHING = contentHash(new Uint8Array([1, 2, 3]));
const SAMPLES = Array.from({ length: COUNT }, (_, i) => sampleResult(`n${i}`, bytesOf(i)));

async function filled(folder: CacheFolder): Promise<void> {
  const cache = folder.open();
  await cache.record(SAMPLES, DEPS);
  await cache.close();
}

/**
 * How many values are there, found as a run finds them: by the hash that the entry tells of; fails if
 * one is wrong. A bit that flips in an entry's hashes leads to nothing, so the value is made again.
 */
async function soundValues(cache: SqliteCache): Promise<number> {
  const byHash = await cache.index.heads(SAMPLES.map(({ entry }) => entry.hash));
  await values(cache, await cache.index.byResolved(SAMPLES.map((one) => one.entry.resolvedHash)));
  return await values(cache, byHash);
}

async function values(cache: SqliteCache, heads: readonly (EntryHead | undefined)[]) {
  const present = heads.map((head) => head?.state === "present" ? head.contentHash : NOTHING);
  const contents = await cache.contents.get(present);
  contents.forEach((bytes, i) => bytes && assert.deepEqual(new Uint8Array(bytes), bytesOf(i)));
  return contents.filter((bytes) => bytes !== undefined).length;
}

function damage(folder: CacheFolder, change: (bytes: Uint8Array) => Uint8Array): void {
  Deno.writeFileSync(folder.path, change(Deno.readFileSync(folder.path)));
}

Deno.test("whichever page is damaged, and however, no value is wrong and the cache goes on", async () => {
  using whole = new CacheFolder();
  await filled(whole);
  const pages = Deno.statSync(whole.path).size / PAGE;
  const kinds: Readonly<Record<string, (page: Uint8Array, at: number) => unknown>> = {
    zeros: (page) => page.fill(0),
    end: (page, at) => page.fill(0, at),
    noise: (page, at) => page.forEach((_, i) => page[i] = Math.imul(i + 1, 2654435761 + at) >>> 24),
    bits: (page, at) => page[at]! ^= 0x24,
    header: (page) => page.subarray(0, 12).fill(0xff),
  };
  const damages = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: pages - 1 }),
      fc.constantFrom(...Object.keys(kinds)),
      fc.integer({ min: 0, max: PAGE - 1 }),
    ),
    { minLength: 1, maxLength: 3 },
  );
  await fc.assert(
    fc.asyncProperty(damages, async (all) => {
      using folder = new CacheFolder();
      await filled(folder);
      damage(folder, (bytes) => {
        for (const [page, kind, at] of all) {
          kinds[kind]!(bytes.subarray(page * PAGE, (page + 1) * PAGE), at);
        }
        return bytes;
      });
      let cache = folder.open();
      await soundValues(cache);
      await cache.record([sampleResult("new")], DEPS);
      await cache.close();
      assert.ok(folder.problems.filter((one) => one.includes("moved to")).length <= 1);
      cache = folder.open();
      await soundValues(cache);
      const [head] = await cache.index.heads([sampleHash("new")]);
      assert.equal(head?.state, "present");
      await cache.close();
    }),
    {
      numRuns: 6,
      examples: [[[[65, "bits", 1288]]], [[[69, "bits", 3063], [3, "zeros", 0]]]],
    },
  );
});

/** The pages that hold the rows of a table. */
function leavesOf(path: string, table: string): number[] {
  const db = new DatabaseSync(path);
  try {
    const query = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno";
    return db.prepare(query).all(table).map(({ pageno }) => Number(pageno) - 1);
  } finally {
    db.close();
  }
}

Deno.test("of a table with a damaged page all other rows are saved, and one message says so", async () => {
  using folder = new CacheFolder();
  await filled(folder);
  const leaves = leavesOf(folder.path, "entries");
  assert.ok(leaves.length > 20);
  damage(folder, (bytes) => {
    const at = leaves[10]! * PAGE;
    bytes.fill(0xff, at, at + PAGE);
    return bytes;
  });
  const cache = folder.open();
  const found = await soundValues(cache);
  assert.ok(found > COUNT * 0.9 && found < COUNT, `${found} of ${COUNT}`);
  assert.deepEqual(await cache.check(), []);
  await cache.close();
  assert.equal(folder.problems.length, 1);
  assert.match(
    folder.problems[0]!,
    new RegExp(
      `was damaged; it was moved to cache.sqlite3.corrupt-1 and 1,\\d+ entries of it saved$`,
    ),
  );
});

for (const table of ["entries", "contents", "manifests", "runs"]) {
  Deno.test(`a page of ${table} whose end was never written costs the rows on it, and no others`, async () => {
    using whole = new CacheFolder();
    const cache = whole.open();
    await cache.record(SAMPLES, DEPS);
    for (let i = 0; i < 300; i++) {
      await cache.recordRun({ ...RUN, started: i }, [SAMPLES[i]!.entry.hash]);
    }
    await cache.close();
    const leaves = leavesOf(whole.path, table);
    for (const leaf of [leaves[0]!, leaves[leaves.length >> 1]!, leaves.at(-1)!]) {
      using folder = new CacheFolder();
      await filled(folder);
      // cells grow from the end of a page; where they are is told at its beginning
      damage(folder, () => {
        const bytes = Deno.readFileSync(whole.path);
        bytes.fill(65, 0, 100); // or nobody would look
        return bytes.fill(0, leaf * PAGE + PAGE / 4, (leaf + 1) * PAGE);
      });
      const cache = folder.open();
      const found = await soundValues(cache);
      assert.ok(found > COUNT * 0.9, `${found} of ${COUNT}`);
      assert.deepEqual(await cache.check(), []);
      await cache.close();
    }
  });
}

Deno.test("a look at all that is stored ends, also where rows were never written", async () => {
  using whole = new CacheFolder();
  await filled(whole);
  const leaves = ["entries", "contents"].flatMap((table) => leavesOf(whole.path, table));
  for (const leaf of leaves.filter((_, i) => i % 7 === 0)) {
    using folder = new CacheFolder();
    const bytes = Deno.readFileSync(whole.path);
    Deno.writeFileSync(folder.path, bytes.fill(0, leaf * PAGE + PAGE / 4, (leaf + 1) * PAGE));
    const cache = folder.open();
    const { damages } = await cache.care.verify!({});
    assert.ok(damages.length > 0);
    await cache.close();
  }
});

Deno.test("a database whose header is damaged is read with another one", async () => {
  using folder = new CacheFolder();
  await filled(folder);
  damage(folder, (bytes) => bytes.fill(65, 0, 100));
  const cache = folder.open();
  assert.equal(await soundValues(cache), COUNT);
  assert.deepEqual(await cache.check(), []);
  await cache.close();
  assert.match(folder.problems.join(), /corrupt-1 and 1,500 entries of it saved$/);
  const left = [...Deno.readDirSync(folder.folder)].map(({ name }) => name).sort();
  const database = ["cache.sqlite3", "cache.sqlite3.corrupt-1", "cache.sqlite3.lock"];
  assert.deepEqual(left, [...database, "contents"]);
});

Deno.test("a database whose definitions of tables are damaged is read with the right ones", async () => {
  using folder = new CacheFolder();
  await filled(folder);
  damage(folder, (bytes) => {
    for (
      const what of [
        `CREATE TABLE "entries"`,
        "hashed_at REAL NOT NULL",
        "CREATE INDEX entries_task",
        "CREATE VIEW",
      ]
    ) {
      const at = new TextDecoder("latin1").decode(bytes).indexOf(what);
      assert.notEqual(at, -1);
      bytes[at + 30]! ^= 0x5c;
    }
    return bytes;
  });
  const cache = folder.open();
  assert.equal(await soundValues(cache), COUNT);
  assert.deepEqual(await cache.check(), []);
  await cache.close();
  assert.match(folder.problems.join(), /corrupt-1 and 1,500 entries of it saved$/);
});

Deno.test("contents in files are found again though their rows are lost", async () => {
  using folder = new CacheFolder();
  await filled(folder);
  const pages = leavesOf(folder.path, "contents");
  damage(folder, (bytes) => {
    for (const page of pages) bytes.fill(0xff, page * PAGE, (page + 1) * PAGE);
    return bytes;
  });
  const cache = folder.open();
  assert.equal(await soundValues(cache), COUNT / 10);
  await cache.close();
});
