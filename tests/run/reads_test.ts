import assert from "node:assert/strict";
import {
  combineFileRefs,
  context,
  DirRef,
  FileRef,
  Future,
  isMerklError,
  openProject,
  readFuture,
  task,
} from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

type Project = Awaited<ReturnType<typeof testProject>>;

const write = (project: Project, name: string, text: string) => {
  const path = `${project.root}/${name}`;
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  Deno.writeTextFileSync(path, text);
};

/** Runs `wire`, which reads a file, before and after each of `changes`; gives the values. */
async function valuesOf(
  wire: (project: Project) => Future<unknown>,
  changes: readonly ((project: Project) => void)[],
): Promise<unknown[]> {
  await using project = await testProject();
  const values: unknown[] = [];
  for (const change of changes) {
    change(project);
    const { value } = await project.run(() => wire(project));
    values.push(value);
    project.reset();
    const again = await project.run(() => wire(project));
    assert.deepEqual(project.ran, [], "nothing has changed");
    assert.deepEqual(again.value, value);
  }
  return values;
}

const set = (name: string, text: string) => (project: Project) => write(project, name, text);
const remove = (name: string) => (project: Project) =>
  Deno.removeSync(`${project.root}/${name}`, { recursive: true });

const readers = {
  text: task(() => new FileRef("x.json").text()),
  json: task(async () => JSON.stringify(await new FileRef("x.json").json())),
  bytes: task(async () => new TextDecoder().decode(await new FileRef("x.json").bytes())),
  stream: task(async () => await new Response(await new FileRef("x.json").stream()).text()),
  path: task(() => Deno.readTextFileSync(new FileRef("x.json").path)),
  copy: task(async () => {
    const copy = context().tempFile("copy");
    await new FileRef("x.json").copyTo(copy.path);
    return Deno.readTextFileSync(copy.path);
  }),
  helper: task(() => helper()),
  "a file of a folder": task(() => new DirRef("sub/..").file("x.json").text()),
};

function helper(): Promise<string> {
  const file = new FileRef("x.json");
  return file.text();
}

for (const [how, read] of Object.entries(readers)) {
  Deno.test(`a FileRef made in a body is a read of it: ${how}`, async () => {
    const make = (project: Project) => write(project, "sub/other", "");
    const values = await valuesOf(() => read(), [
      (project) => (make(project), write(project, "x.json", "1")),
      set("x.json", "2"),
    ]);
    assert.deepEqual(values, ["1", "2"]);
  });
}

Deno.test("a file that isn't there is a read as well", async () => {
  const read = task(async () => {
    try {
      return await new FileRef("x.txt").text();
    } catch {
      return "by default";
    }
  });
  const open = task(() => {
    try {
      return Deno.readTextFileSync(new FileRef("x.txt").path);
    } catch {
      return "by default";
    }
  });
  for (const wire of [read, open]) {
    const values = await valuesOf(() => wire(), [() => {}, set("x.txt", "1"), remove("x.txt")]);
    assert.deepEqual(values, ["by default", "1", "by default"]);
  }
});

Deno.test("an input that a body returns by a FileRef is a read of it", async () => {
  const give = task(() => new FileRef("x.txt", { keep: true }));
  const giveFolder = task(() => new DirRef("d", { keep: true }));
  const combine = task(() => combineFileRefs([new FileRef("x.txt", { keep: true })]));
  const read = task((file: FileRef) => file.text());
  const readAll = task(async (folder: DirRef) =>
    (await Promise.all(folder.files.map(async (file) => `${file.name}: ${await file.text()}`)))
      .join()
  );
  assert.deepEqual(
    await valuesOf(() => read(give()), [set("x.txt", "1"), set("x.txt", "2")]),
    ["1", "2"],
  );
  assert.deepEqual(
    await valuesOf(() => readAll(combine()), [set("x.txt", "1"), set("x.txt", "2")]),
    ["x.txt: 1", "x.txt: 2"],
  );
  assert.deepEqual(
    await valuesOf(() => readAll(giveFolder()), [
      set("d/x.txt", "1"),
      set("d/x.txt", "2"),
      set("d/y.txt", "3"),
      remove("d/x.txt"),
    ]),
    ["x.txt: 1", "x.txt: 2", "x.txt: 2,y.txt: 3", "y.txt: 3"],
  );
});

