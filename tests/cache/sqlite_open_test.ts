import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openCache } from "../../lib/cache/sqlite_cache.ts";
import { openSqlite } from "../../lib/cache/sqlite_open.ts";
import { SCHEMA_VERSION } from "../../lib/cache/schema.ts";
import { DEPS, sampleHash, sampleResult } from "../contract/samples.ts";
import { CacheFolder } from "./support.ts";

Deno.test("a fresh database is made as measured best", () => {
  using folder = new CacheFolder();
  const opened = openSqlite(`${folder.folder}/new/deep/cache.sqlite3`);
  assert.ok(opened.kind === "ok" && opened.notice === undefined);
  const pragma = (name: string) => Object.values(opened.db.prepare(`PRAGMA ${name}`).get()!)[0];
  assert.equal(pragma("page_size"), 8192);
  assert.equal(pragma("journal_mode"), "wal");
  assert.equal(pragma("synchronous"), 1);
  assert.equal(pragma("user_version"), SCHEMA_VERSION);
  opened.db.close();
});

Deno.test("a cache of a newer merkl is left alone", () => {
  using folder = new CacheFolder();
  change(folder, "CREATE TABLE future (x); PRAGMA user_version = 99");
  const before = Deno.readFileSync(folder.path);
  const opened = openCache(folder.path, () => {});
  assert.ok(opened.kind === "problem");
  assert.equal(opened.error.code, "cache-newer");
  assert.match(opened.error.message, /has schema 99, but this merkl knows schemas up to \d+$/);
  assert.deepEqual(Deno.readFileSync(folder.path), before);
});

Deno.test("another program's database is left alone", () => {
  using folder = new CacheFolder();
  change(folder, "CREATE TABLE theirs (x)");
  const before = Deno.readFileSync(folder.path);
  const opened = openCache(folder.path, () => {});
  assert.ok(opened.kind === "problem");
  assert.equal(opened.error.code, "cache-foreign");
  assert.deepEqual(Deno.readFileSync(folder.path), before);
});

Deno.test("a folder that can't be made is a problem, not an exception", () => {
  using folder = new CacheFolder();
  Deno.writeTextFileSync(`${folder.folder}/file`, "");
  const opened = openCache(`${folder.folder}/file/cache.sqlite3`, () => {});
  assert.ok(opened.kind === "problem");
  assert.equal(opened.error.code, "cache-unavailable");
  Deno.mkdirSync(folder.path);
  assert.equal(openCache(folder.path, () => {}).kind, "problem");
});

const DAMAGE: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  "that is no database": (bytes) => bytes.fill(65),
  "cut off in its header": (bytes) => bytes.subarray(0, 50),
  "cut off after some pages": (bytes) => bytes.subarray(0, 8192 * 3),
  "with its first page gone": (bytes) => bytes.fill(0, 100, 8192),
  "with all pages but the first gone": (bytes) => bytes.fill(255, 8192),
};

for (const [what, damage] of Object.entries(DAMAGE)) {
  Deno.test(`a database ${what} is set aside for a fresh one, with one message`, async () => {
    using folder = new CacheFolder();
    const before = folder.open();
    const names = Array.from({ length: 200 }, (_, i) => `n${i}`);
    await before.record(names.map((name) => sampleResult(name)), DEPS);
    await before.close();
    Deno.writeFileSync(folder.path, damage(Deno.readFileSync(folder.path)));

    const cache = folder.open();
    const heads = await cache.index.heads(names.map(sampleHash));
    assert.ok(heads.every((head) => head === undefined));
    await cache.record([sampleResult("new")], DEPS);
    assert.notEqual((await cache.index.heads([sampleHash("new")]))[0], undefined);
    assert.deepEqual(await cache.check(), []);
    await cache.close();
    const message = `The cache ${folder.path} was damaged; it was moved to ` +
      "cache.sqlite3.corrupt-1 and a new one begun";
    assert.deepEqual(folder.problems, [message]);
    assert.ok(Deno.statSync(`${folder.path}.corrupt-1`).isFile);
  });
}

Deno.test("damage that a write comes upon costs nothing of what is written", async () => {
  using folder = new CacheFolder();
  const before = folder.open();
  await before.record(Array.from({ length: 200 }, (_, i) => sampleResult(`n${i}`)), DEPS);
  await before.close();
  Deno.writeFileSync(
    folder.path,
    DAMAGE["with all pages but the first gone"]!(
      Deno.readFileSync(folder.path),
    ),
  );
  const cache = folder.open();
  const large = sampleResult("large", new Uint8Array(20_000));
  await cache.record([sampleResult("new"), large], DEPS);
  const heads = await cache.index.heads([sampleHash("new"), sampleHash("large")]);
  assert.ok(heads.every((head) => head !== undefined));
  assert.deepEqual(await cache.check(), []);
  assert.equal(folder.problems.length, 1);
  await cache.close();
});

Deno.test("an empty file is a fresh cache", async () => {
  using folder = new CacheFolder();
  Deno.writeTextFileSync(folder.path, "");
  const cache = folder.open();
  await cache.record([sampleResult("new")], DEPS);
  await cache.close();
  assert.deepEqual(folder.problems, []);
});

function change(folder: CacheFolder, sql: string): void {
  const db = new DatabaseSync(folder.path);
  db.exec(sql);
  db.close();
}
