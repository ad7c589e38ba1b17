/** What is kept of a value, and for how long: the options that don't change its hash. */

import assert from "node:assert/strict";
import { context, type Future, openProject, task } from "../../mod.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { testProject } from "../../lib/project/testing.ts";
import { tempProject } from "../support/temp_project.ts";

/** A cache whose contents can't be read any more. */
class Unreadable extends MemoryCache {
  reads = 0;
  readonly get = this.contents.get.bind(this.contents);
  constructor() {
    super();
    this.contents.get = (hashes) => {
      this.reads += hashes.length;
      return this.get(hashes);
    };
  }
}

Deno.test("cacheInMemory: later runs read nothing, and get copies of their own", async () => {
  const cache = new Unreadable();
  await using project = await openProject({ cache });
  const make = task({ cacheInMemory: true }, (n: number) => [n]);
  const plain = task((n: number) => [n, n]);
  const first = await project.run(() => make(1));
  first.value.push(2);
  const second = await project.run(() => make(1));
  assert.deepEqual(second.value, [1]);
  assert.equal(second.summary.cached, 1);
  assert.equal(cache.reads, 0);
  second.value.push(3);
  assert.deepEqual((await project.run(() => make(1))).value, [1]);
  await project.run(() => plain(1));
  await project.run(() => plain(1));
  assert.equal(cache.reads, 1);
});

Deno.test("cacheInMemory: what another process stored is read once, and with share decoded once", async () => {
  const cache = new Unreadable();
  const make = task({ cacheInMemory: true, share: true }, (n: number) => [n]);
  await using before = await openProject({ cache });
  await before.run(() => make(1));
  await using project = await openProject({ cache });
  const first = await project.run(() => make(1));
  assert.deepEqual(first.value, [1]);
  const second = await project.run(() => make(1));
  assert.equal(second.value, first.value);
  assert.equal(cache.reads, 1);
  assert.equal(second.summary.run, 0);
});

Deno.test("cacheInMemory with cache: null: values are in memory only", async () => {
  const cache = new MemoryCache();
  await using project = await openProject({ cache });
  const make = task({ cache: null, cacheInMemory: true }, (n: number) => n + 1);
  const use = task((n: number) => 2 * n);
  assert.equal((await project.run(() => use(make(1)))).summary.run, 2);
  const again = await project.run(() => [make(1), use(make(1))]);
  assert.deepEqual(again.value, [2, 4]);
  assert.equal(again.summary.run, 0);
  assert.deepEqual([...cache.index.rows.values()].map((entry) => entry.taskId.split("#")[1]), [
    "local",
  ]);
  await project.run(async () => {
    assert.equal(await make(1).inCache(), true);
    await make(1).clearCache();
    assert.equal(await make(1).inCache(), false);
    return undefined;
  });
  assert.equal((await project.run(() => make(1))).summary.run, 1);
  await using other = await openProject({ cache });
  assert.equal((await other.run(() => make(1))).summary.run, 1);
});

Deno.test("cache: null keeps nothing; what uses it keeps its own", async () => {
  await using project = await testProject();
  const make = task({ cache: null }, (n: number) => n + 1);
  const use = task((n: number) => 2 * n);
  await project.run(() => use(make(1)));
  await project.run(() => use(make(1)));
  assert.deepEqual(project.ran, ["make", "use"]);
  await project.run(() => make(1));
  assert.deepEqual(project.ran, ["make", "use", "make"]);
});

const big = task({ cacheTemporarily: true }, (n: number) => "x".repeat(n));
const size = task((text: string) => text.length);
const half = task((text: string) => text.length / 2);

Deno.test("cacheTemporarily: dropped at the end of the run, and made again only if it is needed", async () => {
  await using folder = tempProject();
  await using project = await openProject({ root: folder.dir });
  const count = async (where: string) => (await project.query(where)).length;
  await project.run(() => size(big(20_000)));
  assert.equal(await count("1"), 1);
  const [contents] = await project.query<{ n: number }>("select count(*) as n from contents");
  assert.equal(contents!.n, 1);
  assert.deepEqual(
    [...Deno.readDirSync(folder.path(".merkl"))].map(({ name }) => name)
      .filter((name) => name === "contents").flatMap((name) =>
        files(folder.path(`.merkl/${name}`))
      ),
    [],
  );
  const again = await project.run(() => size(big(20_000)));
  assert.deepEqual([again.summary.run, again.summary.cached], [0, 1]);
  const more = await project.run(() => [size(big(20_000)), half(big(20_000))]);
  assert.deepEqual(more.value, [20_000, 10_000]);
  assert.equal(more.summary.run, 2);
  assert.equal(await count("1"), 2);
});

