/** A call beside the Future of a file that was written from an equal one: one value in a run. */

import assert from "node:assert/strict";
import { Future, task } from "../../mod.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { Session } from "../../lib/project/session.ts";
import { absPath } from "../../lib/util/path.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";

let ran: string[] = [];
let warnings: string[] = [];

/** What the next `measure` gives. */
const state: { next: number } = { next: 0 };

const sensor = task((n: number) => n);
/** Not deterministic. */
const measure = task((n: number) => {
  ran.push("measure");
  return { n, at: state.next++ };
});
const both = task({ outs: ["left", "right"] }, (_n: number) => {
  ran.push("both");
  const at = state.next++;
  return { left: at, right: at };
});
const show = task((one: { at: number }) => {
  ran.push("show");
  return one.at;
});
const compare = task((a: { at: number }, b: { at: number }) => [a.at, b.at]);

function open(project: TempProject, cache: MemoryCache): Session {
  ran = [];
  warnings = [];
  const event = (event: { kind: string; message?: string }) => {
    if (event.kind === "warning" && /deterministic/.test(event.message!)) {
      warnings.push(event.message!);
    }
  };
  return new Session({ root: absPath(project.dir), cache, reporter: { event, end: () => {} } });
}

/** Writes the value 0 to a file; gives the cache that has it. */
async function written(project: TempProject): Promise<MemoryCache> {
  state.next = 0;
  const cache = new MemoryCache();
  await using session = open(project, cache);
  await session.run(() => measure(sensor(1)).to("m.json", { sidecar: true }));
  return cache;
}

const file = () => Future.fromFile<{ n: number; at: number }>("m.json");

Deno.test("a call that runs again gives the value that the file's Future has", async () => {
  for (const force of [false, true]) {
    await using project = tempProject();
    const cache = force ? await written(project) : (await written(project), new MemoryCache());
    await using session = open(project, cache);
    // what uses the file stands before the call, and behind it
    const { value } = await session.run(() => {
      const shown = show(file());
      const fresh = measure(sensor(1));
      return { shown, again: show(fresh), file: file(), fresh, all: compare(file(), fresh) };
    }, { force });
    const one = { n: 1, at: 1 };
    assert.deepEqual(value, { shown: 1, again: 1, file: one, fresh: one, all: [1, 1] });
    assert.equal(ran.filter((name) => name === "measure").length, 1);
    assert.equal(ran.filter((name) => name === "show").length, 1);
    assert.equal(warnings.length, force ? 2 : 1);
    assert.match(
      warnings.at(-1)!,
      /^measure is not deterministic: its value is not the one in m\.json/,
    );
  }
});

Deno.test("so it does if it's cached with another value than the file has", async () => {
  await using project = tempProject();
  await written(project);
  const cache = new MemoryCache();
  {
    await using session = open(project, cache);
    await session.run(() => measure(sensor(1)));
  }
  await using session = open(project, cache);
  const { value } = await session.run(() => compare(measure(sensor(1)), file()));
  assert.deepEqual(value, [1, 1]);
  assert.deepEqual(ran, []);
  assert.equal(warnings.length, 1);
});

Deno.test("nothing is said, and nothing runs, if both have the same value", async () => {
  await using project = tempProject();
  const cache = await written(project);
  await using session = open(project, cache);
  const { value } = await session.run(() => compare(file(), measure(sensor(1))));
  assert.deepEqual(value, [0, 0]);
  assert.deepEqual([ran, warnings], [[], []]);
});

Deno.test("a file that was looked at before decides for a call that comes later", async () => {
  await using project = tempProject();
  await written(project);
  await using session = open(project, new MemoryCache());
  const { value } = await session.run(async () => {
    const { at } = await file().eval();
    const fresh = measure(sensor(1)).to("copy.json");
    return { at, later: (await fresh.eval()).at, all: compare(fresh, file()) };
  });
  assert.deepEqual(value, { at: 0, later: 0, all: [0, 0] });
  assert.deepEqual(ran, []);
  assert.deepEqual(JSON.parse(project.read("copy.json")), { n: 1, at: 0 });
});

Deno.test("a call that was evaluated before decides for a file that is looked at later", async () => {
  await using project = tempProject();
  await written(project);
  await using session = open(project, new MemoryCache());
  const { value } = await session.run(async () => {
    const { at } = await measure(sensor(1)).eval();
    return { at, later: (await file().eval()).at };
  });
  assert.deepEqual(value, { at: 1, later: 1 });
});

Deno.test("one of several outs in a file is of the execution that gives the others", async () => {
  await using project = tempProject();
  state.next = 0;
  {
    await using session = open(project, new MemoryCache());
    await session.run(() => both(1).left.to("left.json", { sidecar: true }));
  }
  await using session = open(project, new MemoryCache());
  const { value } = await session.run(() => [
    Future.fromFile<number>("left.json"),
    both(1).right,
    both(1).left,
  ]);
  assert.deepEqual(value, [1, 1, 1]);
});

Deno.test("an output of the call is brought along", async () => {
  await using project = tempProject();
  const cache = await written(project);
  await using session = open(project, cache);
  const wire = () => {
    const before = show(file());
    const model = measure(sensor(1)).to("m.json", { sidecar: true });
    return [before, show(model)];
  };
  const { value } = await session.run(wire, { force: true });
  assert.deepEqual(value, [1, 1]);
  assert.deepEqual(JSON.parse(project.read("m.json")), { n: 1, at: 1 });
});
