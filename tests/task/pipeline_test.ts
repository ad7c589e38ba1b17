/** Graphs that are kept: when the function is called again, and when it is not. */

import assert from "node:assert/strict";
import { batch, DirRef, Future, pipeline, readEnv, readFuture, task } from "../../mod.ts";
import { DatabaseSync } from "node:sqlite";
import { openCache } from "../../lib/cache/sqlite_cache.ts";
import { dropGraphs } from "../../lib/project/graph_store.ts";
import { testProject } from "../../lib/project/testing.ts";
import { tempProject } from "../support/temp_project.ts";

/** How often the functions below were called since the last look: they say so to the console. */
let calls = 0;
console.debug = () => void calls++;
const taken = (): number => {
  const before = calls;
  calls = 0;
  return before;
};

const inc = task((n: number) => n + 1);
const count = task((text: string) => text.length);
const sum = task((numbers: number[]) => numbers.reduce((a, b) => a + b, 0));
const split = task({ outs: ["low", "high"] }, (n: number) => ({ low: n - 1, high: n + 1 }));
const many = batch(inc, (ns) => ns.map((n) => n + 1));
const alone = batch((ns: number[]) => ns.map((n) => 10 * n));

const wiring = pipeline((n: number, { twice = false } = {}) => {
  console.debug("built");
  const { low, high } = split(inc(n));
  return { low, high: twice ? inc(inc(high)) : high, plain: [n, "text"] };
});

Deno.test("a graph is built once for equal arguments, and is equal to what was built", async () => {
  await using project = await testProject();
  taken();
  const first = await project.run(() => wiring(3));
  assert.deepEqual(first.value, { low: 3, high: 5, plain: [3, "text"] });
  assert.equal(taken(), 1);
  project.reset();
  let hashes: string[] = [];
  const second = await project.run(() => {
    const futures = wiring(3);
    hashes = [futures.low.hash, futures.high.hash];
    return futures;
  });
  assert.deepEqual(second.value, first.value);
  assert.deepEqual([taken(), project.ran], [0, []]);
  await project.run(() => {
    const { low, high } = wiring.fn(3);
    assert.deepEqual(hashes, [low.hash, high.hash]);
    return undefined;
  });
  taken();
  await project.run(() => [wiring(4), wiring(3, { twice: true }), wiring(3)]);
  assert.equal(taken(), 2);
  assert.deepEqual(project.warnings, []);
});

Deno.test("Futures whose values are gone are made again from the kept graph", async () => {
  await using project = await testProject();
  await project.run(() => wiring(7));
  await project.run(async () => {
    for (const future of [inc(7), split(inc(7)).low, split(inc(7)).high]) await future.clearCache();
  });
  taken();
  project.reset();
  assert.deepEqual((await project.run(() => wiring(7))).value, {
    low: 7,
    high: 9,
    plain: [7, "text"],
  });
  assert.deepEqual([taken(), project.ran], [0, ["inc", "split"]]);
});

Deno.test("nothing is kept without a cache, and force builds anew", async () => {
  await using project = await testProject();
  taken();
  await project.run(() => wiring(1), { cache: false });
  await project.run(() => wiring(1), { cache: false });
  assert.equal(taken(), 2);
  await project.run(() => wiring(1));
  await project.run(() => wiring(1), { force: true });
  assert.equal(taken(), 2);
});

const reading = pipeline((path: string) => {
  console.debug("built");
  return count(readFuture(path));
});

Deno.test("an edited input builds anew, a touched one doesn't", async () => {
  await using project = await testProject();
  const file = `${project.root}/in.txt`;
  Deno.writeTextFileSync(file, "abc");
  taken();
  assert.equal((await project.run(() => reading("in.txt"))).value, 3);
  Deno.writeTextFileSync(file, "abc");
  assert.equal((await project.run(() => reading("in.txt"))).value, 3);
  assert.equal(taken(), 1);
  Deno.writeTextFileSync(file, "abcdef");
  assert.equal((await project.run(() => reading("in.txt"))).value, 6);
  assert.equal(taken(), 1);
  Deno.removeSync(file);
  await assert.rejects(project.run(() => reading("in.txt")), { code: "file-missing" });
});