/** All files below a folder. */
function files(path: string): string[] {
  return [...Deno.readDirSync(path)].flatMap(({ name, isDirectory }) =>
    isDirectory ? files(`${path}/${name}`) : [name]
  );
}

Deno.test("cacheTemporarily: kept while something that needs it is not done", async () => {
  await using project = await testProject();
  const held = { fails: true };
  const flaky = task({ hashKey: "flaky on purpose" }, (text: string) => {
    if (held.fails) throw new Error("not yet");
    return text.length;
  });
  const wire = () => [size(big(3)), flaky(big(3))];
  await assert.rejects(project.run(wire), { code: "task-failed" });
  held.fails = false;
  project.reset();
  assert.deepEqual((await project.run(wire)).value, [3, 3]);
  assert.deepEqual(project.ran, ["flaky"]);
  await project.run(async () => {
    assert.equal(await big(3).inCache(), false);
    return undefined;
  });
});

Deno.test("cacheTemporarily: outside of a run it is dropped when nothing is evaluated any more", async () => {
  await using project = await testProject();
  await project.run(async () => {
    const text = await big(5).eval();
    assert.equal(text.length, 5);
    assert.equal(await big(5).inCache(), true);
    return undefined;
  });
  await project.run(async () => {
    assert.equal(await big(5).inCache(), false);
    return undefined;
  });
});

Deno.test("metadata() and setMetadata(): objects are put together, else the function's counts", async () => {
  await using project = await testProject();
  const stored = async (make: () => Future<unknown>) => {
    await project.run(make);
    let found: unknown;
    await project.run(async () => {
      found = await make().metadata();
      return undefined;
    });
    return found;
  };
  const both = task(
    { metadata: (result: number) => ({ result, from: "function" }) },
    (n: number) => {
      context().setMetadata({ n, from: "body" });
      return 2 * n;
    },
  );
  assert.deepEqual(await stored(() => both(1)), { n: 1, result: 2, from: "function" });
  const timed = task({ metadata: (_result, { duration }) => duration >= 0 }, () => 1);
  assert.equal(await stored(() => timed()), true);
  const other = task({ metadata: (result: number) => [result] }, (n: number) => {
    context().setMetadata({ n });
    return n;
  });
  assert.deepEqual(await stored(() => other(1)), [1]);
  const none = task({ metadata: () => undefined }, (n: number) => {
    context().setMetadata({ n });
    context().setMetadata({ n: n + 1 });
    return n;
  });
  assert.deepEqual(await stored(() => none(1)), { n: 2 });
});

