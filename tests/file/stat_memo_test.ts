import assert from "node:assert/strict";
import { sha256 } from "../../lib/hash/digest.ts";
import type { AbsPath } from "../../lib/util/path.ts";
import { changeUnseen, FileFolder } from "./support.ts";

const HOUR = 3_600_000;

Deno.test("a file's hash is that of its bytes, and it is kept relative to the root", () => {
  using folder = new FileFolder();
  Deno.mkdirSync(folder.path("sub"));
  const path = folder.write("sub/ä b.txt", "hello");
  const { hash, stat } = folder.memo().fileHash(path);
  assert.equal(hash, sha256("hello"));
  assert.equal(stat.size, 5);
  assert.equal(folder.rows.get("sub/ä b.txt")?.contentHash, hash);
});

Deno.test("a file outside of the root is kept by its absolute path", () => {
  using folder = new FileFolder();
  using other = new FileFolder();
  const path = other.write("x", "1");
  folder.memo().fileHash(path);
  assert.deepEqual([...folder.rows.keys()], [path]);
});

Deno.test("a settled file whose stat is the same is not read again", () => {
  using folder = new FileFolder();
  const path = folder.write("x", "one");
  folder.ahead = HOUR;
  folder.memo().fileHash(path);
  // Only a memo that trusts the stat can miss this.
  folder.rows.set("x", changeUnseen(folder.rows.get("x")!, path, "two"));
  assert.equal(folder.memo().fileHash(path).hash, sha256("one"));
});

Deno.test("a file hashed right after it was written is read again, its record renewed", () => {
  using folder = new FileFolder();
  const path = folder.write("x", "one");
  folder.memo().fileHash(path);
  folder.rows.set("x", changeUnseen(folder.rows.get("x")!, path, "two"));
  assert.equal(folder.memo().fileHash(path).hash, sha256("two"));
  const { hashedAt } = folder.rows.get("x")!;
  folder.ahead = HOUR;
  folder.memo().fileHash(path);
  assert.ok(folder.rows.get("x")!.hashedAt > hashedAt + HOUR / 2);
});

for (const field of ["size", "mtime", "ctime", "inode"] as const) {
  Deno.test(`another ${field} means that the file is read`, () => {
    using folder = new FileFolder();
    const path = folder.write("x", "one");
    folder.ahead = HOUR;
    folder.memo().fileHash(path);
    const row = changeUnseen(folder.rows.get("x")!, path, "two");
    folder.rows.set("x", { ...row, stat: { ...row.stat, [field]: row.stat[field] - 1 } });
    assert.equal(folder.memo().fileHash(path).hash, sha256("two"));
  });
}

Deno.test("a time in the future is never trusted", () => {
  using folder = new FileFolder();
  const path = folder.write("x", "one");
  folder.ahead = -HOUR;
  folder.memo().fileHash(path);
  folder.rows.set("x", changeUnseen(folder.rows.get("x")!, path, "two"));
  assert.equal(folder.memo().fileHash(path).hash, sha256("two"));
});

Deno.test("many files are looked up in one query", () => {
  using folder = new FileFolder();
  const paths = ["a", "b", "c"].map((name) => folder.write(name, name));
  const memo = folder.memo();
  memo.preload(paths);
  memo.preload(paths.slice(1));
  for (const path of paths) memo.fileHash(path);
  assert.equal(folder.queries, 1);
});

Deno.test("statOf is undefined for a file that isn't there", () => {
  using folder = new FileFolder();
  const path = folder.write("x", "one");
  assert.deepEqual(folder.memo().statOf(path), folder.memo().fileHash(path).stat);
  assert.equal(folder.memo().statOf(folder.path("y")), undefined);
});

Deno.test("a missing file names one that is spelt alike", () => {
  using folder = new FileFolder();
  folder.write("train.csv", "");
  const missing = errorOf(() => folder.memo().fileHash(folder.path("trian.csv")));
  assert.equal(missing.code, "file-missing");
  assert.equal(missing.message, `There is no file ${folder.path("trian.csv")}`);
  assert.equal(missing.hint, `Did you mean ${folder.path("train.csv")}?`);
  const nowhere = errorOf(() => folder.memo().fileHash("/nowhere/at/all" as AbsPath));
  assert.equal(nowhere.code, "file-missing");
  assert.doesNotMatch(nowhere.hint!, /Did you mean/);
  const below = errorOf(() => folder.memo().fileHash(folder.path("train.csv/x")));
  assert.equal(below.code, "file-missing");
});

Deno.test("a folder is an error that says what to do", () => {
  using folder = new FileFolder();
  Deno.mkdirSync(folder.path("data"));
  const error = errorOf(() => folder.memo().fileHash(folder.path("data")));
  assert.equal(error.code, "file-is-directory");
  assert.match(error.hint!, /DirRef/);
});

Deno.test({
  name: "what is no plain file is an error, not an endless read",
  ignore: Deno.build.os === "windows",
  fn() {
    using folder = new FileFolder();
    new Deno.Command("mkfifo", { args: [folder.path("pipe")] }).outputSync();
    const error = errorOf(() => folder.memo().fileHash(folder.path("pipe")));
    assert.equal(error.code, "file-unreadable");
    assert.match(error.message, /pipe can't be read: it is no plain file$/);
    assert.equal((error as { cause?: unknown }).cause, undefined, "the reason is told once");
  },
});

function errorOf(work: () => unknown): { code: string; message: string; hint?: string } {
  try {
    work();
  } catch (error) {
    return error as { code: string; message: string; hint?: string };
  }
  throw new assert.AssertionError({ message: "it was expected to throw" });
}
