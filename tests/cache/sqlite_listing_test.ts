import fc from "fast-check";
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { contentHash, type MerkleHash, sha256 } from "../../lib/hash/digest.ts";
import { MIGRATIONS } from "../../lib/cache/migrations.ts";
import { utf8 } from "../../lib/util/bytes.ts";
import { DEPS, sampleEntry, sampleHash, sampleResult } from "../contract/samples.ts";
import { Connection } from "../../lib/cache/connection.ts";
import { SqliteCache } from "../../lib/cache/sqlite_cache.ts";
import { openReadOnly } from "../../lib/cache/sqlite_read_only.ts";
import { CacheFolder } from "./support.ts";

/** How many entries each of the tables that are made up when they are asked leads to. */
function listed({ path }: CacheFolder): [contents: number, resolved: number] {
  using db = new DatabaseSync(path);
  const count = (table: string) =>
    Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()!["n"]);
  return [count("by_content"), count("by_resolved")];
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
  assert.deepEqual(listed(folder), [0, 0]);
  const [x, b] = await cache.index.byResolved([sampleHash("x"), sampleEntry("b").resolvedHash]);
  assert.deepEqual([x?.hash, b?.hash], [sampleHash("a"), sampleHash("b")]);
  assert.deepEqual(listed(folder), [0, 2]);
  // one that is listed and made again from something else
  await cache.record([resolvedResult("a", "y"), resolvedResult("c", "z")], DEPS);
  const found = await cache.index.byResolved(["x", "y", "z"].map(sampleHash));
  assert.deepEqual(found.map((head) => head?.hash), [undefined, sampleHash("a"), sampleHash("c")]);
  await cache.close();
});

Deno.test("an entry that gets the id of one that was listed and removed is listed, too", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  await cache.record([resolvedResult("a", "x")], DEPS);
  await cache.index.byResolved([sampleHash("x")]);
  await cache.clear([sampleHash("a")]);
  await cache.record([resolvedResult("b", "y")], DEPS);
  const [found] = await cache.index.byResolved([sampleHash("y")]);
  assert.equal(found?.hash, sampleHash("b"));
  await cache.close();
});

Deno.test("what another process stores is found by the next question, and what this one stores, too", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const other = folder.open();
  const ask = async (from: string) =>
    (await cache.index.byResolved([sampleHash(from)])).map((head) => head?.hash);
  assert.deepEqual(await ask("x"), [undefined]);
  await other.record([resolvedResult("a", "x")], DEPS);
  assert.deepEqual(await ask("x"), [sampleHash("a")]);
  await cache.record([resolvedResult("b", "y")], DEPS);
  assert.deepEqual(await ask("y"), [sampleHash("b")]);
  await other.record([resolvedResult("c", "z"), resolvedResult("b", "v")], DEPS);
  assert.deepEqual(await ask("z"), [sampleHash("c")]);
  assert.deepEqual([await ask("y"), await ask("v")], [[undefined], [sampleHash("b")]]);
  await cache.close();
  await other.close();
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

Deno.test("an entry that the table by content lacks is found to be missing there, and mended", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const bytes = utf8("shared");
  await cache.record([sampleResult("a", bytes), sampleResult("b", bytes)], DEPS);
  await cache.care.collect({});
  assert.deepEqual(await cache.check(), []);
  const db = new DatabaseSync(folder.path);
  db.exec("DELETE FROM by_content WHERE id = 2");
  db.close();
  assert.deepEqual(await cache.check(), ["SQLite: 1 entries are not in by_content"]);
  await cache.care.verify!({ repair: true });
  assert.deepEqual(await cache.check(), []);
  await cache.clear([sampleHash("a")]);
  assert.deepEqual(await cache.contents.has([contentHash(bytes)]), [true]);
  await cache.close();
});