Deno.test("a DirRef made in a body: the names that it listed are a read, contents that it read too", async () => {
  const changes = [
    set("d/a.txt", "1"),
    set("d/sub/b.txt", "2"),
    set("d/a.txt", "other"),
    remove("d/a.txt"),
    remove("d"),
  ];
  const list = task(() => {
    try {
      return new DirRef("d").list().join();
    } catch {
      return "none";
    }
  });
  assert.deepEqual(await valuesOf(() => list(), changes), [
    "a.txt",
    "a.txt,sub/b.txt",
    "a.txt,sub/b.txt",
    "sub/b.txt",
    "none",
  ]);
  const files = task(() => new DirRef("d").files.map(({ name }) => name).join());
  assert.deepEqual(await valuesOf(() => files(), changes.slice(0, 4)), [
    "a.txt",
    "a.txt,b.txt",
    "a.txt,b.txt",
    "b.txt",
  ]);
  const open = task(() => {
    const { path } = new DirRef("d");
    try {
      return [...Deno.readDirSync(path)].filter(({ isFile }) => isFile)
        .map(({ name }) => Deno.readTextFileSync(`${path}/${name}`)).join();
    } catch {
      return "none";
    }
  });
  assert.deepEqual(await valuesOf(() => open(), changes), ["1", "1", "other", "", "none"]);
  const has = task(() => {
    try {
      return new DirRef("d").file("z.txt").name;
    } catch {
      return "no z.txt";
    }
  });
  assert.deepEqual(
    await valuesOf(() => has(), [set("d/a.txt", "1"), set("d/z.txt", "2"), remove("d/z.txt")]),
    ["no z.txt", "z.txt", "no z.txt"],
  );
});

Deno.test("context().dependsOn() of a folder: all that is in it counts", async () => {
  const read = task((folder: string) => {
    context().dependsOn(folder);
    return [...Deno.readDirSync(folder)].map(({ name }) =>
      Deno.readTextFileSync(`${folder}/${name}`)
    )
      .sort().join();
  });
  const values = await valuesOf(({ root }) => read(`${root}/d`), [
    set("d/a.txt", "1"),
    set("d/b.txt", "2"),
    set("d/b.txt", "3"),
    remove("d/a.txt"),
  ]);
  assert.deepEqual(values, ["1", "1,2", "1,3", "3"]);
});

Deno.test("only what is listed or read counts: other contents of a folder change nothing", async () => {
  await using project = await testProject();
  write(project, "d/a.txt", "1");
  const list = task(() => new DirRef("d").list().join());
  await project.run(() => list());
  write(project, "d/a.txt", "2");
  await project.run(() => list());
  assert.deepEqual(project.ran, ["list"]);
});

Deno.test("a folder with links in it, whose path a body takes: what they lead to counts", async () => {
  const open = task(() => Deno.readTextFileSync(`${new DirRef("d").path}/link.txt`));
  const values = await valuesOf(() => open(), [
    (project) => {
      write(project, "far/x.txt", "1");
      write(project, "d/a.txt", "1");
      Deno.symlinkSync("../far/x.txt", `${project.root}/d/link.txt`);
      Deno.symlinkSync("..", `${project.root}/d/up`);
      Deno.symlinkSync("nowhere", `${project.root}/d/dangling`);
    },
    set("far/x.txt", "2"),
  ]);
  assert.deepEqual(values, ["1", "2"]);
});

Deno.test("files that a body is given count by their content, wherever they lie", async () => {
  await using project = await testProject();
  write(project, "one/x.txt", "1");
  write(project, "two/x.txt", "1");
  write(project, "one/d/x.txt", "1");
  write(project, "two/d/x.txt", "1");
  const read = task(async (file: FileRef, folder: DirRef) => {
    const [first] = folder.files;
    return await file.text() + file.path.length + await folder.file("x.txt").text() +
      folder.list().join() + folder.path.length + await first!.text();
  });
  const wire = (at: string) => () => read(new FileRef(`${at}/x.txt`), new DirRef(`${at}/d`));
  await project.run(wire("one"));
  Deno.removeSync(`${project.root}/one`, { recursive: true });
  await project.run(wire("two"));
  assert.deepEqual(project.ran, ["read"]);
});

Deno.test("what a body makes itself is no read of it", async () => {
  await using project = await testProject();
  const tool = (path: string) => Deno.writeTextFileSync(path, String(performance.now()));
  const moved = task(async () => {
    const file = new FileRef("made.txt");
    tool(file.path);
    await file.text();
    return file;
  });
  const inFolder = task(async () => {
    const folder = Deno.makeTempDirSync();
    tool(`${folder}/x.txt`);
    const text = await new FileRef(`${folder}/x.txt`).text();
    const names = new DirRef(folder).list().length;
    Deno.removeSync(folder, { recursive: true });
    return text + names;
  });
  const own = task(async () => {
    const file = context().tempFile("x.txt");
    tool(file.path);
    return await new FileRef(file.path).text();
  });
  const filled = task(() => {
    const folder = new DirRef("parts");
    Deno.mkdirSync(folder.path);
    tool(`${folder.path}/x.txt`);
    return folder;
  });
  const side = task(() => {
    tool(new FileRef("side.txt").path);
    return 1;
  });
  const wire = () => [moved(), inFolder(), own(), filled(), side()];
  await project.run(wire);
  project.reset();
  await project.run(wire);
  assert.deepEqual(project.ran, []);
});