const perhaps = pipeline((path: string) => {
  console.debug("built");
  try {
    return count(readFuture(path));
  } catch {
    return inc(0);
  }
});

Deno.test("a file that was missing and now is there builds anew", async () => {
  await using project = await testProject();
  taken();
  assert.equal((await project.run(() => perhaps("in.txt"))).value, 1);
  assert.equal((await project.run(() => perhaps("in.txt"))).value, 1);
  assert.equal(taken(), 1);
  Deno.writeTextFileSync(`${project.root}/in.txt`, "abc");
  assert.equal((await project.run(() => perhaps("in.txt"))).value, 3);
});

const listing = pipeline((folder: string) => {
  console.debug("built");
  return sum(new DirRef(folder).list().map((name) => count(readFuture(`${folder}/${name}`))));
});

Deno.test("a changed directory listing builds anew", async () => {
  await using project = await testProject();
  Deno.mkdirSync(`${project.root}/in`);
  Deno.writeTextFileSync(`${project.root}/in/a.txt`, "a");
  taken();
  assert.equal((await project.run(() => listing("in"))).value, 1);
  assert.equal((await project.run(() => listing("in"))).value, 1);
  assert.equal(taken(), 1);
  Deno.writeTextFileSync(`${project.root}/in/b.txt`, "bcd");
  assert.equal((await project.run(() => listing("in"))).value, 4);
  Deno.removeSync(`${project.root}/in/a.txt`);
  assert.equal((await project.run(() => listing("in"))).value, 3);
  assert.equal(taken(), 2);
  assert.deepEqual(project.warnings, []);
});

const withEnv = pipeline(() => {
  console.debug("built");
  return inc(Number(readEnv("MERKL_TEST_START") ?? "0"));
});

Deno.test("a changed environment variable builds anew; a body is refused to read it so", async () => {
  await using project = await testProject();
  taken();
  assert.equal((await project.run(() => withEnv())).value, 1);
  assert.equal((await project.run(() => withEnv())).value, 1);
  assert.equal(taken(), 1);
  Deno.env.set("MERKL_TEST_START", "5");
  try {
    assert.equal((await project.run(() => withEnv())).value, 6);
  } finally {
    Deno.env.delete("MERKL_TEST_START");
  }
  const bad = task(() => readEnv("HOME"));
  await assert.rejects(project.run(() => bad()), { code: "env-in-body" });
});

const writing = pipeline((n: number) => {
  console.debug("built");
  inc(n).to("side.json");
  return split(n).low.to("low.json", { sidecar: true });
});

Deno.test("outputs are part of the graph: a deleted one is written again", async () => {
  await using project = await testProject();
  await project.run(() => writing(3));
  const read = (name: string) => Deno.readTextFileSync(`${project.root}/${name}`).trim();
  assert.deepEqual([read("side.json"), read("low.json")], ["4", "2"]);
  Deno.removeSync(`${project.root}/side.json`);
  Deno.removeSync(`${project.root}/low.json.merkl`);
  taken();
  await project.run(() => writing(3));
  assert.deepEqual([read("side.json"), read("low.json")], ["4", "2"]);
  assert.ok(read("low.json.merkl").length > 0);
  assert.equal(taken(), 0);
  await assert.rejects(
    project.run(() => [writing(3), inc(0).to("side.json")]),
    { code: "output-conflict" },
  );
});

const later = pipeline(async (path: string) => {
  console.debug("built");
  const length = await count(readFuture(path)).eval();
  return length > 3 ? [inc(length), inc(0)] : [inc(length)];
});

Deno.test("async pipelines; values that they evaluate are looked at again", async () => {
  await using project = await testProject();
  const file = `${project.root}/in.txt`;
  Deno.writeTextFileSync(file, "ab");
  taken();
  assert.deepEqual((await project.run(() => later("in.txt"))).value, [3]);
  assert.deepEqual((await project.run(() => later("in.txt"))).value, [3]);
  assert.equal(taken(), 1);
  Deno.writeTextFileSync(file, "abcd");
  assert.deepEqual((await project.run(() => later("in.txt"))).value, [5, 1]);
  assert.equal(taken(), 1);
});

