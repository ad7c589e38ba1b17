import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import {
  combineFileRefs,
  context,
  DirRef,
  dirRef,
  FileRef,
  type MerklError,
  task,
} from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

const LARGE = "0123456789".repeat(5000);
const FILES = { "b.csv": "b", "a.csv": LARGE, "deep/er/c.csv": "c" };

/** Writes files below a folder; null is a folder without files. */
function fill(folder: string, files: Readonly<Record<string, string | null>>): void {
  for (const [name, text] of Object.entries(files)) {
    Deno.mkdirSync(text === null ? join(folder, name) : dirname(join(folder, name)), {
      recursive: true,
    });
    if (text !== null) Deno.writeTextFileSync(join(folder, name), text);
  }
}

const split = task((files: Record<string, string>, name: string) => {
  const folder = context().tempFolder(name);
  fill(folder.path, files);
  return folder;
});
const describe = task(async (folder: DirRef) => {
  const texts = folder.files.map(async (file) => `${file.name}=${(await file.text()).length}`);
  return [folder.name, folder.list().join(), ...await Promise.all(texts)].join(" ");
});

Deno.test("a returned folder is stored, with the folders in it", async () => {
  await using project = await testProject();
  const wire = () => ({ text: describe(split(FILES, "parts")), folder: split(FILES, "parts") });
  const { value: { text, folder } } = await project.run(wire);
  const expected = "parts a.csv,b.csv,deep/er/c.csv a.csv=50000 b.csv=1 c.csv=1";
  assert.equal(text, expected);
  assert.equal(folder.name, "parts");
  assert.equal(Deno.readTextFileSync(join(folder.path, "deep/er/c.csv")), "c");
  assert.equal(await folder.file("a.csv").text(), LARGE);
  assert.match(Deno.inspect(folder), /^DirRef\(.*\.copy\/parts\)$/);
  // what users are given are copies
  Deno.writeTextFileSync(folder.file("b.csv").path, "edited");
  Deno.writeTextFileSync(join(folder.path, "more.csv"), "more");
  assert.equal(await folder.file("b.csv").text(), FILES["b.csv"]);
  assert.equal(Deno.readTextFileSync(join(folder.path, "b.csv")), FILES["b.csv"]);
  assert.throws(() => Deno.statSync(join(folder.path, "more.csv")), Deno.errors.NotFound);
  assert.throws(() => folder.file("c.csv"), {
    code: "no-file-in-folder",
    hint: /^Did you mean "[abc].csv"\?$/,
  });
  assert.throws(() => folder.file("../x"), { code: "bad-file-name" });
  project.reset();
  assert.equal((await project.run(wire)).value.text, expected);
  assert.deepEqual(project.ran, []);
});

Deno.test("a folder argument counts by its name, and its files' names and contents", async () => {
  await using project = await testProject();
  const at = (name: string) => join(project.root, name);
  fill(at("one/parts"), FILES);
  fill(at("two/parts"), FILES);
  fill(at("two/other"), FILES);
  const { value } = await project.run(() => describe(new DirRef("one/parts")));
  assert.equal(value, "parts a.csv,b.csv,deep/er/c.csv a.csv=50000 b.csv=1 c.csv=1");
  const { value: stored } = await project.run(() => split(FILES, "parts"));
  const hash = (folder: DirRef) => describe(folder).hash;
  await project.run(() => {
    const first = hash(new DirRef("one/parts"));
    assert.equal(hash(dirRef(at("two/parts"))), first);
    assert.equal(hash(stored), first);
    assert.notEqual(hash(new DirRef("two/other")), first);
    Deno.renameSync(at("two/parts/b.csv"), at("two/parts/d.csv"));
    assert.notEqual(hash(new DirRef("two/parts")), first);
    Deno.renameSync(at("two/parts/d.csv"), at("two/parts/b.csv"));
    assert.equal(hash(new DirRef("two/parts")), first);
    Deno.writeTextFileSync(at("two/parts/b.csv"), "B");
    assert.notEqual(hash(new DirRef("two/parts")), first);
    return undefined;
  });
});