Deno.test("a file that a body made where it stays, and returns: the value stands while it does", async () => {
  await using project = await testProject();
  const make = task(() => {
    const file = new FileRef("made.txt", { keep: true });
    Deno.writeTextFileSync(file.path, String(performance.now()));
    return file;
  });
  const first = await (await project.run(() => make())).value.text();
  await project.run(() => make());
  assert.deepEqual(project.ran, ["make"]);
  write(project, "made.txt", "edited");
  assert.notEqual(await (await project.run(() => make())).value.text(), first);
});

Deno.test("a file of the cache that a body opens by its path is no read of it", async () => {
  const root = Deno.makeTempDirSync();
  try {
    await using project = await openProject({ root });
    const make = task((text: string) => {
      const file = context().tempFile("x.txt");
      Deno.writeTextFileSync(file.path, text);
      return file;
    });
    const read = task((file: FileRef) => new FileRef(file.path).text());
    assert.equal((await project.run(() => read(make("a")))).value, "a");
    const rows = await project.query("select reads from entries_v");
    assert.deepEqual(rows, [{ reads: null }, { reads: null }]);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

const upper = task((text: string) => text.toUpperCase());
const inner = task((path: string) => {
  context().dependsOn(path);
  return Deno.readTextFileSync(path);
});
const innerRead = task((path: string) => readFuture(path).eval());
const outer = task(async (path: string) => `outer ${await upper(inner(path)).eval()}`);
const outerRead = task(async (path: string) => `outer ${await upper(innerRead(path)).eval()}`);
const outmost = task(async (path: string) => `outmost ${await outer(path).eval()}`);

Deno.test("what a body hands to calls that it evaluates is a read of it, files that are added too", async () => {
  const list = task(async (folder: DirRef, file: FileRef) => {
    return folder.list().join() + await file.text();
  });
  const make = task(() => list(new DirRef("d"), new FileRef("x.txt")).eval());
  assert.deepEqual(
    await valuesOf(() => make(), [
      (project) => (write(project, "d/a", ""), write(project, "x.txt", "1")),
      set("d/sub/b", ""),
      set("x.txt", "2"),
    ]),
    ["a1", "a,sub/b1", "a,sub/b2"],
  );
});

Deno.test("what Future.fromFile() looks at in a body is a read of it: the files of a folder, the sidecar", async () => {
  await using project = await testProject();
  const split = task((names: string[]) => {
    const folder = context().tempFolder("parts");
    for (const name of names) Deno.writeTextFileSync(`${folder.path}/${name}`, name);
    return folder;
  });
  const list = task(async () => {
    try {
      return (await Future.fromFile<DirRef>("parts").eval()).list().join();
    } catch (error) {
      return isMerklError(error) ? error.code : "another error";
    }
  });
  const read = task(async () => {
    return await Future.fromFile<string>("x.txt", { optional: true })?.eval() ?? "none";
  });
  await project.run(() => [
    split(["a", "b"]).to("parts", { sidecar: true }),
    upper("x").to("x.txt", { sidecar: true }),
  ]);
  const sidecar = Deno.readTextFileSync(`${project.root}/x.txt.merkl`);
  const run = async () => (await project.run(() => [list(), read()])).value;
  assert.deepEqual(await run(), ["a,b", "X"]);
  write(project, "parts/c", "c");
  write(project, "x.txt.merkl", "damaged");
  assert.deepEqual(await run(), ["stale-file", "none"]);
  write(project, "x.txt.merkl", sidecar);
  assert.deepEqual(await run(), ["stale-file", "X"]);
});

Deno.test("what calls read that a body evaluates is a read of it, cached or not", async () => {
  for (const call of [outer, outerRead, outmost]) {
    await using project = await testProject();
    const path = `${project.root}/x.txt`;
    const run = async () => String((await project.run(() => call(path))).value).split(" ").at(-1);
    write(project, "x.txt", "one");
    assert.equal(await run(), "ONE");
    write(project, "x.txt", "two");
    assert.equal(await run(), "TWO");
    write(project, "x.txt", "three");
    await project.run(() => [upper(inner(path)), upper(innerRead(path))]);
    assert.equal(await run(), "THREE");
    project.reset();
    assert.equal(await run(), "THREE");
    assert.deepEqual(project.ran, []);
    write(project, "x.txt", "four");
    assert.equal(await run(), "FOUR");
  }
});

Deno.test("what a call read that failed in a body is a read of it", async () => {
  await using project = await testProject();
  const parse = task(async (path: string) => JSON.parse(await new FileRef(path).text()));
  const lenient = task(async (path: string) => {
    try {
      return await parse(path).eval();
    } catch {
      return "no JSON";
    }
  });
  write(project, "x.json", "{");
  await assert.rejects(project.run(() => lenient("x.json")));
  write(project, "x.json", "1");
  assert.equal((await project.run(() => lenient("x.json"))).value, 1);
});
