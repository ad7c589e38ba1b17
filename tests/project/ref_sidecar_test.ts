/** Files and folders as outputs with sidecars, and as Futures. */

import assert from "node:assert/strict";
import { context, type DirRef, type FileRef, Future, MerklError, task } from "../../mod.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { Session } from "../../lib/project/session.ts";
import { absPath } from "../../lib/util/path.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";

/** Names of the bodies that ran. */
let ran: string[] = [];

const render = task((text: string) => {
  ran.push("render");
  const file = context().tempFile("page.txt");
  Deno.writeTextFileSync(file.path, text);
  return file;
});
const split = task((count: number) => {
  ran.push("split");
  const folder = context().tempFolder("parts");
  Deno.mkdirSync(`${folder.path}/sub`);
  for (let i = 0; i < count; i++) {
    Deno.writeTextFileSync(`${folder.path}/${i === 0 ? "first" : `sub/${i}`}.txt`, `part ${i}`);
  }
  return folder;
});
const size = task(async (file: FileRef) => {
  ran.push("size");
  return `${file.name} ${(await file.text()).length}`;
});
const names = task((folder: DirRef) => {
  ran.push("names");
  return [folder.name, ...folder.list()];
});

function open(project: TempProject, cache: MemoryCache | null = new MemoryCache()): Session {
  ran = [];
  const reporter = { event: () => {}, end: () => {} };
  return new Session({ root: absPath(project.dir), reporter, ...(cache && { cache }) });
}

function code(expected: string) {
  return (error: unknown) => {
    assert.ok(error instanceof MerklError, String(error));
    assert.equal(error.code, expected, error.message);
    return true;
  };
}

const SIDECAR = { sidecar: true };
const WHOLE = ["parts", "first.txt", "sub/1.txt", "sub/2.txt"];

/** Writes a file and a folder; gives their hashes. */
async function written(project: TempProject, cache: MemoryCache | null = new MemoryCache()) {
  await using session = open(project, cache);
  const { returned } = await session.run(() => ({
    page: render("hello").to("out/page.txt", SIDECAR),
    parts: split(3).to("out/parts", SIDECAR),
    named: names(split(3)),
    sized: size(render("hello")),
  }));
  return Object.fromEntries(Object.entries(returned).map(([name, { hash }]) => [name, hash]));
}

Deno.test("outputs that are files and folders count as cached with the cache gone", async () => {
  await using project = tempProject();
  const hashes = await written(project);
  await using session = open(project);
  const wire = () => {
    const page = render("hello").to("out/page.txt", SIDECAR);
    const parts = split(3).to("out/parts", SIDECAR);
    return { size: size(page), names: names(parts) };
  };
  const { tasks, outputs } = await session.foresee(wire);
  assert.deepEqual(tasks.map(({ task, state }) => [task, state]).sort(), [
    ["names", "runs"],
    ["render", "cached"],
    ["size", "runs"],
    ["split", "cached"],
  ]);
  assert.equal(outputs.length, 2);
  const { value } = await session.run(wire);
  assert.deepEqual(value, { size: "page.txt 5", names: WHOLE });
  assert.deepEqual(ran.sort(), ["names", "size"]);
  assert.deepEqual(await session.cache.check(), []);
  // what was taken from the outputs is in the cache again
  Deno.removeSync(project.path("out"), { recursive: true });
  await session.run(wire);
  assert.equal(project.read("out/parts/sub/2.txt"), "part 2");
  assert.deepEqual(ran.sort(), ["names", "size"]);
  assert.equal(JSON.parse(project.read("out/parts.merkl")).hash, hashes["parts"]);
});