const unstable = task({ cache: false }, () => {
  const box = console as unknown as { unstable: number };
  return box.unstable;
});
const following = pipeline(async () => {
  console.debug("built");
  return inc(await unstable().eval());
});

Deno.test("a pipeline whose evaluated value is another one is built anew", async () => {
  await using project = await testProject();
  const box = console as unknown as { unstable: number };
  taken();
  box.unstable = 1;
  assert.equal((await project.run(() => following())).value, 2);
  assert.equal((await project.run(() => following())).value, 2);
  assert.equal(taken(), 1);
  box.unstable = 5;
  assert.equal((await project.run(() => following())).value, 6);
  assert.equal(taken(), 1);
});

const inner = pipeline((n: number | Future<number>) => {
  console.debug("built");
  inc(n).to("inner.json");
  return split(n);
});
const outer = pipeline((path: string) => {
  console.debug("built");
  const length = count(readFuture(path));
  const { low, high } = inner(length);
  return [low, inc(high), length];
});

Deno.test("pipelines in pipelines, with Futures as arguments: each is kept", async () => {
  await using project = await testProject();
  Deno.writeTextFileSync(`${project.root}/in.txt`, "abc");
  taken();
  assert.deepEqual((await project.run(() => outer("in.txt"))).value, [2, 5, 3]);
  assert.equal(taken(), 2);
  Deno.removeSync(`${project.root}/inner.json`);
  assert.deepEqual((await project.run(() => outer("in.txt"))).value, [2, 5, 3]);
  assert.equal(taken(), 0);
  assert.equal(Deno.readTextFileSync(`${project.root}/inner.json`).trim(), "4");
  await project.run(() => inner(count(readFuture("in.txt"))));
  assert.equal(taken(), 0);
  Deno.writeTextFileSync(`${project.root}/in.txt`, "abcd");
  assert.deepEqual((await project.run(() => outer("in.txt"))).value, [3, 6, 4]);
  assert.equal(taken(), 2);
});

Deno.test("a Future that is given may be of a task that can't be found again", async () => {
  await using project = await testProject();
  const local = task(() => 5);
  taken();
  for (let i = 0; i < 2; i++) {
    const { low, high } = (await project.run(() => inner(local()))).value;
    assert.deepEqual([low, high], [4, 6]);
  }
  assert.equal(taken(), 1);
});

const batches = pipeline((n: number) => {
  console.debug("built");
  return [many([1, n, 1]), alone([n])];
});

Deno.test("batches in a kept graph run as batches", async () => {
  await using project = await testProject();
  await project.run(() => batches(2), { cache: true });
  await project.run(async () => {
    for (const future of [...many([1, 2]), ...alone([2])]) await future.clearCache();
  });
  project.reset();
  taken();
  assert.deepEqual((await project.run(() => batches(2))).value, [[2, 3, 2], [20]]);
  assert.deepEqual([taken(), project.ran], [0, ["many", "alone"]]);
});

const tracked = pipeline(() => {
  console.debug("built");
  const before = Future.fromFile<number>("n.json", { optional: true });
  return inc(before ?? 0);
});

Deno.test("Future.fromFile in a pipeline: an edited, new or missing file builds anew", async () => {
  await using project = await testProject();
  taken();
  assert.equal((await project.run(() => tracked())).value, 1);
  await project.run(() => inc(4).to("n.json"));
  assert.equal((await project.run(() => tracked())).value, 6);
  assert.equal(taken(), 2);
  assert.equal((await project.run(() => tracked())).value, 6);
  assert.equal(taken(), 0);
  await project.run(() => inc(5).to("n.json"));
  assert.equal((await project.run(() => tracked())).value, 7);
  assert.equal(taken(), 1);
});

