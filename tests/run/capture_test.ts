import assert from "node:assert/strict";
import process from "node:process";
import { context, type Future, isMerklError, openProject, task } from "../../mod.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import type { Event } from "../../lib/run/event.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A project whose reporter takes what bodies print. */
async function capturing() {
  const root = Deno.makeTempDirSync({ prefix: "merkl-test-" });
  const cache = new MemoryCache();
  const events: Event[] = [];
  const reporter = {
    takesOutput: true,
    event: (event: Event) => void events.push(event),
    end() {},
  };
  const project = await openProject({ root, cache, reporter });
  return {
    project,
    cache,
    events,
    /** What was told of the bodies of a task, a line each. */
    lines: (name: string) =>
      events.flatMap((e) => e.kind === "log" && e.subject.task === name ? [e.line] : []),
    async log(future: Future<unknown>) {
      const [entry] = await cache.index.entries([future.hash]);
      if (entry === undefined || entry.logHash === null) return null;
      const [bytes] = await cache.contents.get([entry.logHash as never]);
      return new TextDecoder().decode(bytes);
    },
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      Deno.removeSync(root, { recursive: true });
    },
  };
}

const everyWay = task({ name: "everyWay" }, async () => {
  console.log("log", { a: [1, "x"] });
  console.log("%s is %d", "it", 5);
  console.error("error");
  console.group("group");
  console.info("inside\nit");
  console.groupEnd();
  console.table([{ a: 1 }]);
  console.assert(false, "asserted");
  console.count();
  Deno.stdout.writeSync(new TextEncoder().encode("sync\n"));
  await Deno.stderr.write(new TextEncoder().encode("async\n"));
  process.stdout.write("node\n");
  await new Promise<void>((done) => process.stderr.write("6e6f6465\n", "hex", () => done()));
  const writer = Deno.stdout.writable.getWriter();
  await writer.write(new TextEncoder().encode("\nstream\n"));
  writer.releaseLock();
  setTimeout(() => console.log("timer"), 1);
  queueMicrotask(() => console.log("microtask"));
  await sleep(20);
  console.log("no end of line: ", 1);
  Deno.stdout.writeSync(new TextEncoder().encode("end"));
  return 1;
});

Deno.test("all ways to print are captured, as Deno would print them, and kept with the entry", async () => {
  await using at = await capturing();
  assert.equal((await at.project.run(() => everyWay())).value, 1);
  const lines = at.lines("everyWay");
  assert.deepEqual(lines.slice(0, 6), [
    'log { a: [ 1, "x" ] }',
    "it is 5",
    "error",
    "group",
    "    inside",
    "    it",
  ]);
  const rest = lines.slice(6).join("\n");
  assert.match(rest, /│ .*a.* │\n[^]*│ .*0.*1.* │/);
  const after = "Assertion failed: asserted default: 1 sync async node node stream microtask timer"
    .split(" ");
  for (const word of after) assert.ok(rest.includes(word), word);
  assert.equal(lines.at(-2), "no end of line:  1");
  assert.equal(lines.at(-1), "end");
  let same: Future<unknown> | undefined;
  await at.project.run(() => same = everyWay());
  assert.equal(await at.log(same!), lines.join("\n"));
});

const chatty = task({ name: "chatty" }, async (name: string, count: number) => {
  for (let i = 0; i < count; i++) {
    process.stdout.write(`${name} `);
    await sleep(1);
    console.log(i);
  }
  return name;
});
const outer = task({ name: "outer" }, async () => {
  console.log("before");
  const inner = await chatty("inner", 2).eval();
  console.log("after", inner);
  return 1;
});

Deno.test("lines of bodies that run at once never mix, nor those of nested ones", async () => {
  await using at = await capturing();
  const names = ["a", "b", "c"];
  const futures: Future<string>[] = [];
  await at.project.run(() => {
    futures.push(...names.map((name) => chatty(name, 5)));
    return [...futures, outer()];
  }, { jobs: 4 });
  for (const [i, name] of names.entries()) {
    const expected = [0, 1, 2, 3, 4].map((n) => `${name} ${n}\n`).join("");
    assert.equal(await at.log(futures[i]!), expected);
  }
  assert.deepEqual(at.lines("outer"), ["before", "after inner"]);
  for (const line of at.lines("chatty")) assert.match(line, /^(a|b|c|inner) \d$/);
});