Deno.test("nothing is copied into the cache for an output that is current", async () => {
  await using project = tempProject();
  await written(project);
  const cache = new MemoryCache();
  cache.contents.putFile = () => assert.fail("it is copied");
  const before = project.read("out/parts.merkl");
  for (let i = 0; i < 2; i++) {
    await using session = open(project, cache);
    await session.run(() => {
      render("hello").to("out/page.txt", SIDECAR);
      split(3).to("out/parts", SIDECAR);
    });
    assert.deepEqual(ran, []);
  }
  assert.equal(project.read("out/parts.merkl"), before);
});

Deno.test("a folder with more, fewer or other files than its sidecar says is made again", async () => {
  const edits: readonly (readonly [string, (project: TempProject) => void])[] = [
    ["more", (project) => project.write("out/parts/more.txt", "more")],
    ["fewer", (project) => Deno.removeSync(project.path("out/parts/sub/1.txt"))],
    ["edited", (project) => project.write("out/parts/first.txt", "part 7")],
    ["none", (project) => Deno.removeSync(project.path("out/parts"), { recursive: true })],
  ];
  for (const [what, edit] of edits) {
    await using project = tempProject();
    await written(project);
    edit(project);
    await using session = open(project);
    await session.run(() => {
      render("hello").to("out/page.txt", SIDECAR);
      split(3).to("out/parts", SIDECAR);
    });
    assert.deepEqual(ran, ["split"], what);
    assert.equal(project.read("out/parts/first.txt"), "part 0");
    assert.equal(project.read("out/parts/sub/1.txt"), "part 1");
    // somebody else's file stays
    assert.equal(project.exists("out/parts/more.txt"), what === "more");
  }
});

Deno.test("a Future of a folder is the one that was written, also in another checkout", async () => {
  await using project = tempProject();
  const cache = new MemoryCache();
  const hashes = await written(project, cache);
  for (const [from, expected] of [[cache, []], [new MemoryCache(), ["names", "size"]]] as const) {
    await using session = open(project, from);
    const { value, returned } = await session.run(() => {
      const parts = Future.fromFile<DirRef>("out/parts");
      const page = Future.fromFile<FileRef>("out/page.txt");
      return { parts, names: names(parts), sized: size(page) };
    });
    assert.equal(returned.parts.hash, hashes["parts"]);
    assert.equal(returned.names.hash, hashes["named"]);
    assert.equal(returned.sized.hash, hashes["sized"]);
    const folder = value as { parts: DirRef; names: string[] };
    assert.deepEqual(folder.names, WHOLE);
    assert.equal(await folder.parts.file("sub/1.txt").text(), "part 1");
    assert.deepEqual(ran, expected);
  }
});

Deno.test("without a sidecar the project's own record of a folder is enough", async () => {
  await using project = tempProject();
  const cache = new MemoryCache();
  let hash = "";
  {
    await using session = open(project, cache);
    hash = (await session.run(() => names(split(3).to("data/parts")))).returned.hash;
  }
  await using session = open(project, cache);
  const wire = () => names(Future.fromFile<DirRef>("data/parts"));
  const { returned, value } = await session.run(wire);
  assert.equal(returned.hash, hash);
  assert.deepEqual(value, WHOLE);
  assert.deepEqual(ran, []);
  await using other = open(project);
  await assert.rejects(other.run(wire), code("file-untracked"));
});

Deno.test("a folder of another name is a value of its own", async () => {
  await using project = tempProject();
  const cache = new MemoryCache();
  let hash = "";
  {
    await using session = open(project, cache);
    hash = (await session.run(() => split(3).to("other", SIDECAR))).returned.hash;
  }
  for (const from of [cache, new MemoryCache()]) {
    await using session = open(project, from);
    const { returned, value } = await session.run(() => {
      const parts = Future.fromFile<DirRef>("other");
      return { parts, names: names(parts) };
    });
    assert.notEqual(returned.parts.hash, hash);
    assert.deepEqual((value as { names: string[] }).names, ["other", ...WHOLE.slice(1)]);
    // it doesn't stand for the value that the task gives
    await session.run(() => split(3).to("other", SIDECAR));
    assert.deepEqual(ran, from === cache ? ["names"] : ["names", "split"]);
  }
});

