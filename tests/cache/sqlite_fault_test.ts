import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { faultOf } from "../../lib/cache/sqlite_fault.ts";
import { cacheWriteFailed } from "../../lib/error/cache_errors.ts";
import { CacheFolder } from "./support.ts";

Deno.test("a database that another holds is busy, by exec and by statement", () => {
  using folder = new CacheFolder();
  const holder = new DatabaseSync(folder.path);
  holder.exec("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE");
  const other = new DatabaseSync(folder.path, { timeout: 1 });
  assert.equal(faultOf(errorOf(() => other.exec("BEGIN IMMEDIATE"))), "busy");
  assert.equal(faultOf(errorOf(() => other.prepare("BEGIN IMMEDIATE").run())), "busy");
  other.close();
  holder.close();
});

Deno.test("a database without room is full", () => {
  using folder = new CacheFolder();
  const db = new DatabaseSync(folder.path);
  db.exec("CREATE TABLE t (x); PRAGMA max_page_count = 3");
  const insert = db.prepare("INSERT INTO t VALUES (?)");
  const error = errorOf(() => {
    for (let i = 0; i < 100; i++) insert.run("x".repeat(1000));
  });
  assert.equal(faultOf(error), "full");
  db.close();
});

Deno.test("a database opened for reading is readonly", () => {
  using folder = new CacheFolder();
  new DatabaseSync(folder.path).exec("CREATE TABLE t (x)");
  const db = new DatabaseSync(folder.path, { readOnly: true });
  assert.equal(faultOf(errorOf(() => db.prepare("INSERT INTO t VALUES (1)").run())), "readonly");
  db.close();
});

Deno.test("a mistake in SQL, and what is no error of SQLite, is other", () => {
  const db = new DatabaseSync(":memory:");
  assert.equal(faultOf(errorOf(() => db.prepare("SELECT * FROM nothing"))), "other");
  assert.equal(faultOf(new TypeError("x")), "other");
  assert.equal(faultOf("disk is full"), "other");
  db.close();
});

Deno.test("each fault of a write has its code and its way out", () => {
  const codes = (["full", "busy", "readonly", "io"] as const).map((fault) => {
    const { code, hint } = cacheWriteFailed("c", fault, new Error("why"));
    assert.ok(hint);
    return code;
  });
  assert.deepEqual(codes, ["cache-full", "cache-busy", "cache-readonly", "cache-write-failed"]);
});

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new assert.AssertionError({ message: "it was expected to throw" });
}
