import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { cacheContract } from "../../lib/cache/contract/mod.ts";
import { DEPS, sampleEntry, sampleHash, sampleResult } from "../contract/samples.ts";
import { contentHash, sha256 } from "../../lib/hash/digest.ts";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { utf8 } from "../../lib/util/bytes.ts";
import { CacheFolder } from "./support.ts";

cacheContract("SqliteCache", () => {
  const folder = new CacheFolder();
  return { cache: folder.open(), close: () => folder[Symbol.dispose]() };
});

const LARGE = new Uint8Array(50_000).fill(7);

Deno.test("results are there when the cache is opened again", async () => {
  using folder = new CacheFolder();
  const results = [sampleResult("small"), sampleResult("large", LARGE)];
  const first = folder.open();
  void first.record(results, DEPS);
  await first.close();
  const second = folder.open();
  assert.deepEqual(
    await second.index.entries(results.map((r) => r.entry.hash)),
    results.map((r) => r.entry),
  );
  assert.deepEqual(new Uint8Array((await second.contents.get([contentHash(LARGE)]))[0]!), LARGE);
  await second.close();
});

Deno.test("a result isn't there before its promise is settled", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const other = folder.open();
  const done = cache.record([sampleResult("a")], DEPS);
  assert.deepEqual(await other.index.heads([sampleHash("a")]), [undefined]);
  await done;
  assert.notEqual((await other.index.heads([sampleHash("a")]))[0], undefined);
  await cache.close();
  await other.close();
});

Deno.test("a large content is one read-only file, however often it is put", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  await Promise.all([
    cache.record([sampleResult("a", LARGE), sampleResult("b", LARGE)], DEPS),
    cache.contents.put(contentHash(LARGE), LARGE),
    cache.contents.putStream(ReadableStream.from([LARGE])),
  ]);
  assert.deepEqual(filesBelow(`${folder.folder}/contents`), [contentHash(LARGE)]);
  const { mode } = Deno.statSync(contentFile(folder, LARGE));
  if (Deno.build.os !== "windows") assert.equal(mode! & 0o777, 0o444 & ~Deno.umask());
  await cache.clear([sampleHash("a"), sampleHash("b")]);
  assert.deepEqual(filesBelow(`${folder.folder}/contents`), []);
  await cache.close();
});

for (const damage of ["truncated", "changed", "missing"] as const) {
  Deno.test(`a ${damage} content file is told, forgotten, and stored again`, async () => {
    using folder = new CacheFolder();
    const cache = folder.open();
    const { entry, bytes } = sampleResult("a", LARGE);
    await cache.record([{ entry, bytes }], DEPS);
    damageFile(contentFile(folder, LARGE), damage);
    assert.equal((await cache.check()).length, 1);
    assert.deepEqual(await cache.contents.get([entry.contentHash]), [undefined]);
    const why = damage === "missing" ? "missing" : "damaged";
    assert.deepEqual(folder.problems, [
      `Stored content ${entry.contentHash.slice(0, 12)} was ${why} and is made anew`,
    ]);
    assert.deepEqual(await cache.contents.has([entry.contentHash]), [false]);
    await cache.record([{ entry, bytes }], DEPS);
    assert.equal((await cache.contents.get([entry.contentHash]))[0]?.length, LARGE.length);
    assert.deepEqual(await cache.check(), []);
    await cache.close();
  });
}

Deno.test("a damaged inline content is forgotten", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const { entry, bytes } = sampleResult("a");
  await cache.record([{ entry, bytes }], DEPS);
  change(folder, "UPDATE contents SET data = x'00'");
  assert.deepEqual(await cache.contents.get([entry.contentHash]), [undefined]);
  assert.deepEqual(await cache.contents.has([entry.contentHash]), [false]);
  assert.equal(folder.problems.length, 1);
  await cache.close();
});

Deno.test("a stream of a damaged content fails instead of ending", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  await cache.contents.put(contentHash(LARGE), LARGE);
  damageFile(contentFile(folder, LARGE), "changed");
  const stream = await cache.contents.stream(contentHash(LARGE));
  await assert.rejects(new Response(stream).bytes(), { code: "content-damaged" });
  assert.deepEqual(await cache.contents.has([contentHash(LARGE)]), [false]);
  await cache.close();
});

