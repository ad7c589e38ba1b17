import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { contentHash, type MerkleHash, sha256 } from "../../lib/hash/digest.ts";
import {
  SCHEMA,
  VERSION_2,
  VERSION_3,
  VERSION_4,
  VERSION_5,
  VERSION_6,
  VERSION_7,
  VERSION_8,
} from "../../lib/cache/schema.ts";
import { utf8 } from "../../lib/util/bytes.ts";
import { DEPS, sampleEntry, sampleHash, sampleResult } from "../contract/samples.ts";
import { Connection } from "../../lib/cache/connection.ts";
import { SqliteCache } from "../../lib/cache/sqlite_cache.ts";
import { openReadOnly } from "../../lib/cache/sqlite_read_only.ts";
import { CacheFolder } from "./support.ts";

/** How many entries are in the indexes that are made up when they are asked. */
function listed({ path }: CacheFolder): [listed: number, all: number] {
  const db = new DatabaseSync(path);
  const row = db.prepare("SELECT coalesce(sum(listed), 0) AS l, count(*) AS n FROM entries").get()!;
  db.close();
  return [Number(row["l"]), Number(row["n"])];
}

/** A result that is known by another hash of what it was made from, too. */
function resolvedResult(name: string, from: string) {
  const { entry, ...rest } = sampleResult(name);
  return { entry: { ...entry, resolvedHash: sampleHash(from) }, ...rest };
}

Deno.test("entries are listed when somebody asks for one by its resolved hash, not before", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  await cache.record([resolvedResult("a", "x"), sampleResult("b")], DEPS);
  assert.deepEqual(listed(folder), [0, 2]);
  const [x, b] = await cache.index.byResolved([sampleHash("x"), sampleEntry("b").resolvedHash]);
  assert.deepEqual([x?.hash, b?.hash], [sampleHash("a"), sampleHash("b")]);
  assert.deepEqual(listed(folder), [2, 2]);
  // one that is listed and made again from something else
  await cache.record([resolvedResult("a", "y"), resolvedResult("c", "z")], DEPS);
  const found = await cache.index.byResolved(["x", "y", "z"].map(sampleHash));
  assert.deepEqual(found.map((head) => head?.hash), [undefined, sampleHash("a"), sampleHash("c")]);
  await cache.close();
});

Deno.test("a content stays as long as an entry has it that nobody has listed", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const bytes = utf8("shared");
  await cache.record([sampleResult("a", bytes), sampleResult("b", bytes)], DEPS);
  assert.equal((await cache.clear([sampleHash("a")])).contents, 0);
  assert.deepEqual(await cache.contents.has([contentHash(bytes)]), [true]);
  await cache.record([sampleResult("c", bytes)], DEPS);
  assert.equal((await cache.clear([sampleHash("b")])).contents, 0);
  assert.equal((await cache.clear([sampleHash("c")])).contents, 1);
  await cache.close();
});

Deno.test("where nothing can be written, unlisted entries are found by their resolved hashes", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  await cache.record([resolvedResult("a", "x")], DEPS);
  await cache.index.byResolved([sampleHash("x")]);
  await cache.record([resolvedResult("b", "y")], DEPS);
  await cache.close();
  const opened = openReadOnly(folder.path, "a reason");
  assert.equal(opened.kind, "ok");
  const { db } = opened as Extract<typeof opened, { kind: "ok" }>;
  const onProblem = () => assert.fail();
  const reader = new SqliteCache(new Connection(folder.path, db, { onProblem, readOnly: true }));
  const found = await reader.index.byResolved([sampleHash("x"), sampleHash("y")]);
  assert.deepEqual(found.map((head) => head?.hash), [sampleHash("a"), sampleHash("b")]);
  const again = await reader.index.byResolved([sampleHash("y")]);
  assert.deepEqual(again.map((head) => head?.hash), [sampleHash("b")]);
  await reader.close();
  assert.deepEqual(listed(folder), [1, 2]);
});

Deno.test("of two hashes that begin alike the later one is known, and neither is taken for the other", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const one = sampleEntry("one");
  const other = `${one.hash.slice(0, 16)}${sha256("other").slice(16)}` as MerkleHash;
  await cache.index.put([one], DEPS);
  assert.deepEqual(await cache.index.heads([other]), [undefined]);
  assert.deepEqual(await cache.index.byResolved([other]), [undefined]);
  await cache.index.put([{ ...sampleEntry("two"), hash: other }], DEPS);
  const [first, second] = await cache.index.heads([one.hash, other]);
  assert.deepEqual([first, second?.hash], [undefined, other]);
  const [bytes, alike] = [utf8("a content"), utf8("another")];
  const hash = contentHash(alike);
  const db = new DatabaseSync(folder.path);
  db.prepare("INSERT INTO contents (hash, size, place, data) VALUES (unhex(?), 9, 0, ?)")
    .run(`${hash.slice(0, 16)}${contentHash(bytes).slice(16)}`, bytes);
  db.close();
  assert.deepEqual(await cache.contents.get([hash]), [undefined]);
  await cache.contents.put(hash, alike);
  assert.deepEqual((await cache.contents.get([hash])).map((found) => [...found!]), [[...alike]]);
  assert.deepEqual(folder.problems, []);
  await cache.close();
});

Deno.test("a cache of version 8 is brought along with all that it holds", async () => {
  using folder = new CacheFolder();
  const db = new DatabaseSync(folder.path);
  const versions = [VERSION_2, VERSION_3, VERSION_4, VERSION_5, VERSION_6, VERSION_7, VERSION_8];
  db.exec(`PRAGMA journal_mode = WAL; ${[SCHEMA, ...versions].join(";")}; PRAGMA user_version = 8`);
  db.exec(`INSERT INTO tasks (id, name) VALUES (1, 'a.ts#f');
    INSERT INTO deps (id, hash, json) VALUES (1, unhex('${sha256("deps")}'), '{}');
    INSERT INTO contents (id, hash, size, place, data) VALUES
      (3, unhex('${contentHash(utf8("v"))}'), 1, 0, CAST('v' AS BLOB));
    INSERT INTO entries (id, hash, resolved_hash, args_hash, deps_id, task_id, codec, content_hash,
      size, duration, created, state, format) VALUES (7, unhex('${sampleHash("a")}'),
      unhex('${sampleHash("x")}'), unhex('${sha256("args")}'), 1, 1, 'value@1',
      unhex('${contentHash(utf8("v"))}'), 1, 2.5, 1700000000000000, 0, 1)`);
  db.close();
  const cache = folder.open();
  const [entry] = await cache.index.entries([sampleHash("a")]);
  assert.deepEqual(
    [entry?.taskId, entry?.depsHash, entry?.duration],
    ["a.ts#f", sha256("deps"), 2.5],
  );
  assert.equal((await cache.index.byResolved([sampleHash("x")]))[0]?.hash, sampleHash("a"));
  assert.deepEqual([...(await cache.contents.get([contentHash(utf8("v"))]))[0]!], [...utf8("v")]);
  const { rows } = await cache.query("SELECT task, deps_hash FROM entries_v");
  assert.deepEqual(rows.map((row) => Object.values(row)), [["f", sha256("deps")]]);
  await cache.record([sampleResult("b", new Uint8Array(5000).fill(1))], DEPS);
  await cache.clear([sampleHash("a"), sampleHash("b")]);
  assert.deepEqual(
    await cache.query("SELECT count(*) FROM pieces").then(({ rows }) => rows.length),
    1,
  );
  assert.deepEqual(await cache.check(), []);
  await cache.close();
});
