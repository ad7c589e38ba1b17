/** What is said of calls that run again: which part of them has changed. */

import assert from "node:assert/strict";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { openCache } from "../../lib/cache/sqlite_cache.ts";
import type { Cache } from "../../lib/cache/interfaces.ts";
import { Session } from "../../lib/project/session.ts";
import { reasonText } from "../../lib/report/reason_text.ts";
import type { Event } from "../../lib/run/event.ts";
import { type AbsPath, absPath } from "../../lib/util/path.ts";
import { context, type Future, pathFuture, readFuture, task } from "../../mod.ts";

interface Rig extends AsyncDisposable {
  readonly cache: Cache;
  readonly root: AbsPath;
  write(name: string, text: string): void;
  /** Runs it; what is said of each body that starts and of each call that is kept. */
  run(wire: () => unknown, options?: { force?: boolean }): Promise<string[]>;
  /** What a dry run says. */
  foresee(wire: () => unknown, options?: { force?: boolean }): Promise<string[]>;
}

/** A project whose every run is a session of its own, as processes are. */
function rig(cache: Cache = new MemoryCache()): Rig {
  const root = absPath(Deno.makeTempDirSync({ prefix: "merkl-test-" }));
  return {
    cache,
    root,
    write: (name, text) => Deno.writeTextFileSync(`${root}/${name}`, text),
    async run(wire, options = {}) {
      const events: Event[] = [];
      const reporter = { event: (event: Event) => void events.push(event), end: () => {} };
      await using session = new Session({ root, cache, reporter });
      await session.run(wire, { ...options, explain: true });
      return events.flatMap((event) => {
        if (event.kind === "start") return [`${event.subject.task}: ${reasonText(event.reason)}`];
        return event.kind === "kept" ? [`${event.subject.task}: kept`] : [];
      });
    },
    async foresee(wire, options) {
      await using session = new Session({ root, cache });
      const { tasks } = await session.foresee(wire, options);
      return tasks.map(({ task, state, reason }) =>
        `${task} ${state}${reason === undefined ? "" : `: ${reasonText(reason)}`}`
      );
    },
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

const length = task((text: string) => text.length);
const times = task((n: number, by: number) => n * by);
const sum = task((all: readonly number[]) => all.reduce((a, b) => a + b, 0));

Deno.test("a first run is new, a second has nothing to say", async () => {
  await using project = rig();
  const wire = () => times(length("abc"), 2);
  assert.deepEqual(await project.foresee(wire), ["length runs: new", "times runs: new"]);
  assert.deepEqual(await project.run(wire), ["length: new", "times: new"]);
  assert.deepEqual(await project.foresee(wire), ["length cached", "times cached"]);
  assert.deepEqual(await project.run(wire), []);
});

Deno.test("the file that an input is read from is named; below it, all may run", async () => {
  await using project = rig();
  const wire = () => times(length(readFuture("in.txt")), 2);
  project.write("in.txt", "abc");
  await project.run(wire);
  project.write("in.txt", "abcd");
  assert.deepEqual(await project.foresee(wire), [
    "length runs: input changed: in.txt",
    "times may-run: depends on length",
  ]);
  assert.deepEqual(await project.run(wire), [
    "length: input changed: in.txt",
    "times: result changed: length",
  ]);
});

Deno.test("of several files only those that changed are named", async () => {
  await using project = rig();
  const count = task((texts: readonly string[]) => texts.join().length);
  const names = ["a.txt", "b.txt", "c.txt"];
  const wire = () => count(names.map((name) => readFuture(name)));
  for (const name of names) project.write(name, name);
  await project.run(wire);
  project.write("b.txt", "other");
  assert.deepEqual(await project.run(wire), ["count: input changed: b.txt"]);
});

Deno.test("a path whose file changed is an input", async () => {
  await using project = rig();
  const size = task((path: string) => Deno.statSync(path).size);
  const wire = () => size(pathFuture("in.txt"));
  project.write("in.txt", "abc");
  await project.run(wire);
  project.write("in.txt", "abcd");
  assert.deepEqual(await project.run(wire), ["size: input changed: in.txt"]);
});

Deno.test("early cutoff: what is kept is said, and foreseen once the parent's value is known", async () => {
  await using project = rig();
  const wire = () => times(length(readFuture("in.txt")), 2);
  project.write("in.txt", "abc");
  await project.run(wire);
  project.write("in.txt", "xyz");
  assert.deepEqual(await project.run(wire), ["length: input changed: in.txt", "times: kept"]);
  project.write("in.txt", "123");
  await project.run(() => length(readFuture("in.txt")));
  assert.deepEqual(await project.foresee(wire), [
    "length cached",
    "times cached: kept: same input values",
  ]);
  assert.deepEqual(await project.foresee(wire), [
    "length cached",
    "times cached: kept: same input values",
  ], "a dry run stores nothing");
});

Deno.test("arguments are named, those of an object one by one", async () => {
  await using project = rig();
  const train = task((_rows: string, opts: { lr: number; steps: number }) => opts.lr);
  const tuned = task((_rows: string, { lr }: { lr: number }) => lr);
  const wire = (lr: number, by: number) => () => [
    train("rows", { lr, steps: 10 }),
    tuned("rows", { lr }),
    times(3, by),
  ];
  await project.run(wire(0.1, 2));
  assert.deepEqual(await project.run(wire(0.2, 3)), [
    "train: argument changed: opts.lr",
    "tuned: argument changed: lr",
    "times: argument changed: by",
  ]);
});

Deno.test("values that are kept are told", async () => {
  await using project = rig();
  const scale = task({ cacheArgs: ["by"] }, (n: number, by: number) => n * by);
  await project.run(() => scale(1, 2));
  assert.deepEqual(await project.run(() => scale(1, 3)), ["scale: argument changed: by (2 → 3)"]);
});

Deno.test("a call beside others is new; one in the place of another is changed", async () => {
  await using project = rig();
  const wire = (...texts: string[]) => () => texts.map((text) => length(text));
  await project.run(wire("a", "bb"));
  assert.deepEqual(await project.run(wire("a", "bb", "ccc")), ["length: new"]);
  assert.deepEqual(await project.run(wire("a", "dddd", "ccc")), ["length: argument changed: text"]);
});

Deno.test("each call is compared with the one that it has most in common with", async () => {
  await using project = rig();
  const resize = task((_image: string, _size: number, format: string) => format);
  const wire = (format: string) => () =>
    ["a", "b", "c"].flatMap((image) => [1, 2].map((size) => resize(image, size, format)));
  await project.run(wire("png"));
  assert.deepEqual(
    await project.run(wire("jpg")),
    Array(6).fill("resize: argument changed: format"),
  );
});

Deno.test("forced, not cached, evicted by hand, reads changed", async () => {
  await using project = rig();
  const read = task((path: string) => {
    context().dependsOn(path);
    return Deno.readTextFileSync(path);
  });
  const clock = task({ cache: false }, () => 1);
  const wire = () => [read(`${Deno.cwd()}/deno.json`), clock()];
  await project.run(wire);
  assert.deepEqual(await project.foresee(wire), ["read cached", "clock runs: not cached"]);
  assert.deepEqual(await project.foresee(wire, { force: true }), [
    "read runs: forced",
    "clock runs: not cached",
  ]);
});

Deno.test("reads that changed are named, also to those below", async () => {
  await using project = rig();
  const read = task({ ignoreArgs: ["root"] }, (name: string, root: string) => {
    context().dependsOn(`${root}/${name}`);
    return Deno.readTextFileSync(`${root}/${name}`).length;
  });
  const root = Deno.makeTempDirSync({ prefix: "merkl-test-" });
  const wire = () => times(read("in.txt", root), 2);
  Deno.writeTextFileSync(`${root}/in.txt`, "abc");
  await project.run(wire);
  Deno.writeTextFileSync(`${root}/in.txt`, "abcd");
  const said = await project.run(wire);
  assert.match(said[0]!, /^read: reads changed: .*in\.txt$/);
  assert.deepEqual(said.slice(1), ["times: reads changed above: read"]);
  Deno.removeSync(root, { recursive: true });
});

Deno.test("a parent that isn't deterministic is named to those below", async () => {
  await using project = rig();
  const random = task(() => Math.random());
  const wire = () => times(random(), 2);
  await project.run(wire);
  const [head] = await project.cache.index.heads([await hashOf(project, random)]);
  await project.cache.index.delete([head!.hash]);
  await project.run(() => random());
  assert.deepEqual(await project.run(wire), ["times: another value above: random"]);
});

Deno.test("a task without stored calls of its present code runs for sure, whatever its parents give", async () => {
  await using project = rig();
  const first = task({ version: "1" }, (text: string) => text.length);
  const again = (version: string) => task({ version, name: "again" }, (n: number) => n);
  project.write("in.txt", "abc");
  await project.run(() => again("1")(first(readFuture("in.txt"))));
  project.write("in.txt", "abcd");
  assert.deepEqual(await project.foresee(() => again("2")(first(readFuture("in.txt")))), [
    "first runs: input changed: in.txt",
    "again runs: option changed: version",
  ]);
});

Deno.test("environment variables are named", async () => {
  await using project = rig();
  const wire = () => task({ env: ["MERKL_TEST_HOME"] }, () => 1)();
  Deno.env.set("MERKL_TEST_HOME", "a");
  await project.run(wire);
  Deno.env.set("MERKL_TEST_HOME", "b");
  assert.match((await project.run(wire))[0]!, /: environment changed: MERKL_TEST_HOME$/);
  Deno.env.delete("MERKL_TEST_HOME");
});

Deno.test("a dry run takes stored values for a pipeline that asks for them, and stops at others", async () => {
  await using project = rig();
  const wire = (text: string) => async () => {
    const n = await length(text).eval();
    return Array.from({ length: n }, (_, i) => times(i, 2));
  };
  await project.run(wire("ab"));
  assert.deepEqual(await project.foresee(wire("ab")), [
    "length cached",
    "times cached",
    "times cached",
  ]);
  assert.deepEqual(await project.foresee(wire("abc")), ["length runs: argument changed: text"]);
  await using session = new Session(project);
  assert.equal((await session.foresee(wire("abc"))).waitsFor, "length");
  let error: unknown;
  await session.foresee(() => length("abcd").eval().catch((thrown) => error = thrown));
  assert.equal((error as { code: string }).code, "value-unknown");
});

Deno.test("what nobody asks for is not needed", async () => {
  await using project = rig();
  const wire = () => times(length("abc"), 2);
  await project.run(wire);
  const lengths = await hashOf(project, length, "abc");
  await project.cache.index.delete([lengths]);
  assert.deepEqual(await project.foresee(wire), ["length not-needed: new", "times cached"]);
});

Deno.test("expected times: of the nearest call, of the longest chain, of N at once", async () => {
  const cache = new MemoryCache();
  await using project = rig(cache);
  const wire = (by: number) => () => sum([1, 2, 3, 4].map((n) => times(n, by)));
  await project.run(wire(2));
  for (const [hash, entry] of cache.index.rows) {
    cache.index.rows.set(hash, {
      ...entry,
      duration: entry.taskId.endsWith("#sum") ? 500 : 1000,
    });
  }
  await using session = new Session(project);
  const one = await session.foresee(wire(3));
  assert.deepEqual(one.sure, { expected: 4000, unknown: 0 });
  assert.deepEqual(one.most, { expected: 4500, unknown: 0 });
  const four = await session.foresee(wire(3), { jobs: 4 });
  assert.deepEqual([four.sure.expected, four.most.expected], [1000, 1500]);
  assert.equal((await session.foresee(() => length("never"))).sure.unknown, 1);
});

Deno.test("outputs that would be written are foreseen, none is written", async () => {
  await using project = rig();
  const wire = (text: string) => () => times(length(text).to("a.json"), 2).to("b.json");
  await project.run(wire("abc"));
  const { root } = project;
  for (const name of ["a.json", "b.json"]) Deno.removeSync(`${root}/${name}`);
  await using session = new Session(project);
  const states = async (text: string) =>
    (await session.foresee(wire(text))).outputs.map(({ state }) => state);
  assert.deepEqual(await states("abcd"), ["write", "may-write"]);
  assert.deepEqual([...Deno.readDirSync(root)].map(({ name }) => name), []);
  await session.run(wire("abc"));
  assert.deepEqual(await states("abc"), ["up-to-date", "up-to-date"]);
  Deno.removeSync(`${root}/b.json`);
  assert.deepEqual(await states("abc"), ["up-to-date", "write"]);
});

Deno.test("the SQLite cache explains as the one in memory does", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "merkl-test-" });
  const opened = openCache(`${folder}/cache.sqlite3`, assert.fail);
  assert.ok(opened.kind === "ok");
  await using project = rig(opened.cache);
  const wire = (version: string, by: number) => () =>
    times(task({ version, name: "made" }, (n: number) => n)(1), by);
  await project.run(wire("1", 2));
  assert.deepEqual(await project.foresee(wire("2", 2)), [
    "made runs: option changed: version",
    "times may-run: depends on made",
  ]);
  assert.deepEqual(await project.foresee(wire("1", 3)), [
    "made cached",
    "times runs: argument changed: by",
  ]);
  await opened.cache.close();
  Deno.removeSync(folder, { recursive: true });
});

/** The hash of a call. */
async function hashOf<A extends unknown[]>(
  project: Rig,
  made: (...args: A) => Future<unknown>,
  ...args: A
) {
  await using session = new Session(project);
  const { returned } = await session.run(() => ({ hash: made(...args).hash }));
  return returned.hash;
}
