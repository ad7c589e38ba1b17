import assert from "node:assert/strict";
import {
  context,
  type FileRef,
  Future,
  MerklError,
  readFuture,
  type Serializer,
  task,
} from "../../mod.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { inputHash } from "../../lib/graph/key.ts";
import type { ContentHash } from "../../lib/hash/digest.ts";
import { sha256 } from "../../lib/hash/digest.ts";
import { Session } from "../../lib/project/session.ts";
import { absPath } from "../../lib/util/path.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";

/** Names of the bodies that ran. */
let ran: string[] = [];

const train = task((lr: number) => {
  ran.push("train");
  return { lr, weights: [1, 2.5, -3] };
});
const score = task((model: { weights: number[] }) => {
  ran.push("score");
  return model.weights.length;
});
const dated = task((): unknown => ({ at: new Date(0) }));
const text = task((name: string) => `hello ${name}\n`);

/** Says nothing of a Date but its text. */
const asText: Serializer = {
  name: "as-text",
  version: 1,
  dumps: (value) => new TextEncoder().encode(JSON.stringify(value)),
  loads: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
};

/** A session in a folder: with `cache`, another one than that of the folder. */
function open(project: TempProject, cache?: MemoryCache): Session {
  ran = [];
  const reporter = { event: () => {}, end: () => {} };
  return new Session({ root: absPath(project.dir), reporter, ...(cache && { cache }) });
}

/** Writes a model with a sidecar; gives its hash and the cache. */
async function written(project: TempProject, cache = new MemoryCache()) {
  await using session = open(project, cache);
  const { returned } = await session.run(() => {
    const model = train(0.1).to("model.json", { sidecar: true });
    return { model, score: score(model) };
  });
  const { model } = returned;
  return { cache, hash: model.hash, argsHash: model.argsHash, depsHash: model.depsHash };
}

function code(expected: string) {
  return (error: unknown) => {
    assert.ok(error instanceof MerklError, String(error));
    assert.equal(error.code, expected);
    return true;
  };
}

Deno.test("a sidecar makes a file the Future that was written, in an empty cache too", async () => {
  await using project = tempProject();
  const before = await written(project);
  await using session = open(project, new MemoryCache());
  const { value, returned } = await session.run(() => {
    const model = Future.fromFile<{ lr: number; weights: number[] }>("model.json");
    return { model, score: score(model) };
  });
  assert.deepEqual(value, { model: { lr: 0.1, weights: [1, 2.5, -3] }, score: 3 });
  const { model } = returned;
  assert.equal(model.hash, before.hash);
  assert.equal(model.argsHash, before.argsHash);
  assert.equal(model.depsHash, before.depsHash);
  assert.deepEqual(ran, ["score"]);
  assert.equal(
    await session.run(() => model).then(({ value }) => (value as { lr: number }).lr),
    0.1,
  );
});

Deno.test("what uses the Future of a file has the entries of what used the original", async () => {
  await using project = tempProject();
  const { cache } = await written(project);
  await using session = open(project, cache);
  const model = () => Future.fromFile<{ weights: number[] }>("model.json");
  assert.equal((await session.run(() => score(model()))).value, 3);
  assert.deepEqual(ran, []);
});

Deno.test("without a sidecar the project's own record of the file is enough", async () => {
  await using project = tempProject();
  const cache = new MemoryCache();
  let hash = "";
  {
    await using session = open(project, cache);
    const { returned } = await session.run(() => score(train(0.1).to("model.json")));
    hash = returned.hash;
  }
  await using session = open(project, cache);
  const { returned, value } = await session.run(() =>
    score(Future.fromFile<{ weights: number[] }>("model.json"))
  );
  assert.equal(value, 3);
  assert.equal(returned.hash, hash);
  assert.deepEqual(ran, []);
  // elsewhere nothing is known of it
  await using other = open(project, new MemoryCache());
  await assert.rejects(other.run(() => Future.fromFile("model.json")), code("file-untracked"));
});

Deno.test("a Future of a file is a dependency by its hash", async () => {
  await using project = tempProject();
  await written(project);
  await using session = open(project, new MemoryCache());
  const hashes = await session.run(() => {
    const withDep = (model: unknown) => task({ deps: { model } }, (x: number) => x + 1)(1).depsHash;
    const hashes = [
      withDep(Future.fromFile("model.json")),
      withDep(train(0.1)),
      withDep(train(0.2)),
    ];
    return { hashes };
  });
  const [file, original, other] = hashes.returned.hashes;
  assert.equal(file, original);
  assert.notEqual(file, other);
});

