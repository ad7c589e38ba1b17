import assert from "node:assert/strict";
import { writeOutput } from "../../lib/file/output.ts";
import { trackedState } from "../../lib/file/tracked.ts";
import { sha256 } from "../../lib/hash/digest.ts";
import type { AbsPath } from "../../lib/util/path.ts";
import { utf8 } from "../../lib/util/bytes.ts";
import { FileFolder } from "./support.ts";

function asBytes(text: string) {
  return { bytes: utf8(text), codec: "json@1", lossless: true };
}

/** Writes `text` as the value of a Future, with a fresh memo; `asked`: whether it had to be made. */
async function write(folder: FileFolder, path: AbsPath, text: string, options = {}) {
  let asked = false;
  const outcome = await writeOutput(folder.memo(), {
    path,
    identity: `json@1:${sha256(text)}`,
    serializer: "json@1",
    future: sha256("future"),
    bytes: () => (asked = true, asBytes(text)),
    ...options,
  });
  return { outcome, asked };
}

Deno.test("an output is written once, and its value not asked for again", async () => {
  using folder = new FileFolder();
  const path = folder.path("new/folder/x.json");
  assert.deepEqual(await write(folder, path, "1"), { outcome: "written", asked: true });
  assert.equal(folder.read("new/folder/x.json"), "1");
  assert.deepEqual(await write(folder, path, "1"), { outcome: "unchanged", asked: false });
  assert.deepEqual(await write(folder, path, "2"), { outcome: "written", asked: true });
  assert.equal(folder.read("new/folder/x.json"), "2");
  assert.deepEqual([...Deno.readDirSync(folder.path("new/folder"))].map((e) => e.name), ["x.json"]);
});

Deno.test("an output that was edited or removed is restored", async () => {
  using folder = new FileFolder();
  const path = folder.path("x.json");
  await write(folder, path, "1");
  assert.equal(trackedState(folder.memo(), path), "written");
  folder.write("x.json", "edited");
  assert.equal(trackedState(folder.memo(), path), "edited");
  assert.deepEqual(await write(folder, path, "1"), { outcome: "restored", asked: true });
  assert.equal(folder.read("x.json"), "1");
  Deno.removeSync(path);
  assert.equal(trackedState(folder.memo(), path), "missing");
  assert.deepEqual(await write(folder, path, "1"), { outcome: "restored", asked: true });
  assert.equal(folder.read("x.json"), "1");
  assert.equal(trackedState(folder.memo(), folder.write("mine", "")), "untracked");
});

Deno.test("an edit of the same size and in the same second is found", async () => {
  using folder = new FileFolder();
  const path = folder.path("x.json");
  await write(folder, path, "1");
  folder.write("x.json", "2");
  assert.equal((await write(folder, path, "1")).outcome, "restored");
  assert.equal(folder.read("x.json"), "1");
});

Deno.test("another serialiser writes anew", async () => {
  using folder = new FileFolder();
  const path = folder.path("x.json");
  await write(folder, path, "1");
  const other = { serializer: "json@2", bytes: () => asBytes("one") };
  assert.equal((await write(folder, path, "1", other)).outcome, "written");
  assert.equal(folder.read("x.json"), "one");
});

Deno.test("a file that holds the bytes already is adopted, not touched", async () => {
  using folder = new FileFolder();
  const path = folder.write("x.json", "1");
  const { ino } = Deno.statSync(path);
  assert.deepEqual(await write(folder, path, "1"), { outcome: "unchanged", asked: true });
  assert.equal(Deno.statSync(path).ino, ino);
  assert.deepEqual(await write(folder, path, "1"), { outcome: "unchanged", asked: false });
});

Deno.test("an equal value of another Future changes the record only", async () => {
  using folder = new FileFolder();
  const path = folder.path("x.json");
  await write(folder, path, "1");
  const outcome = await write(folder, path, "1", { future: sha256("other") });
  assert.deepEqual(outcome, { outcome: "unchanged", asked: false });
  assert.equal(folder.rows.get("x.json")?.written?.future, sha256("other"));
});

Deno.test("reading an output as an input keeps the record of what was written", async () => {
  using folder = new FileFolder();
  const path = folder.path("x.json");
  await write(folder, path, "1");
  folder.write("x.json", "edited");
  folder.memo().fileHash(path);
  assert.equal((await write(folder, path, "1")).outcome, "restored");
});

const posix = { ignore: Deno.build.os === "windows" };

Deno.test("a symbolic link stays, and its target is replaced", posix, async () => {
  using folder = new FileFolder();
  Deno.mkdirSync(folder.path("real"));
  Deno.symlinkSync("real/x.json", folder.path("link.json"));
  Deno.symlinkSync("link.json", folder.path("link2.json"));
  assert.equal((await write(folder, folder.path("link2.json"), "1")).outcome, "written");
  assert.ok(Deno.lstatSync(folder.path("link2.json")).isSymlink);
  assert.ok(Deno.lstatSync(folder.path("link.json")).isSymlink);
  assert.equal(folder.read("real/x.json"), "1");
});

Deno.test("permissions of an existing file are kept", posix, async () => {
  using folder = new FileFolder();
  const path = folder.write("x.sh", "old");
  Deno.chmodSync(path, 0o751);
  await write(folder, path, "new");
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o751);
});

Deno.test("what can't be written is an error with a way out, and what was there stays", async () => {
  using folder = new FileFolder();
  Deno.mkdirSync(folder.path("dir"));
  await assert.rejects(write(folder, folder.path("dir"), "1"), {
    code: "output-is-directory",
    message: `The output ${folder.path("dir")} can't be written: there is a folder of that name`,
  });
  folder.write("file", "kept");
  await assert.rejects(write(folder, folder.path("file/x.json"), "1"), {
    code: "output-unwritable",
  });
  assert.equal(folder.read("file"), "kept");
});

Deno.test("a link that leads to itself is an error", posix, async () => {
  using folder = new FileFolder();
  Deno.symlinkSync("loop", folder.path("loop"));
  await assert.rejects(write(folder, folder.path("loop"), "1"), { code: "output-unwritable" });
});

Deno.test("a value that can't be made leaves file and record alone", async () => {
  using folder = new FileFolder();
  const path = folder.path("x.json");
  await write(folder, path, "1");
  const broken = {
    bytes: () => {
      throw new TypeError("no");
    },
  };
  await assert.rejects(write(folder, path, "2", broken), { message: "no" });
  assert.equal(folder.read("x.json"), "1");
  assert.equal((await write(folder, path, "1")).outcome, "unchanged");
});