Deno.test("a folder is moved into the cache, or copied with keep", async () => {
  await using project = await testProject();
  const path = join(project.root, "made");
  const give = task((path: string, keep: boolean) => {
    fill(path, { a: String(keep), b: LARGE });
    return new DirRef(path, { keep });
  });
  await project.run(() => give(path, true));
  assert.equal(Deno.readTextFileSync(join(path, "a")), "true");
  const { value } = await project.run(() => give(path, false));
  assert.throws(() => Deno.statSync(join(path, "a")), Deno.errors.NotFound);
  assert.equal(await value.file("a").text(), "false");
});

Deno.test("outs that name the files of a returned folder give a Future for each", async () => {
  await using project = await testProject();
  const parts = task({ outs: ["train.csv", "sub/test.csv"] }, (seed: number) => {
    const folder = context().tempFolder("parts");
    fill(folder.path, { "train.csv": `train ${seed}`, "sub/test.csv": "test" });
    return folder;
  });
  const read = task((file: FileRef) => file.text());
  const wire = (seed: number) => () => {
    const { "train.csv": train, "sub/test.csv": test } = parts(seed);
    return [read(train), read(test)];
  };
  assert.deepEqual((await project.run(wire(1))).value, ["train 1", "test"]);
  project.reset();
  assert.deepEqual((await project.run(wire(2))).value, ["train 2", "test"]);
  assert.deepEqual(project.ran, ["parts", "read"]);
  project.reset();
  await project.run(() => read(parts(2)["sub/test.csv"]));
  assert.deepEqual(project.ran, []);

  const wrong = task({ outs: ["train.csv", "test.csv"] }, () => {
    const folder = context().tempFolder("parts");
    fill(folder.path, { "train.csv": "", "other.csv": "" });
    return folder;
  });
  await assert.rejects(project.run(() => wrong()), {
    code: "wrong-outs",
    message: /train\.csv and test\.csv, but returned one with other\.csv and train\.csv/,
  });
});

Deno.test("files are combined into a folder by naming them", async () => {
  await using project = await testProject();
  const make = task((text: string) => {
    const file = context().tempFile(`${text}.txt`);
    Deno.writeTextFileSync(file.path, text);
    return file;
  });
  const combine = task((files: FileRef[]) => combineFileRefs(files));
  const renamed = task((a: FileRef, b: FileRef) => {
    const both = combineFileRefs({ "x/one.txt": a, "two.txt": b }, { name: "both" });
    assert.deepEqual(both.list(), ["two.txt", "x/one.txt"]);
    assert.throws(() => both.path, { code: "folder-not-stored" });
    return both;
  });
  const { value } = await project.run(() => ({
    list: describe(combine([make("b"), make("a")])),
    record: describe(renamed(make("a"), make("bb"))),
  }));
  assert.equal(value.list, "files a.txt,b.txt a.txt=1 b.txt=1");
  assert.equal(value.record, "both two.txt,x/one.txt two.txt=2 one.txt=1");

  const [one, two] = [new FileRef("/one/x"), new FileRef("/two/x")];
  assert.throws(() => combineFileRefs([one, two]), {
    code: "file-names-collide",
    message: 'Two files are called "x": /one/x and /two/x',
  });
  assert.throws(() => combineFileRefs({ "a/b": one, a: two }), { code: "file-names-collide" });
  assert.throws(() => combineFileRefs({ "../x": one }), { code: "bad-file-name" });
});

Deno.test("two outputs for one file of a folder are refused; others may lie beside its files", async () => {
  await using project = await testProject();
  const parts = task((names: string[], text: string) => {
    const folder = context().tempFolder("parts");
    for (const name of names) {
      Deno.mkdirSync(join(folder.path, name, ".."), { recursive: true });
      Deno.writeTextFileSync(join(folder.path, name), text);
    }
    return folder;
  });
  const one = task((text: string) => text);
  const wires = [
    () => [parts(["a.txt", "b.txt"], "1").to("out"), one("2").to("out/a.txt")],
    () => [one("2").to("out/a.txt"), parts(["a.txt", "b.txt"], "1").to("out")],
    () => [parts(["sub/a.txt"], "1").to("other"), parts(["a.txt"], "2").to("other/sub")],
  ];
  for (const wire of wires) {
    await assert.rejects(project.run(wire), {
      code: "output-conflict",
      message: /^Two different values are written to \S+a\.txt: those of /,
    });
  }
  await project.run(() => [
    parts(["a.txt"], "1").to("fine"),
    parts(["b.txt"], "2").to("fine/sub"),
    one("3").to("fine/c.txt"),
  ]);
  const read = (name: string) => Deno.readTextFileSync(join(project.root, "fine", name));
  assert.deepEqual([read("a.txt"), read("sub/b.txt"), read("c.txt")], ["1", "2", "3"]);
});

