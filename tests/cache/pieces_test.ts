/** Contents of some kilobytes, which lie in the database in pieces. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openCache, type SqliteCache } from "../../lib/cache/sqlite_cache.ts";
import { contentHash } from "../../lib/hash/digest.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";

function open(project: TempProject): SqliteCache {
  const opened = openCache(project.path(".merkl/cache.sqlite3"), assert.fail);
  assert.equal(opened.kind, "ok");
  return (opened as { cache: SqliteCache }).cache;
}

function column(project: TempProject, sql: string): unknown[] {
  using db = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
  return db.prepare(sql).all().map((row) => Object.values(row)[0]);
}

Deno.test("contents of every size come back as they were, and leave nothing when they go", async () => {
  await using project = tempProject();
  const sizes = [0, 1, 999, 1000, 1001, 1200, 4096, 8000, 8191, 8192, 8193];
  const contents = sizes.map((size) => crypto.getRandomValues(new Uint8Array(size)));
  const hashes = contents.map((bytes) => contentHash(bytes));
  const cache = open(project);
  await Promise.all(contents.map((bytes) => cache.contents.put(contentHash(bytes), bytes)));
  await Promise.all(contents.map((bytes) => cache.contents.put(contentHash(bytes), bytes)));
  await cache.close();
  const [size] = column(project, "SELECT sum(length(data)) FROM pieces");
  assert.equal(size, sizes.filter((n) => n > 1000 && n <= 8192).reduce((a, b) => a + b));
  const again = open(project);
  assert.deepEqual(await again.contents.get(hashes), contents);
  assert.deepEqual(await again.check(), []);
  await again.contents.delete(hashes.slice(5));
  assert.deepEqual(await again.contents.has(hashes), sizes.map((_, i) => i < 5));
  await again.contents.delete(hashes);
  await again.close();
  assert.deepEqual(column(project, "SELECT count(*) FROM pieces"), [0]);
});

Deno.test("half of 4 KiB contents' pages aren't empty", async () => {
  await using project = tempProject();
  const cache = open(project);
  const contents = Array.from({ length: 500 }, () => crypto.getRandomValues(new Uint8Array(4096)));
  await Promise.all(contents.map((bytes) => cache.contents.put(contentHash(bytes), bytes)));
  await cache.close();
  const [pages] = column(project, "PRAGMA page_count");
  const [free] = column(project, "PRAGMA freelist_count");
  const ratio = (pages as number - (free as number)) * 8192 / (500 * 4096);
  assert.ok(ratio < 1.2, `${ratio}`);
});

Deno.test("a content that was stored whole, before there were pieces, is read and can be stored again", async () => {
  await using project = tempProject();
  const bytes = crypto.getRandomValues(new Uint8Array(4096));
  const hash = contentHash(bytes);
  await open(project).close();
  {
    using db = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
    db.prepare("INSERT INTO contents (hash, size, place, data) VALUES (unhex(?), 4096, 0, ?)")
      .run(hash, bytes);
  }
  const cache = open(project);
  assert.deepEqual(await cache.contents.get([hash]), [bytes]);
  await cache.contents.put(hash, bytes);
  assert.deepEqual(await cache.contents.get([hash]), [bytes]);
  await cache.close();
});

Deno.test("a piece that was changed costs the content and nothing else", async () => {
  await using project = tempProject();
  const bytes = crypto.getRandomValues(new Uint8Array(4096));
  const hash = contentHash(bytes);
  const cache = open(project);
  await cache.contents.put(hash, bytes);
  await cache.close();
  {
    using db = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
    db.exec("UPDATE pieces SET data = zeroblob(length(data)) WHERE id % 32 = 3");
  }
  const problems: string[] = [];
  const opened = openCache(
    project.path(".merkl/cache.sqlite3"),
    (message) => problems.push(message),
  );
  const again = (opened as { cache: SqliteCache }).cache;
  assert.deepEqual(await again.contents.get([hash]), [undefined]);
  assert.equal(problems.length, 1);
  await again.close();
  assert.deepEqual(column(project, "SELECT count(*) FROM pieces"), [0]);
});
