import assert from "node:assert/strict";
import { join } from "node:path";
import { batch, context, DirRef, FileRef, fileRef, pathFuture, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

const write = task(async (text: string, name: string) => {
  const file = context().tempFile(name);
  await Deno.writeTextFile(file.path, text);
  return file;
});
const read = task(async (file: FileRef) => `${file.name}: ${await file.text()}`);
const LARGE = "0123456789".repeat(5000);

Deno.test("a returned file is stored; who gets it, gets one of its name", async () => {
  await using project = await testProject();
  const wire = () => ({
    small: read(write("hello", "a.txt")),
    large: read(write(LARGE, "b.bin")),
    file: write("hello", "a.txt"),
  });
  const { value } = await project.run(wire);
  assert.equal(value.small, "a.txt: hello");
  assert.equal(value.large, `b.bin: ${LARGE}`);
  assert.equal(value.file.name, "a.txt");
  assert.equal(value.file.extension, ".txt");
  assert.equal(Deno.readTextFileSync(value.file.path), "hello");
  assert.deepEqual(project.ran.toSorted(), ["read", "read", "write", "write"]);
  project.reset();
  const again = await project.run(wire);
  assert.deepEqual(project.ran, []);
  assert.equal(again.value.large, value.large);
  assert.equal(await again.value.file.text(), "hello");
});

Deno.test("a file is moved into the cache, or copied with keep", async () => {
  await using project = await testProject();
  const path = join(project.root, "made.txt");
  const give = task((path: string, keep: boolean) => {
    Deno.writeTextFileSync(path, `kept: ${keep}`);
    return new FileRef(path, { keep });
  });
  await project.run(() => give(path, true));
  assert.equal(Deno.readTextFileSync(path), "kept: true");
  const { value } = await project.run(() => give(path, false));
  assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
  assert.equal(await value.text(), "kept: false");
});

Deno.test("a file argument counts by content and name, and not by its place", async () => {
  await using project = await testProject();
  const file = (path: string, text: string) => {
    Deno.mkdirSync(join(project.root, path, ".."), { recursive: true });
    Deno.writeTextFileSync(join(project.root, path), text);
    return path;
  };
  const hashes = await project.run(() => {
    const [a, b, c, d] = [
      read(new FileRef(file("one/x.txt", "1"))).hash,
      read(fileRef(file("two/x.txt", "1"))).hash,
      read(new FileRef(file("two/y.txt", "1"))).hash,
      read(new FileRef(file("three/x.txt", "2"))).hash,
    ];
    return { a, b, c, d };
  });
  const { a, b, c, d } = hashes.value;
  assert.equal(a, b);
  assert.equal(new Set([a, c, d]).size, 3);
  const { value } = await project.run(() => read(new FileRef("one/x.txt")));
  assert.equal(value, "x.txt: 1");
});

Deno.test("a file of the cache and an equal one on disk are the same argument and dep", async () => {
  await using project = await testProject();
  const { value: stored } = await project.run(() => write("text", "x.txt"));
  const local = new FileRef(join(project.root, "x.txt"));
  await stored.copyTo(local.path);
  await project.run(() => {
    assert.equal(read(stored).hash, read(local).hash);
    const dependent = (dep: unknown) => task({ deps: [dep] }, () => 1)().hash;
    assert.equal(dependent(stored), dependent(local));
    Deno.writeTextFileSync(local.path, "other");
    assert.notEqual(dependent(stored), dependent(local));
    return undefined;
  });
});

Deno.test("files inside of arguments, and Futures of files inside of lists", async () => {
  await using project = await testProject();
  Deno.writeTextFileSync(join(project.root, "x.txt"), "x");
  const join3 = task(async (files: FileRef[], more: { file: FileRef }) => {
    const texts = [...files, more.file].map((file) => file.text());
    return (await Promise.all(texts)).join();
  });
  const { value } = await project.run(() => {
    const x = new FileRef("x.txt");
    return join3([x, write("y", "y.txt")], { file: write("z", "z.txt") });
  });
  assert.equal(value, "x,y,z");
});

Deno.test("nothing runs after a file that came out the same; its name is part of it", async () => {
  await using project = await testProject();
  const source = task(async (seed: number, name: string) => {
    const file = context().tempFile(name);
    await Deno.writeTextFile(file.path, String(seed % 2));
    return file;
  });
  await project.run(() => read(source(1, "a.txt")));
  project.reset();
  const same = await project.run(() => read(source(3, "a.txt")));
  assert.deepEqual(project.ran, ["source"]);
  assert.equal(same.value, "a.txt: 1");
  project.reset();
  const renamed = await project.run(() => read(source(3, "b.txt")));
  assert.deepEqual(project.ran, ["source", "read"]);
  assert.equal(renamed.value, "b.txt: 1");
});

Deno.test("a body that returns what it was given leaves it to its owner", async () => {
  await using project = await testProject();
  const path = join(project.root, "x.txt");
  Deno.writeTextFileSync(path, "mine");
  const pass = task((file: FileRef) => file);
  const reopen = task((file: FileRef) => new FileRef(file.path));
  const { value } = await project.run(() => [
    pass(new FileRef(path)),
    pass(pass(new FileRef(path))),
    reopen(pass(new FileRef(path))),
    read(pass(new FileRef(path))),
  ]);
  assert.equal(Deno.readTextFileSync(path), "mine");
  assert.equal(value[3], "x.txt: mine");
  for (const file of value.slice(0, 3) as FileRef[]) assert.equal(await file.text(), "mine");
});

Deno.test("an input stays where it is, also if a body returns it by its path", async () => {
  await using project = await testProject();
  const give = task((path: string) => new FileRef(path));
  const giveAgain = task((file: FileRef) => new FileRef(file.path));
  const giveOf = task((folder: DirRef) => new FileRef(`${folder.path}/x.txt`));
  const giveFolder = task((folder: DirRef) => new DirRef(folder.path));
  Deno.mkdirSync(join(project.root, "d"));
  Deno.writeTextFileSync(join(project.root, "x.txt"), "1");
  Deno.writeTextFileSync(join(project.root, "d/x.txt"), "2");
  const { value } = await project.run(() => ({
    files: [give(pathFuture("x.txt")), giveAgain(new FileRef("x.txt")), giveOf(new DirRef("d"))],
    folder: giveFolder(new DirRef("d")),
  }));
  const texts = value.files.map((file) => file.text());
  assert.deepEqual(await Promise.all(texts), ["1", "1", "2"]);
  assert.deepEqual(value.folder.list(), ["x.txt"]);
  assert.equal(Deno.readTextFileSync(join(project.root, "x.txt")), "1");
  assert.equal(Deno.readTextFileSync(join(project.root, "d/x.txt")), "2");
});

Deno.test("several outs: files and values, one file twice", async () => {
  await using project = await testProject();
  const both = task({ outs: ["score", "left", "right"] }, async () => {
    const file = context().tempFile("model.bin");
    await Deno.writeTextFile(file.path, LARGE);
    return { score: 0.5, left: file, right: new FileRef(file.path) };
  });
  const { value } = await project.run(() => both());
  assert.equal(value.score, 0.5);
  assert.equal(await value.left.text(), LARGE);
  assert.equal(await value.right.text(), LARGE);
});

Deno.test("a copy is the user's own", async () => {
  await using project = await testProject();
  const { value: file } = await project.run(() => write(LARGE, "x.txt"));
  await project.run(() => file.copyTo("deep/copy.txt"));
  const path = join(project.root, "deep/copy.txt");
  assert.notEqual(Deno.statSync(path).ino, Deno.statSync(file.path).ino);
  assert.equal(Deno.statSync(path).nlink, 1);
  Deno.writeTextFileSync(path, "changed");
  assert.equal(await file.text(), LARGE);
});

Deno.test("content as text, bytes, JSON and a stream", async () => {
  await using project = await testProject();
  const { value: file } = await project.run(() => write('{"a":1}', "x.json"));
  assert.deepEqual(await file.json(), { a: 1 });
  assert.equal((await file.bytes()).length, 7);
  assert.equal(await new Response(await file.stream()).text(), '{"a":1}');
  const { value: odd } = await project.run(() => write("{", "x"));
  assert.equal(odd.extension, "");
  await assert.rejects(odd.json(), { code: "file-unreadable" });
  const missing = new FileRef(join(project.root, "none"));
  await assert.rejects(missing.text(), { code: "file-missing" });
  await assert.rejects(missing.copyTo("x"), { code: "file-missing" });
  assert.throws(() => new FileRef(""), { code: "bad-input-path" });
});

Deno.test("files inside of a returned value are refused, with the way out", async () => {
  await using project = await testProject();
  const list = task(() => [new FileRef("/x")]);
  const nested = task(() => ({ a: { video: new FileRef("/x") } }));
  const inMap = task({ serializer: "json" }, () => ({ all: [1, new DirRef("/x")] }));
  await assert.rejects(project.run(() => list()), {
    code: "file-ref-nested",
    message: /^result\[0\] is a FileRef inside of another value/,
    hint: /give the task `outs`/,
  });
  await assert.rejects(project.run(() => nested()), { message: /^result\.a\.video is a FileRef/ });
  await assert.rejects(project.run(() => inMap()), { message: /^result\.all\[1\] is a DirRef/ });
});

Deno.test("what can't be stored is refused, and says what it is", async () => {
  await using project = await testProject();
  const at = (name: string) => join(project.root, name);
  Deno.writeTextFileSync(at("file"), "x");
  Deno.symlinkSync(at("file"), at("link"));
  Deno.mkdirSync(at("folder"));
  await new Deno.Command("mkfifo", { args: [at("pipe")] }).output();
  const give = task((path: string) => new FileRef(path));
  await assert.rejects(project.run(() => give(at("none"))), { code: "file-missing" });
  await assert.rejects(project.run(() => give(at("folder"))), { code: "file-is-directory" });
  await assert.rejects(project.run(() => give(at("link"))), {
    code: "file-not-plain",
    message: /link is a symbolic link, but a plain file was expected$/,
  });
  await assert.rejects(project.run(() => give(at("pipe"))), { message: /is a named pipe/ });
  const keep = task((path: string) => new FileRef(path, { keep: true }));
  const { value } = await project.run(() => keep(at("link")));
  assert.equal(await value.text(), "x");
  await assert.rejects(project.run(() => keep(at("none"))), { code: "file-missing" });
  const badName = task((name: string) => context().tempFile(name));
  for (const name of ["", ".", "..", "a/b"]) {
    await assert.rejects(project.run(() => badName(name)), { code: "bad-file-name" });
  }
  assert.equal(Deno.readTextFileSync(at("file")), "x");
});

Deno.test("a file argument that changes while a body reads it is an error", async () => {
  await using project = await testProject();
  const path = join(project.root, "x.txt");
  Deno.writeTextFileSync(path, "before");
  const meddle = task((file: FileRef) => Deno.writeTextFileSync(file.path, "afterwards"));
  await assert.rejects(project.run(() => meddle(new FileRef(path))), { code: "input-changed" });
  const late = project.run(() => {
    const future = read(new FileRef(path));
    Deno.writeTextFileSync(path, "changed once more");
    return future;
  });
  await assert.rejects(late, { code: "input-changed" });
});

let seen = "";
const locate = task((file: FileRef) => {
  seen = file.path;
  return Deno.statSync(file.path).mode! & 0o222;
});

Deno.test("users are given copies, which they may change", async () => {
  for (const text of ["short", LARGE]) {
    await using project = await testProject();
    let completed: FileRef | undefined;
    const wire = () =>
      write(text, "x.txt").onCompleted((file) => {
        completed = file;
      });
    const { value } = await project.run(wire);
    const { value: evaluated } = await project.run(async () => (await wire().eval()).path);
    assert.equal(
      (await project.run(() => locate(wire()))).value,
      0,
      "what bodies get is read-only",
    );
    for (const given of [value, completed!]) {
      assert.equal(given.path, evaluated);
      assert.notEqual(given.path, seen);
      const [copy, stored] = [Deno.statSync(given.path), Deno.statSync(seen)];
      assert.ok(copy.mode! & 0o200 && (copy.ino !== stored.ino || copy.dev !== stored.dev));
    }
    const { ino } = Deno.statSync(value.path);
    assert.equal(Deno.statSync(value.path).ino, ino, "one that wasn't edited stays");
    for (const edit of ["edited", text.replaceAll("0", "1") + "!"]) {
      Deno.writeTextFileSync(value.path, edit);
      assert.equal(await value.text(), text);
      assert.equal(Deno.readTextFileSync(seen), text);
      assert.equal(Deno.readTextFileSync(value.path), text, "another copy is made");
    }
    project.reset();
    assert.equal((await project.run(() => read(wire()))).value, `x.txt: ${text}`);
    // one that is handed to a task is the stored one again
    assert.equal((await project.run(() => read(value))).value, `x.txt: ${text}`);
    assert.deepEqual(project.ran, ["read", "read"]);
  }
});

Deno.test("nothing is copied before a path is asked for", async () => {
  await using project = await testProject();
  const { value } = await project.run(() => write(LARGE, "x.txt"));
  const copyFile = Deno.copyFileSync;
  Deno.copyFileSync = () => assert.fail("it is copied");
  try {
    assert.equal(await value.text(), LARGE);
    assert.equal(value.name, "x.txt");
    assert.equal(Deno.inspect(value), "FileRef(x.txt)");
    await value.copyTo(`${project.root}/y.txt`);
    assert.equal((await project.run(() => read(value))).value, `x.txt: ${LARGE}`);
  } finally {
    Deno.copyFileSync = copyFile;
  }
});

Deno.test("a stored file that was damaged is made again", async () => {
  await using project = await testProject();
  await project.run(() => locate(write(LARGE, "x.txt")));
  Deno.chmodSync(seen, 0o644);
  Deno.writeTextFileSync(seen, "damaged");
  project.reset();
  const again = await project.run(() => read(write(LARGE, "x.txt")));
  assert.equal(again.value, `x.txt: ${LARGE}`);
  assert.deepEqual(project.ran.slice(-2), ["write", "read"]);
});

Deno.test("clearing a Future's entry removes its file", async () => {
  await using project = await testProject();
  const { value } = await project.run(() => write(LARGE, "x.txt"));
  const copy = value.path;
  await project.run(async () => await write(LARGE, "x.txt").clearCache());
  assert.throws(() => value.path, { code: "file-missing" });
  assert.throws(() => Deno.statSync(copy), Deno.errors.NotFound);
  await project.run(async () => assert.equal(await write(LARGE, "x.txt").inCache(), false));
});

Deno.test("metadata sees files that can be opened", async () => {
  await using project = await testProject();
  const sized = task(
    { metadata: (file: FileRef) => ({ size: Deno.statSync(file.path).size }) },
    () => {
      const file = context().tempFile("x");
      Deno.writeTextFileSync(file.path, "four");
      return file;
    },
  );
  await project.run(() => sized());
  await project.run(async () => assert.deepEqual(await sized().metadata(), { size: 4 }));
});

Deno.test("tasks without cache hand files on as well", async () => {
  await using project = await testProject();
  const loose = task({ cache: false }, () => {
    const file = context().tempFile("x.txt");
    Deno.writeTextFileSync(file.path, "loose");
    return file;
  });
  const { value } = await project.run(() => read(loose()));
  assert.equal(value, "x.txt: loose");
});

const double = task((file: FileRef) => doubled(file));
const doubleAll = batch(double, (files: FileRef[]) => files.map(doubled));

function doubled(file: FileRef): FileRef {
  const out = context().tempFile(file.name);
  Deno.writeTextFileSync(out.path, Deno.readTextFileSync(file.path).repeat(2));
  return out;
}

Deno.test("items of a batch are files as well", async () => {
  await using project = await testProject();
  const { value } = await project.run(() => {
    const files = [write("a", "same.txt"), write("b", "same.txt"), write("c", "other.txt")];
    return doubleAll(files).map((file) => read(file));
  });
  assert.deepEqual(value, ["same.txt: aa", "same.txt: bb", "other.txt: cc"]);
});