Deno.test("an edited folder is stale, or an input of what is there now", async () => {
  await using project = tempProject();
  await written(project);
  project.write("out/parts/sub/new.txt", "new");
  await using session = open(project);
  await assert.rejects(session.run(() => Future.fromFile("out/parts")), code("stale-file"));
  const wire = () => names(Future.fromFile<DirRef>("out/parts", { ifChanged: "input" }));
  assert.deepEqual((await session.run(wire)).value, [
    "parts",
    "first.txt",
    "sub/1.txt",
    "sub/2.txt",
    "sub/new.txt",
  ]);
  project.write("out/parts/sub/newer.txt", "newer");
  assert.equal(((await session.run(wire)).value as string[]).length, 6);
  Deno.removeSync(project.path("out/parts"), { recursive: true });
  await assert.rejects(session.run(() => Future.fromFile("out/parts")), code("file-missing"));
  assert.equal(
    (await session.run(() => Future.fromFile("out/parts", { optional: true }))).value,
    undefined,
  );
});

Deno.test("a folder that is edited while tasks use it is refused", async () => {
  await using project = tempProject();
  await written(project);
  const edits = [
    () => project.write("out/parts/first.txt", "another text"),
    () => project.write("out/parts/sub/more.txt", "more"),
  ];
  for (const edit of edits) {
    await written(project);
    Deno.removeSync(project.path("out/parts"), { recursive: true });
    await written(project);
    // times are coarse
    for (const folder of ["out/parts", "out/parts/sub"]) Deno.utimeSync(project.path(folder), 1, 1);
    await using session = open(project);
    await assert.rejects(
      session.run(() => {
        const parts = Future.fromFile<DirRef>("out/parts");
        edit();
        return names(parts);
      }),
      code("input-changed"),
    );
  }
});

Deno.test("Futures of files and folders can be written elsewhere", async () => {
  await using project = tempProject();
  const hashes = await written(project);
  await using session = open(project);
  await session.run(() => {
    Future.fromFile<FileRef>("out/page.txt").to("copy/page.txt", SIDECAR);
    Future.fromFile<DirRef>("out/parts").to("copy/parts", SIDECAR);
  });
  assert.equal(project.read("copy/page.txt"), "hello");
  assert.equal(project.read("copy/parts/sub/2.txt"), "part 2");
  const { returned } = await session.run(() => [
    Future.fromFile("copy/page.txt"),
    Future.fromFile("copy/parts"),
  ]);
  assert.deepEqual(returned.map(({ hash }) => hash), [hashes["page"], hashes["parts"]]);
});

Deno.test("a sidecar of a folder is for people: no time, no host, and nothing of its own", async () => {
  await using project = tempProject();
  await written(project);
  const first = project.read("out/parts.merkl");
  const { file, value, task } = JSON.parse(first);
  assert.deepEqual([file.serializer, file.lossless, value.codec], ["dir@1", true, "dir@1"]);
  assert.equal(file.contentHash, value.contentHash);
  assert.match(task, /#split$/);
  Deno.removeSync(project.path("out"), { recursive: true });
  await written(project);
  assert.equal(project.read("out/parts.merkl"), first);
});

Deno.test("a sidecar of a file or folder that was tampered with stands for nothing", async () => {
  await using project = tempProject();
  await written(project);
  for (const path of ["out/page.txt.merkl", "out/parts.merkl"]) {
    const sidecar = JSON.parse(project.read(path));
    sidecar.value.contentHash = "0".repeat(64);
    project.write(path, JSON.stringify(sidecar));
  }
  await using session = open(project);
  await session.run(() => {
    render("hello").to("out/page.txt", SIDECAR);
    split(3).to("out/parts", SIDECAR);
  });
  assert.deepEqual(ran, ["render", "split"]);
});