Deno.test("metadata that can't be had costs a warning, not the value", async () => {
  await using project = await testProject();
  const throws = task({
    metadata: () => {
      throw new Error("no loss");
    },
  }, (n: number) => n);
  const promises = task({ metadata: () => Promise.resolve(1) }, (n: number) => n + 1);
  const odd = task({ metadata: (n: number) => ({ n: BigInt(n) }) }, (n: number) => n + 2);
  const map = task(
    { metadata: (n: number) => ({ seen: new Map([[n, n]]) }) },
    (n: number) => n + 3,
  );
  const date = task({ metadata: () => ({ at: new Date(0) }) }, (n: number) => n + 4);
  const { value } = await project.run(() => [
    ...[throws(1), throws(2), promises(1), odd(1), map(1), date(1)],
  ]);
  assert.deepEqual(value, [1, 2, 2, 3, 4, 5]);
  assert.equal(project.warnings.length, 4);
  assert.match(project.warnings[3]!, /map .*: seen is a Map, which JSON can't hold$/);
  assert.equal(
    project.warnings[0],
    "The metadata of throws can't be stored, though its value is: no loss",
  );
  assert.match(project.warnings[1]!, /promises .*: it gave a promise$/);
  await project.run(async () => {
    assert.equal(await throws(1).inCache(), true);
    assert.equal(await throws(1).metadata(), undefined);
    assert.equal(await map(1).metadata(), undefined);
    assert.deepEqual(await date(1).metadata(), { at: "1970-01-01T00:00:00.000Z" });
    return undefined;
  });
});

Deno.test("none of these options is in the key", async () => {
  await using project = await testProject();
  const body = (n: number) => n + 1;
  const plain = task(body);
  const others = [
    task({ cacheInMemory: true }, body),
    task({ cacheTemporarily: true }, body),
    task({ cacheArgs: true }, body),
    task({ cache: null }, body),
    task({ metadata: () => 1 }, body),
    task({ name: "other" }, body),
  ];
  await project.run(() => {
    for (const other of others) assert.equal(other(1).hash, plain(1).hash);
    return undefined;
  });
});

Deno.test("cacheArgs stores arguments readably: all of them, or those that are named", async () => {
  await using folder = tempProject();
  await using project = await openProject({ root: folder.dir });
  const all = task({ cacheArgs: true }, (a: unknown, ...rest: unknown[]) => [a, rest].length);
  const some = task({ cacheArgs: ["b"] }, (a: number, b: number) => a + b);
  const raw = task(
    { cacheArgs: true, ignoreArgs: ["quiet"] },
    (a: number, quiet: boolean) => quiet ? a : a + 1,
  );
  await project.run(() => [
    all({ lr: 0.5, big: 2n, none: undefined, date: new Date(0) }, "x", [1, null]),
    some(1, 2),
    raw(1, true),
    all(some(1, 2)),
  ]);
  const args = async (where: string) => (await project.query(where)).map((entry) => entry.args!);
  const [whole] = await args("args ->> '$.a.lr' = 0.5");
  assert.deepEqual(whole, {
    a: { lr: 0.5, big: "2", date: "1970-01-01T00:00:00.000Z" },
    "rest.1": "x",
    "rest.2": [1, null],
  });
  const [named] = await args("args ->> '$.b' = 2");
  assert.match(named!["a"] as string, /^[0-9a-f]{16}$/);
  // what is ignored tells nothing; a Future is where it comes from
  const [ignored] = await args("args ->> '$.a' = 1 and not args ->> '$.quiet' is null");
  assert.match(ignored!["quiet"] as string, /^[0-9a-f]{16,64}$/);
  const [future] = await args("args ->> '$.a.from.\"task some\"' is not null");
  assert.deepEqual(Object.keys(future!["a"] as object), ["hash", "from"]);
});

Deno.test("onCompleted() calls once a value is finished: made or cached", async () => {
  await using project = await testProject();
  const seen: [string, unknown][] = [];
  const wire = (label: string) => () => {
    size(big(7)).onCompleted((value) => seen.push([label, value]));
    return size(big(7));
  };
  await project.run(wire("made"));
  await project.run(wire("cached"));
  assert.deepEqual(seen, [["made", 7], ["cached", 7]]);
  const fails = task((): number => {
    throw new Error("boom");
  });
  await assert.rejects(
    project.run(() => fails().onCompleted((value) => seen.push(["failed", value]))),
  );
  assert.equal(seen.length, 2);
});

Deno.test("the context's temporary folder lasts as long as the body", async () => {
  await using project = await testProject();
  const use = task(async (fails: boolean) => {
    const { tempDir } = context();
    Deno.writeTextFileSync(`${tempDir}/a.txt`, "a");
    await Promise.resolve();
    if (fails) throw new Error(tempDir);
    assert.equal(context().tempDir, tempDir);
    return [tempDir, Deno.readTextFileSync(`${tempDir}/a.txt`)];
  });
  const { value: [dir, text] } = await project.run(() => use(false));
  assert.equal(text, "a");
  assert.throws(() => Deno.statSync(dir!), Deno.errors.NotFound);
  const failed = await project.run(() => use(true)).catch((error) => error.cause.message as string);
  assert.throws(() => Deno.statSync(failed as string), Deno.errors.NotFound);
});