Deno.test("what a folder can't keep is refused, and says what it is", async () => {
  await using project = await testProject();
  const at = (name: string) => join(project.root, name);
  fill(at("."), { file: "x", "good/file": "x", "empty/below": null, "linked/file": "x" });
  Deno.symlinkSync(at("file"), at("linked/link"));
  Deno.mkdirSync(at("piped"));
  const bytes = [...new TextEncoder().encode(at("odd/")), 0xff];
  const quoted = bytes.map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  await new Deno.Command("sh", {
    args: ["-c", `mkfifo '${at("piped/pipe")}'; mkdir '${at("odd")}'; : > "$(printf '${quoted}')"`],
  }).output();
  const give = task((path: string) => new DirRef(path, { keep: true }));
  const take = task((folder: DirRef) => folder.list());
  const codes = {
    none: "folder-missing",
    file: "folder-expected",
    empty: "folder-empty",
    linked: "file-not-plain",
    piped: "file-not-plain",
    odd: "file-name-not-utf8",
  };
  for (const [name, code] of Object.entries(codes)) {
    await assert.rejects(project.run(() => give(at(name))), { code }, `${name} returned`);
    await assert.rejects(project.run(() => take(new DirRef(at(name)))), { code }, `${name} given`);
  }
  await project.run(() => give(at("good")));
});

Deno.test("a file that vanishes while its folder is stored is named", async () => {
  await using project = await testProject();
  const give = task(() => {
    const folder = context().tempFolder("parts");
    fill(folder.path, { a: "a", b: "b" });
    // removed when it was listed, before it is read
    const list = Deno.readDirSync;
    Deno.readDirSync = (path) => {
      const entries = [...list(path)];
      if (String(path) === folder.path) {
        Deno.readDirSync = list;
        Deno.removeSync(join(folder.path, "b"));
      }
      return entries[Symbol.iterator]();
    };
    return folder;
  });
  await assert.rejects(project.run(() => give()), {
    code: "file-vanished",
    message: /b vanished while it was being stored$/,
  });
});

Deno.test("a folder argument that gets another file while a body runs is an error", async () => {
  await using project = await testProject();
  const path = join(project.root, "parts");
  fill(path, { a: "a" });
  Deno.utimeSync(path, 1, 1);
  const meddle = task((folder: DirRef) => Deno.writeTextFileSync(join(folder.path, "b"), "b"));
  await assert.rejects(project.run(() => meddle(new DirRef(path))), { code: "input-changed" });
});

Deno.test("many small files share their commits; clearing the folder removes them", async () => {
  await using project = await testProject();
  const files = Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [`${i}.txt`, `t${i}`]));
  const { value } = await project.run(() => split(files, "many"));
  assert.equal(value.list().length, 1200);
  assert.equal(await value.file("700.txt").text(), "t700");
  await project.run(async () => await split(files, "many").clearCache());
  assert.throws(() => value.path, { code: "folder-missing" });
});

Deno.test("what is wrong with a returned folder is told with its task and path in it", async () => {
  await using project = await testProject();
  const linked = task(() => {
    const folder = context().tempFolder("parts");
    fill(folder.path, { "deep/a": "a" });
    Deno.symlinkSync("a", join(folder.path, "deep/link"));
    return folder;
  });
  await assert.rejects(project.run(() => linked()), (error: MerklError) => {
    assert.equal(error.code, "file-not-plain");
    assert.match(error.message, /^What linked returned: parts\/deep\/link is a symbolic link/);
    assert.match(error.place?.file ?? "", /dir_ref_test\.ts$/);
    return true;
  });
  const short = task({ outs: ["a", "b"] }, () => {
    const folder = context().tempFolder("parts");
    fill(folder.path, { a: "a" });
    return folder;
  });
  await assert.rejects(project.run(() => short()), {
    code: "wrong-outs",
    message: "short should return a folder whose files outs names: a and b, " +
      "but returned one with a",
  });
});