Deno.test("a body that prints nothing has no log; equal logs are stored once", async () => {
  await using at = await capturing();
  const silent = task(() => 1);
  const same = task({ name: "same" }, (n: number) => {
    console.log("the same");
    return n;
  });
  const futures: Future<number>[] = [];
  await at.project.run(() => {
    futures.push(silent(), same(1), same(2));
    return futures;
  });
  assert.equal(await at.log(futures[0]!), null);
  assert.equal(await at.log(futures[1]!), "the same\n");
  const entries = await at.cache.index.entries(futures.map((future) => future.hash));
  assert.equal(entries[1]!.logHash, entries[2]!.logHash);
});

const fails = task({ name: "fails" }, () => {
  for (let i = 0; i < 100; i++) console.log("line", i);
  throw new Error("broken");
});

Deno.test("a failure carries the last lines that its body printed", async () => {
  await using at = await capturing();
  await assert.rejects(at.project.run(() => fails()), (error) => {
    assert.ok(isMerklError(error));
    const lines = error.output!.split("\n");
    assert.deepEqual([lines.length, lines[0], lines.at(-1)], [20, "line 80", "line 99"]);
    return true;
  });
});

const spoken = task({ name: "spoken" }, () => {
  context().log("one\ntwo");
  context().progress(3, 10);
  console.log("printed");
  return 1;
});

Deno.test("context().log() and progress() are told with the task's name; what is said is kept too", async () => {
  await using at = await capturing();
  let future: Future<number> | undefined;
  await at.project.run(() => future = spoken());
  const told = at.events.flatMap((e) => e.kind === "log" ? [[e.how, e.subject.task, e.line]] : []);
  assert.deepEqual(told, [["said", "spoken", "one"], ["said", "spoken", "two"], [
    "printed",
    "spoken",
    "printed",
  ]]);
  const progress = at.events.find((e) => e.kind === "progress");
  assert.deepEqual([progress?.done, progress?.total, progress?.subject.task], [3, 10, "spoken"]);
  assert.equal(await at.log(future!), "one\ntwo\nprinted\n");
});

/** Runs a program that uses the library, in a process of its own. */
async function program(text: string) {
  const dir = Deno.makeTempDirSync({ prefix: "merkl-test-" });
  try {
    const file = `${dir}/program.ts`;
    const library = new URL("../../mod.ts", import.meta.url).href;
    const cache = new URL("../../lib/cache/memory_cache.ts", import.meta.url).href;
    Deno.writeTextFileSync(
      file,
      `import { openProject, task } from ${JSON.stringify(library)};
       import { MemoryCache } from ${JSON.stringify(cache)};
       const cache = new MemoryCache();\n${text}`,
    );
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-lock",
        "--config",
        new URL("../../deno.json", import.meta.url).pathname,
        file,
      ],
      env: { NO_COLOR: "1" },
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: decode(stdout), stderr: decode(stderr) };
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

Deno.test("in a program without a reporter bodies print as ever, and it is kept all the same", async () => {
  const { code, stdout, stderr } = await program(`
    const hello = task(() => { console.log("to stdout"); console.error("to stderr"); return 1; });
    const quiet = task({ capture: false }, () => { console.log("not kept"); return 2; });
    await using project = await openProject({ root: import.meta.dirname, cache });
    console.log("outside");
    let futures = [];
    await project.run(() => futures = [hello(), quiet()]);
    const entries = await cache.index.entries(futures.map((f) => f.hash));
    const [log] = await cache.contents.get([entries[0].logHash]);
    console.log(JSON.stringify([new TextDecoder().decode(log), entries[1].logHash]));
  `);
  assert.deepEqual([code, stderr], [0, "to stderr\n"]);
  assert.equal(stdout, 'outside\nto stdout\nnot kept\n["to stdout\\nto stderr\\n",null]\n');
});

Deno.test("what isn't printed by a body goes where it always did, even with a reporter that takes output", async () => {
  const { code, stdout, stderr } = await program(`
    const hello = task(() => { console.log("hidden"); return 1; });
    const outer = task(async () => {
      const future = hello();
      future.onCompleted((value) => console.log("completed", value));
      await future.eval();
      console.log("hidden, too");
      return 2;
    });
    const event = (event) => console.error(event.kind, event.kind === "log" ? event.line : "");
    const reporter = { takesOutput: true, event, end: () => {} };
    await using project = await openProject({ root: import.meta.dirname, cache, reporter });
    await project.run(() => {
      console.log("wiring");
      return outer();
    });
    console.log("after");
  `);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "wiring\ncompleted 1\nafter\n");
  const told = stderr.split("\n").filter((line) => line.startsWith("log"));
  assert.deepEqual(told, ["log hidden", "log hidden, too"]);
});