Deno.test("a question is answered from what is listed where no more can be, and rightly afterwards", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const ask = async (from: string) => (await cache.index.byResolved([sampleHash(from)]))[0]?.hash;
  await cache.record([resolvedResult("a", "x")], DEPS);
  assert.equal(await ask("x"), sampleHash("a"));
  const other = folder.open();
  await other.record([resolvedResult("b", "y")], DEPS);
  await other.close();
  const db = new DatabaseSync(folder.path);
  // no room for another page
  db.exec("CREATE TRIGGER full BEFORE INSERT ON by_resolved BEGIN SELECT RAISE(ABORT, 'no'); END");
  assert.equal(await ask("x"), sampleHash("a"));
  assert.equal(await ask("y"), undefined);
  db.exec("DROP TRIGGER full");
  db.close();
  assert.equal(await ask("y"), sampleHash("b"));
  await cache.close();
});

Deno.test("a database that lacks a table is replaced by one with what it has", async () => {
  for (const mend of [false, true]) {
    using folder = new CacheFolder();
    const first = folder.open();
    await first.record([resolvedResult("a", "x"), sampleResult("b", utf8("b"))], DEPS);
    await first.close();
    const db = new DatabaseSync(folder.path);
    db.exec("DROP TABLE by_content; DROP TABLE by_resolved");
    db.close();
    const cache = folder.open();
    if (mend) {
      assert.match((await cache.check())[0]!, /no such table: by_content/);
      await cache.care.verify!({ repair: true });
    }
    const found = await cache.index.byResolved([sampleHash("x")]);
    if (mend) assert.deepEqual(await cache.check(), []);
    // its key was made up, which is no key of what it holds
    assert.equal(found.length, 1);
    assert.match(folder.problems.join(), /was damaged; it was moved/);
    await cache.close();
  }
});

Deno.test("where nothing can be written, unlisted entries are found by their resolved hashes", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  await cache.record([resolvedResult("a", "x")], DEPS);
  await cache.index.byResolved([sampleHash("x")]);
  const other = folder.open();
  await other.record([resolvedResult("b", "y")], DEPS);
  await other.close();
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
  assert.deepEqual(listed(folder), [0, 1]);
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
  db.exec(
    `PRAGMA journal_mode = WAL; ${MIGRATIONS.slice(0, 8).join(";")}; PRAGMA user_version = 8`,
  );
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

const name = fc.nat(2);
const OPERATION = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), name, from: name, content: name }),
  fc.record({ kind: fc.constant("clear" as const), name }),
  fc.record({ kind: fc.constant("ask" as const), from: name }),
);

Deno.test("whatever is stored, replaced and removed in between, what is asked for is found", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(OPERATION, { maxLength: 30 }), async (operations) => {
      using folder = new CacheFolder();
      await using cache = closing(folder.open());
      const model = new Map<number, { from: number; bytes: Uint8Array; created: number }>();
      let created = 0;
      for (const operation of operations) {
        if (operation.kind === "put") {
          const { name, from, content } = operation;
          const bytes = utf8(`content ${content}`);
          const { entry, ...rest } = sampleResult(`n${name}`, bytes);
          const resolvedHash = sampleHash(`from ${from}`);
          await cache.record(
            [{ entry: { ...entry, resolvedHash, created: ++created }, ...rest }],
            DEPS,
          );
          model.set(name, { from, bytes, created });
        } else if (operation.kind === "clear") {
          await cache.clear([sampleHash(`n${operation.name}`)]);
          model.delete(operation.name);
        } else {
          const [found] = await cache.index.byResolved([sampleHash(`from ${operation.from}`)]);
          const newest = [...model].filter(([, { from }]) => from === operation.from)
            .toSorted((a, b) => b[1].created - a[1].created)[0];
          assert.equal(found?.hash, newest && sampleHash(`n${newest[0]}`));
        }
        const needed = [...model.values()].map(({ bytes }) => contentHash(bytes));
        assert.deepEqual(await cache.contents.has(needed), needed.map(() => true));
      }
      assert.deepEqual(await cache.check(), []);
    }),
    { numRuns: 60 },
  );
});

function closing(cache: SqliteCache): SqliteCache & AsyncDisposable {
  return Object.assign(cache, { [Symbol.asyncDispose]: () => cache.close() });
}