Deno.test("an edited file is stale, and names both contents", async () => {
  await using project = tempProject();
  await written(project);
  const before = sha256(project.read("model.json"));
  project.write("model.json", '{"weights":[1]}');
  await using session = open(project, new MemoryCache());
  await assert.rejects(session.run(() => Future.fromFile("model.json")), (error) => {
    code("stale-file")(error);
    const { message, name } = error as MerklError;
    assert.equal(name, "StaleFileError");
    assert.ok(message.includes(before) && message.includes(sha256('{"weights":[1]}')), message);
    return true;
  });
  // also for somebody who could do without the file
  await assert.rejects(
    session.run(() => Future.fromFile("model.json", { optional: true })),
    code("stale-file"),
  );
});

Deno.test("an edited file can be taken as an input, the one that readFuture gives", async () => {
  await using project = tempProject();
  await written(project);
  project.write("model.json", '{"weights":[1]}');
  await using session = open(project, new MemoryCache());
  const { returned, value } = await session.run(() => {
    const model = Future.fromFile<{ weights: number[] }>("model.json", { ifChanged: "input" });
    return { model, same: readFuture("model.json", { as: "json" }), score: score(model) };
  });
  assert.equal(returned.model.hash, returned.same.hash);
  assert.equal((value as { score: number }).score, 1);
  const custom = await session.run(() =>
    Future.fromFile("model.json", { ifChanged: "input", serializer: asText })
  );
  assert.deepEqual(custom.value, { weights: [1] });
  const content = sha256('{"weights":[1]}') as ContentHash;
  assert.equal(custom.returned.hash, inputHash("as-text@1", content));
});

Deno.test("an unchanged file stays the Future with ifChanged", async () => {
  await using project = tempProject();
  const { hash } = await written(project);
  await using session = open(project, new MemoryCache());
  const future = await session.run(
    () => [Future.fromFile("model.json", { ifChanged: "input" }).hash],
  );
  assert.deepEqual(future.returned, [hash]);
});