Deno.test("a full disk rejects the whole group, and the next one goes on", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  await cache.record([sampleResult("before")], DEPS);
  // A trigger stands for the disk: SQLite reports both through the same path.
  change(
    folder,
    "CREATE TRIGGER full BEFORE INSERT ON entries WHEN NEW.size = 8000 " +
      "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
  );
  const good = cache.record([sampleResult("good")], DEPS);
  const bad = cache.record([sampleResult("bad", new Uint8Array(8000))], DEPS);
  const outcomes = await Promise.allSettled([good, bad]);
  for (const outcome of outcomes) {
    assert.ok(outcome.status === "rejected" && isMerklError(outcome.reason));
    assert.match(outcome.reason.message, /could not be stored in .*disk is full/);
  }
  assert.deepEqual(await cache.index.heads([sampleHash("good")]), [undefined]);
  await cache.record([sampleResult("after")], DEPS);
  const heads = await cache.index.heads([sampleHash("before"), sampleHash("after")]);
  assert.ok(heads.every((head) => head !== undefined));
  await cache.close();
});

Deno.test("ids of a rolled back group are not used again", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  change(
    folder,
    "CREATE TRIGGER full BEFORE INSERT ON entries WHEN NEW.size = 8000 " +
      "BEGIN SELECT RAISE(ABORT, 'no'); END",
  );
  await assert.rejects(cache.record([sampleResult("bad", new Uint8Array(8000))], DEPS));
  await cache.record([sampleResult("good")], DEPS);
  assert.deepEqual(await cache.index.entries([sampleHash("good")]), [sampleEntry("good")]);
  await cache.close();
});

Deno.test("a hash that is none rejects alone", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const good = cache.record([sampleResult("good")], DEPS);
  const { entry, bytes } = sampleResult("bad");
  await assert.rejects(cache.record([{ entry: { ...entry, argsHash: "xyz" }, bytes }], DEPS));
  await good;
  await cache.close();
});

Deno.test("people can ask entries_v", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  await cache.record([sampleResult("a")], DEPS);
  await cache.close();
  const db = new DatabaseSync(folder.path);
  const row = db.prepare(
    "SELECT hash, task, file, out, created, state, json_extract(deps, '$.body') AS body " +
      "FROM entries_v",
  ).get();
  db.close();
  assert.deepEqual({ ...row }, {
    hash: sampleHash("a"),
    task: "train",
    file: "pipeline.ts",
    out: "null",
    created: "2026-09-21 14:13:20",
    state: "present",
    body: "0123",
  });
});

Deno.test("a stream that fails leaves nothing", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  async function* broken() {
    yield utf8("x".repeat(20_000));
    // By now the first piece is in a temporary file.
    assert.equal(filesBelow(`${folder.folder}/contents`).length, 1);
    yield await Promise.reject(new Error("the source broke"));
  }
  const failing = ReadableStream.from(broken());
  await assert.rejects(cache.contents.putStream(failing), { message: "the source broke" });
  assert.deepEqual(filesBelow(`${folder.folder}/contents`), []);
  await cache.close();
});

function contentFile(folder: CacheFolder, bytes: Uint8Array): string {
  const hash = contentHash(bytes);
  return `${folder.folder}/contents/${hash.slice(0, 2)}/${hash}`;
}

function damageFile(path: string, how: "truncated" | "changed" | "missing"): void {
  if (how === "missing") return Deno.removeSync(path);
  const bytes = Deno.readFileSync(path);
  Deno.chmodSync(path, 0o644);
  if (how === "changed") bytes[100]! ^= 1;
  Deno.writeFileSync(path, how === "truncated" ? bytes.subarray(0, 100) : bytes);
}

function change(folder: CacheFolder, sql: string): void {
  const db = new DatabaseSync(folder.path);
  db.exec(sql);
  db.close();
}

function filesBelow(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].flatMap((entry) =>
      entry.isDirectory ? filesBelow(`${folder}/${entry.name}`) : [entry.name]
    );
  } catch {
    return [];
  }
}

Deno.test("code is found to be in use however far back its entries are", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const many = Array.from({ length: 45_000 }, (_, i) => sampleEntry(`w${i}`));
  const [first, second] = ["first", "second"].map((name) =>
    sampleEntry(name, { depsHash: sha256(name) })
  );
  await cache.index.put([first!], DEPS);
  await cache.index.put(many, DEPS);
  await cache.index.put([second!], DEPS);
  const hashes = ["second", "none", "first", "deps"].map((name) => sha256(name));
  assert.deepEqual(await cache.history.hasDeps(hashes), [true, false, true, true]);
  await cache.index.delete([first!.hash]);
  assert.deepEqual(await cache.history.hasDeps(hashes), [true, false, false, true]);
  await cache.close();
});