Deno.test("a Future of a task made in a function is refused by name", async () => {
  await using project = await testProject();
  const local = task(() => 5);
  const refused = pipeline(() => inc(local()));
  await assert.rejects(project.run(() => refused()), {
    code: "uncacheable-future",
    message:
      /The graph of refused can't be kept, since it has a Future of local: .* inside of a function/,
    hint: "Define local at the top level of a module",
  });
});

const logged = task({ ignoreArgs: ["log"] }, (n: number, log: (text: string) => void) => {
  log(String(n));
  return n;
});
const logging = pipeline(() => logged(1, () => {}));

Deno.test("a Future with an argument that is no plain data is refused by name", async () => {
  await using project = await testProject();
  await assert.rejects(project.run(() => logging()), {
    code: "uncacheable-future",
    message: /a Future of logged: an argument is no plain data/,
  });
});

const clock = pipeline(() => {
  console.debug("built");
  return inc(Date.now() > 0 ? 1 : 0);
});
const fs = pipeline((path: string) => {
  console.debug("built");
  return inc(helper(path));
});
function helper(path: string): number {
  return Deno.readTextFileSync(path).length;
}
const around = pipeline((path: string) => {
  console.debug("built");
  return inc(fs(path));
});

Deno.test("what reads something that merkl can't see is called each time, which is said", async () => {
  await using project = await testProject();
  const file = `${project.root}/in.txt`;
  Deno.writeTextFileSync(file, "abc");
  taken();
  for (let i = 0; i < 2; i++) await project.run(() => [clock(), around(file)]);
  assert.equal(taken(), 6);
  assert.equal(project.warnings.length, 3);
  assert.match(
    project.warnings[0]!,
    /^the graph of clock is built anew each time: it reads Date\.now\(\) \(/,
  );
  assert.match(project.warnings[1]!, /^the graph of fs .*: it reads Deno\.readTextFileSync\(\) \(/);
  assert.match(
    project.warnings[2]!,
    /^the graph of around .*: it calls fs, whose graph can't be kept/,
  );
});

const rates: number[] = [];
let rate = 0;
const addRate = (n: number) => rates.push(n);
const pushing = pipeline((n: number) => {
  console.debug("built");
  addRate(n);
  return inc(n);
});
const assigning = pipeline((n: number) => {
  console.debug("built");
  rate = n;
  return inc(n);
});
const shared = pipeline((n: number) => {
  console.debug("built");
  (globalThis as { merklRate?: number }).merklRate = n;
  return inc(n);
});

Deno.test("what changes a variable of a module is called each time, which is said", async () => {
  await using project = await testProject();
  taken();
  rates.length = 0;
  for (const n of [1, 1, 2]) {
    await project.run(() => [pushing(n), assigning(n), shared(n)]);
    assert.equal(rate, n);
  }
  assert.deepEqual(rates, [1, 1, 2]);
  assert.equal(taken(), 9);
  const [first, second, third, ...others] = project.warnings;
  assert.match(first!, /^the graph of pushing is built anew each time: it changes rates \(.*:\d+:/);
  assert.match(second!, /^the graph of assigning is built anew .*: it reads the variable rate \(/);
  assert.match(third!, /^the graph of shared is built anew .*: it (?:reads|changes) .*merklRate/);
  assert.deepEqual(others, []);
});

Deno.test("so is one that captures a parameter", async () => {
  await using project = await testProject();
  const make = (n: number) => pipeline(() => inc(n));
  assert.equal((await project.run(() => make(1)())).value, 2);
  assert.equal((await project.run(() => make(2)())).value, 3);
  assert.equal(project.warnings.length, 1);
});

Deno.test("a pipeline is a dependency with its tasks", async () => {
  await using project = await testProject();
  await project.run(() => {
    const by = (dep: unknown) => task({ deps: [dep] }, () => 1)().hash;
    assert.equal(by(wiring), by(wiring));
    assert.notEqual(by(wiring), by(reading));
    return undefined;
  });
});

Deno.test("a kept graph goes when there is one by newer code, or when it is dropped", async () => {
  await using project = tempProject();
  const write = (by: number) =>
    project.write(
      "p.ts",
      `import { pipeline, task } from "@merkl/merkl";
      export const scale = task((n: number) => n * ${by});
      export const one = pipeline((n: number) => scale(n));
      export const two = pipeline((n: number) => scale(n + 1));`,
    );
  const run = async (name: string, n: number) => {
    const { code, stderr } = await project.run(["run", `p.ts:${name}`, String(n)]);
    assert.equal(code, 0, stderr);
  };
  const path = project.path(".merkl/cache.sqlite3");
  const left = () => {
    using database = new DatabaseSync(path, { readOnly: true });
    return database.prepare("SELECT count(*) AS n FROM analysis WHERE key LIKE 'graph %'").get()!.n;
  };
  const drop = async (owner?: string) => {
    const opened = openCache(path, () => {});
    assert.ok(opened.kind === "ok");
    const dropped = dropGraphs(opened.cache.memo, owner);
    await opened.cache.close();
    return dropped;
  };
  write(2);
  for (const n of [1, 2, 3]) await run("one", n);
  await run("two", 1);
  assert.equal(left(), 4);
  write(3);
  await run("one", 1);
  // that of the other pipeline stays, until it is kept by newer code
  assert.equal(left(), 2);
  await run("one", 2);
  assert.equal(await drop("p.ts#two"), 1);
  assert.equal(await drop("other.ts"), 0);
  assert.equal(await drop("p.ts"), 2);
  assert.equal(left(), 0);
  await run("two", 1);
  assert.equal(await drop(), 1);
  await run("two", 2);
  assert.equal(left(), 1);
  const { code, stderr } = await project.run(["clear", "p.ts", "-y"]);
  assert.equal(code, 0, stderr);
  assert.equal(left(), 0);
});

Deno.test("a graph that was kept in a folder which was copied doesn't mean the old one's files", async () => {
  const files = {
    "data/a.txt": "one",
    "p.ts": `import { DirRef, pipeline, readFuture, task } from "@merkl/merkl";
      export const size = task((text: string) => text.length);
      export const list = task((folder: DirRef) => folder.list());
      export default pipeline((dir = "data") =>
        [size(readFuture(dir + "/a.txt")).to("size.json"), list(new DirRef(dir))]);`,
  };
  await using project = tempProject({ files });
  await using copy = tempProject({ files: { "data/a.txt": "three", "data/b.txt": "b" } });
  assert.equal((await project.run(["run", "--json", "p.ts"])).code, 0);
  project.write("size.json", "0");
  for (const name of ["p.ts", ".merkl/cache.sqlite3"]) {
    Deno.copyFileSync(project.path(name), copy.path(name));
  }
  const { stdout, stderr } = await copy.run(["run", "--json", "p.ts"]);
  assert.deepEqual(JSON.parse(stdout).value, [5, ["a.txt", "b.txt"]], stderr);
  assert.equal(copy.read("size.json"), "5\n");
  assert.equal(project.read("size.json"), "0");
});

Deno.test("what is no function is refused", () => {
  for (const given of [1, null, {}]) {
    assert.throws(() => pipeline(given as unknown as () => void), { code: "bad-pipeline" });
  }
});

Deno.test("edited code of the pipeline or of its tasks builds anew, in another process too", async () => {
  await using project = tempProject();
  const write = (by: number, extra = "") =>
    project.write(
      "p.ts",
      `import { pipeline, task } from "@merkl/merkl";
      export const scale = task((n: number) => n * ${by});
      export default pipeline((n = 1) => { console.error("building"); return [scale(n)${extra}]; });`,
    );
  const run = async () => {
    const { stdout, stderr, code } = await project.run(["run", "p.ts"]);
    assert.equal(code, 0, stderr);
    return [stdout.trim(), stderr.includes("building")];
  };
  write(2);
  assert.deepEqual(await run(), ["[ 2 ]", true]);
  assert.deepEqual(await run(), ["[ 2 ]", false]);
  write(3);
  assert.deepEqual(await run(), ["[ 3 ]", true]);
  write(3, ", scale(5)");
  assert.deepEqual(await run(), ["[ 3, 15 ]", true]);
  assert.deepEqual(await run(), ["[ 3, 15 ]", false]);
});