Deno.test("missing, damaged and newer: an error each, undefined if optional", async () => {
  await using project = tempProject();
  await written(project);
  await using session = open(project, new MemoryCache());
  const fails = async (path: string, expected: string) => {
    await assert.rejects(session.run(() => Future.fromFile(path)), code(expected));
    const { value } = await session.run(() => Future.fromFile(path, { optional: true }));
    assert.equal(value, undefined);
  };
  await fails("nothing.json", "file-missing");
  project.write("other.json", "1");
  await fails("other.json", "file-untracked");
  const sidecar = project.read("model.json.merkl");
  project.write("model.json.merkl", "<<<<<<< HEAD\n" + sidecar);
  await fails("model.json", "sidecar-damaged");
  project.write("model.json.merkl", sidecar.replace(/"hash": "./, '"hash": "x'));
  await fails("model.json", "sidecar-damaged");
  project.write("model.json.merkl", "[]");
  await fails("model.json", "sidecar-damaged");
  project.write("model.json.merkl", sidecar.replace('"merkl": 1', '"merkl": 2'));
  await fails("model.json", "sidecar-newer");
});

Deno.test("a file that loses something has a hash of its own, and gives what it holds", async () => {
  await using project = tempProject();
  const lossy = { sidecar: true, serializer: asText };
  let original = "";
  {
    await using session = open(project, new MemoryCache());
    const { returned } = await session.run(() => dated().to("at.bin", lossy));
    original = returned.hash;
  }
  await using session = open(project, new MemoryCache());
  await assert.rejects(session.run(() => Future.fromFile("at.bin")), code("serializer-needed"));
  const { returned, value } = await session.run(() =>
    Future.fromFile("at.bin", { serializer: asText })
  );
  assert.deepEqual(value, { at: "1970-01-01T00:00:00.000Z" });
  assert.notEqual(returned.hash, original);
  // and another one if it is read otherwise
  const bytes = await session.run(() => Future.fromFile("at.bin", { serializer: "bytes" }));
  assert.ok(bytes.value instanceof Uint8Array);
  assert.notEqual(bytes.returned.hash, returned.hash);
});

Deno.test("texts, lines and bytes come back as they were", async () => {
  await using project = tempProject();
  const lines = task(() => ["a", "b"]);
  const bytes = task(() => new Uint8Array([1, 2]));
  {
    await using session = open(project, new MemoryCache());
    project.write("source.txt", "source");
    await session.run(() => {
      text("you").to("a.txt", { sidecar: true });
      lines().to("b.txt", { sidecar: true });
      bytes().to("c.bin", { sidecar: true });
      readFuture("source.txt").to("copy.txt", { sidecar: true });
    });
  }
  await using session = open(project, new MemoryCache());
  const { value, returned } = await session.run(() =>
    ["a.txt", "b.txt", "c.bin", "copy.txt"].map((path) => Future.fromFile(path))
  );
  assert.deepEqual(value, ["hello you\n", ["a", "b"], new Uint8Array([1, 2]), "source"]);
  const originals = await session.run(() =>
    [text("you"), lines(), bytes(), readFuture("source.txt")].map(({ hash }) => hash)
  );
  assert.deepEqual(returned.map(({ hash }) => hash), originals.returned);
});

Deno.test("a sidecar is for people: no time, no host, and written only when it differs", async () => {
  await using project = tempProject();
  const { hash, cache } = await written(project);
  const first = project.read("model.json.merkl");
  const { merkl, task, file, args, metadata } = JSON.parse(first);
  assert.deepEqual({ merkl, hash: JSON.parse(first).hash, metadata }, {
    merkl: 1,
    hash,
    metadata: null,
  });
  assert.match(task, /#train$/);
  assert.deepEqual(Object.keys(args), ["lr"]);
  assert.equal(file.contentHash, sha256(project.read("model.json")));
  const { ino } = Deno.statSync(project.path("model.json.merkl"));
  await written(project, cache);
  assert.equal(Deno.statSync(project.path("model.json.merkl")).ino, ino);
  // another cache made it at another time
  Deno.removeSync(project.path("model.json"));
  Deno.removeSync(project.path("model.json.merkl"));
  await written(project);
  assert.equal(project.read("model.json.merkl"), first);
});

Deno.test("a body that ran again brings new metadata into the sidecar", async () => {
  await using project = tempProject();
  let note = 1;
  const noted = task({ metadata: () => ({ note }) }, (_n: number) => "same");
  const wire = () => noted(1).to("x.txt", { sidecar: true });
  await using session = open(project, new MemoryCache());
  await session.run(wire);
  assert.deepEqual(JSON.parse(project.read("x.txt.merkl")).metadata, { note: 1 });
  note = 2;
  await session.run(wire, { force: true });
  assert.deepEqual(JSON.parse(project.read("x.txt.merkl")).metadata, { note: 2 });
  await using other = open(project, new MemoryCache());
  const { returned } = await other.run(() => Future.fromFile("x.txt"));
  const metadata = other.run(() => [returned]).then(() => other.metadata(returned));
  assert.deepEqual(await metadata, { note: 2 });
});

Deno.test("an output whose sidecar is current counts as cached with the cache gone", async () => {
  await using project = tempProject();
  await written(project);
  await using session = open(project, new MemoryCache());
  const wire = () => {
    const model = train(0.1).to("model.json", { sidecar: true });
    return { model, score: score(model) };
  };
  const forecast = await session.foresee(wire);
  assert.deepEqual(forecast.tasks.map(({ task, state }) => [task, state]), [
    ["train", "cached"],
    ["score", "runs"],
  ]);
  const { value } = await session.run(wire);
  assert.deepEqual(ran, ["score"]);
  assert.deepEqual(value, { model: { lr: 0.1, weights: [1, 2.5, -3] }, score: 3 });
  // what was read is an entry again
  const { returned } = await session.run(() => [train(0.1)].map((model) => model.inCache()));
  assert.equal(await returned[0], true);
});

Deno.test("a sidecar stands for nothing if its file was edited, or it is of another call", async () => {
  await using project = tempProject();
  await written(project);
  const wire = (lr: number) => () => train(lr).to("model.json", { sidecar: true });
  const good = project.read("model.json");
  project.write("model.json", good.replace("2.5", "7"));
  {
    await using session = open(project, new MemoryCache());
    await session.run(wire(0.1));
    assert.deepEqual(ran, ["train"]);
    assert.equal(project.read("model.json"), good);
  }
  await using session = open(project, new MemoryCache());
  await session.run(wire(0.2));
  assert.deepEqual(ran, ["train"]);
  await using again = open(project, new MemoryCache());
  await again.run(wire(0.2));
  assert.deepEqual(ran, []);
});

Deno.test("a sidecar keeps the reads of its body, and stands only while they hold", async () => {
  await using project = tempProject({ files: { "words.txt": "a b" } });
  const count = task({ ignoreArgs: ["root"] }, (root: string) => {
    ran.push("count");
    context().dependsOn("words.txt");
    return Deno.readTextFileSync(`${root}/words.txt`).split(" ").length;
  });
  const wire = () => count(project.dir).to("count.json", { sidecar: true });
  for (const expected of [["count"], []]) {
    await using session = open(project, new MemoryCache());
    await session.run(wire);
    assert.deepEqual(ran, expected);
  }
  project.write("words.txt", "a b c");
  await using session = open(project, new MemoryCache());
  await session.run(wire);
  assert.deepEqual(ran, ["count"]);
  assert.equal(project.read("count.json"), "3\n");
});

Deno.test("a file that is edited while tasks use it is refused", async () => {
  await using project = tempProject();
  await written(project);
  await using session = open(project, new MemoryCache());
  await assert.rejects(
    session.run(() => {
      const model = Future.fromFile<{ weights: number[] }>("model.json");
      project.write("model.json", '{"weights":[]}');
      return score(model);
    }),
    code("input-changed"),
  );
});

Deno.test("a path must be one", async () => {
  await using project = tempProject();
  await using session = open(project, new MemoryCache());
  await assert.rejects(session.run(() => Future.fromFile("")), code("bad-input-path"));
});

Deno.test("a file that a task gave comes back as a FileRef, with the same entries", async () => {
  await using project = tempProject();
  const made = task(() => {
    const file = context().tempFile("video.bin");
    Deno.writeFileSync(file.path, new Uint8Array([1, 2, 3]));
    return file;
  });
  const size = task((file: FileRef) => Deno.statSync(file.path).size);
  const cache = new MemoryCache();
  await using session = open(project, cache);
  const { returned } = await session.run(() => size(made().to("video.bin", { sidecar: true })));
  const again = await session.run(() => size(Future.fromFile<FileRef>("video.bin")));
  assert.equal(again.returned.hash, returned.hash);
  await using elsewhere = open(project, new MemoryCache());
  const fresh = await elsewhere.run(() => size(Future.fromFile<FileRef>("video.bin")));
  assert.deepEqual([fresh.returned.hash, fresh.value], [returned.hash, 3]);
});

Deno.test("a value that stands for its execution alone keeps its consumers where that is known", async () => {
  await using project = tempProject();
  const noted = task({ cutoff: false }, () => "same");
  const shout = task((text: string) => {
    ran.push("shout");
    return text.toUpperCase();
  });
  const cache = new MemoryCache();
  await using session = open(project, cache);
  await session.run(() => shout(noted().to("x.txt", { sidecar: true })));
  const wire = () => shout(Future.fromFile<string>("x.txt"));
  await session.run(wire);
  assert.deepEqual(ran, ["shout"]);
  await using other = open(project, new MemoryCache());
  assert.equal((await other.run(wire)).value, "SAME");
  assert.deepEqual(ran, ["shout"]);
});

Deno.test("the serializer of an output with a sidecar may be one's own", async () => {
  await using project = tempProject();
  const wire = () => train(0.1).to("model.bin", { sidecar: true, serializer: asText });
  for (const expected of [["train"], []]) {
    await using session = open(project, new MemoryCache());
    await session.run(() => wire());
    assert.deepEqual(ran, expected);
  }
  await using session = open(project, new MemoryCache());
  const { value } = await session.run(() => Future.fromFile("model.bin", { serializer: asText }));
  assert.deepEqual(value, { lr: 0.1, weights: [1, 2.5, -3] });
});

Deno.test("a sidecar that tells of another value or Future is damaged, before anybody sees it", async () => {
  await using project = tempProject();
  await written(project);
  const good = project.read("model.json.merkl");
  const sidecar = JSON.parse(good);
  const change = (changes: object) =>
    project.write("model.json.merkl", JSON.stringify({ ...sidecar, ...changes }));
  const other = sha256("other");
  await using session = open(project, new MemoryCache());
  const use = () => score(Future.fromFile<{ weights: number[] }>("model.json"));
  change({ value: { ...sidecar.value, contentHash: other } });
  for (const wire of [use, () => Future.fromFile("model.json")]) {
    await assert.rejects(session.run(wire), (error) => {
      code("sidecar-damaged")(error);
      const { message } = error as MerklError;
      return message.includes(other) && message.includes(sidecar.value.contentHash);
    });
  }
  for (const changes of [{ depsHash: other }, { argsHash: other }, { argsHash: "?" }, { out: 1 }]) {
    change(changes);
    await assert.rejects(session.run(use), code("sidecar-damaged"));
  }
  assert.deepEqual(ran, []);
  project.write("model.json.merkl", good);
  assert.equal((await session.run(use)).value, 3);
});

Deno.test("the sidecar of a copy tells what that of the original does", async () => {
  await using project = tempProject();
  const { cache } = await written(project);
  const sidecar = (path: string) => JSON.parse(project.read(`${path}.merkl`));
  const original = sidecar("model.json");
  const copy = async (session: Session, path: string) => {
    await session.run(() => void Future.fromFile("model.json").to(path, { sidecar: true }));
    assert.deepEqual(sidecar(path), original);
  };
  {
    await using session = open(project, new MemoryCache());
    await copy(session, "copy.json");
    await copy(session, "model.json");
  }
  // where only the cache knows it
  await using session = open(project, cache);
  Deno.removeSync(`${project.dir}/model.json.merkl`);
  await session.run(() => void train(0.1).to("model.json"));
  await copy(session, "other.json");
});
