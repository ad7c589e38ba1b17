import assert from "node:assert/strict";
import { context, readFuture, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

const upper = task((text: string) => text.toUpperCase());
const length = task((text: string) => text.length);

Deno.test("early cutoff: an upstream edit with the same value runs nothing downstream", async () => {
  await using project = await testProject();
  const file = `${project.root}/in.txt`;
  const trim = task((text: string) => text.trim());
  const wire = () => length(upper(trim(readFuture("in.txt"))));
  Deno.writeTextFileSync(file, "abc");
  await project.run(wire);
  project.reset();
  Deno.writeTextFileSync(file, " abc\n");
  assert.equal((await project.run(wire)).value, 3);
  assert.deepEqual(project.ran, ["trim"]);
  assert.deepEqual(project.events.flatMap((e) => e.kind === "kept" ? [e.subject.task] : []), [
    "upper",
    "length",
  ]);
  project.reset();
  // the new hashes became aliases: now they are plain hits
  await project.run(wire);
  assert.deepEqual(project.events, []);
});

Deno.test("cutoff: false on a task makes all that uses its value run again", async () => {
  await using project = await testProject();
  const trim = task({ cutoff: false }, (text: string) => text.trim());
  const wire = () => upper(trim(readFuture("in.txt")));
  Deno.writeTextFileSync(`${project.root}/in.txt`, "abc");
  await project.run(wire);
  project.reset();
  Deno.writeTextFileSync(`${project.root}/in.txt`, "abc ");
  await project.run(wire);
  assert.deepEqual(project.ran, ["trim", "upper"]);
});

Deno.test("no cutoff through undefined: a side effect that ran again is not unchanged work", async () => {
  await using project = await testProject();
  const effect = task((_text: string): void => {});
  const after = task((_done: undefined | void) => "after");
  const wire = () => after(effect(readFuture("in.txt")));
  Deno.writeTextFileSync(`${project.root}/in.txt`, "1");
  await project.run(wire);
  await project.run(wire);
  assert.deepEqual(project.ran, ["effect", "after"]);
  project.reset();
  Deno.writeTextFileSync(`${project.root}/in.txt`, "2");
  await project.run(wire);
  assert.deepEqual(project.ran, ["effect", "after"]);
});

Deno.test("no cutoff through the name of a file, which is said once", async () => {
  await using project = await testProject();
  const { root } = project;
  const write = task({ ignoreArgs: ["folder"] }, (text: string, folder: string) => {
    Deno.writeTextFileSync(`${folder}/made.txt`, text);
    return "made.txt";
  });
  const use = task(
    { ignoreArgs: ["folder"] },
    (path: string, folder: string) => Deno.readTextFileSync(`${folder}/${path}`),
  );
  const wire = () => use(write(readFuture("in.txt"), root), root);
  Deno.writeTextFileSync(`${root}/in.txt`, "one");
  assert.equal((await project.run(wire)).value, "one");
  Deno.writeTextFileSync(`${root}/in.txt`, "two");
  assert.equal((await project.run(wire)).value, "two");
  assert.equal(project.warnings.filter((line) => line.includes("made.txt")).length, 1);
});

Deno.test("no cutoff through names of files and folders that are parts of a value", async () => {
  await using project = await testProject();
  const { root } = project;
  const use = task(
    { ignoreArgs: ["folder"] },
    (_made: unknown, folder: string) => Deno.readTextFileSync(`${folder}/parts/made.txt`),
  );
  const forms: ((name: string) => unknown)[] = [
    (name) => ({ rows: 3, at: { path: name } }),
    (name) => ["none.txt", name],
    (name) => new Map([["path", name]]),
    (name) => new Set([name]),
    () => "./parts",
  ];
  for (const [i, form] of forms.entries()) {
    const write = task({ ignoreArgs: ["folder"], hashKey: `write ${i}` }, (text, folder) => {
      Deno.mkdirSync(`${folder}/parts`, { recursive: true });
      Deno.writeTextFileSync(`${folder}/parts/made.txt`, String(text));
      return form("parts/made.txt");
    });
    for (const text of ["one", "two"]) {
      assert.equal((await project.run(() => use(write(text, root), root))).value, text);
    }
  }
});

Deno.test("a recomputed parent with another value reaches its children: no two data sets in one result", async () => {
  await using project = await testProject();
  const random = task(() => [Math.random()]);
  const both = task((list: readonly number[]) => [...list]);
  const wire = () => {
    const values = random();
    return { values, copy: both(values) };
  };
  const first = (await project.run(wire)).value;
  assert.deepEqual(first.copy, first.values);
  await project.run(async () => {
    await random().clearCache();
    return undefined;
  });
  const second = (await project.run(wire)).value;
  assert.notDeepEqual(second.values, first.values);
  assert.deepEqual(second.copy, second.values);
});

Deno.test("other content for the same hash is said once", async () => {
  await using project = await testProject();
  const clock = task(() => performance.now());
  for (let i = 0; i < 3; i++) await project.run(() => clock(), { force: true });
  assert.equal(project.warnings.filter((line) => line.includes("not deterministic")).length, 1);
});

Deno.test("context().dependsOn(): a stored value stands only while the file does", async () => {
  await using project = await testProject();
  const file = `${project.root}/words.txt`;
  const count = task((path: string) => {
    context().dependsOn(path);
    return Deno.readTextFileSync(path).split(" ").length;
  });
  const after = task((n: number) => n * 10);
  const wire = () => after(count(file));
  Deno.writeTextFileSync(file, "a b");
  assert.equal((await project.run(wire)).value, 20);
  await project.run(wire);
  assert.deepEqual(project.ran, ["count", "after"]);
  Deno.writeTextFileSync(file, "a b c");
  assert.equal((await project.run(wire)).value, 30);
  Deno.removeSync(file);
  await assert.rejects(project.run(wire), { code: "file-missing" });
});

Deno.test("early cutoff hands on no value whose body said that it reads what has changed", async () => {
  await using project = await testProject();
  const file = `${project.root}/words.txt`;
  const half = task((n: number) => n >> 1);
  const count = task((n: number, path: string) => {
    context().dependsOn(path);
    return Deno.readTextFileSync(path).length + n;
  });
  Deno.writeTextFileSync(file, "a b");
  assert.equal((await project.run(() => count(half(4), file))).value, 5);
  Deno.writeTextFileSync(file, "a b c");
  assert.equal((await project.run(() => count(half(5), file))).value, 7);
  assert.equal((await project.run(() => count(half(4), file))).value, 7);
});

Deno.test("context().dependsOn() of a file that isn't there: the value stands until it is", async () => {
  await using project = await testProject();
  const file = `${project.root}/settings.txt`;
  const read = task((path: string) => {
    try {
      context().dependsOn(path);
    } catch {
      return "by default";
    }
    return Deno.readTextFileSync(path);
  });
  assert.equal((await project.run(() => read(file))).value, "by default");
  assert.equal((await project.run(() => read(file))).value, "by default");
  assert.deepEqual(project.ran, ["read"]);
  Deno.writeTextFileSync(file, "given");
  assert.equal((await project.run(() => read(file))).value, "given");
});

Deno.test("context().dependsOn() of a file that the body changes: what it was at first counts", async () => {
  await using project = await testProject();
  const file = `${project.root}/words.txt`;
  const read = task((path: string) => {
    context().dependsOn(path);
    const text = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, "later");
    context().dependsOn(path);
    return text;
  });
  Deno.writeTextFileSync(file, "first");
  assert.equal((await project.run(() => read(file))).value, "first");
  assert.equal((await project.run(() => read(file))).value, "later");
});

Deno.test("a value that is cached is not needed: its parents may be gone", async () => {
  await using project = await testProject();
  const wire = () => length(upper("abc"));
  await project.run(wire);
  project.reset();
  await project.run(async () => {
    await upper("abc").clearCache();
    return undefined;
  });
  const { summary } = await project.run(wire);
  assert.deepEqual(project.ran, []);
  assert.equal(summary.cached, 1);
});

Deno.test("force runs everything again; cache: false neither reads nor writes", async () => {
  await using project = await testProject();
  const wire = () => length(upper("abc"));
  await project.run(wire, { cache: false });
  await project.run(wire);
  await project.run(wire, { force: true });
  assert.deepEqual(project.ran, ["upper", "length", "upper", "length", "upper", "length"]);
});

Deno.test("a task with cache: false runs in every run, once in each, only if needed", async () => {
  await using project = await testProject();
  const fresh = task({ cache: false }, () => 1);
  const a = task((x: number) => x + 1);
  const b = task((x: number) => x + 2);
  await project.run(() => [a(fresh()), b(fresh())]);
  assert.deepEqual(project.ran, ["fresh", "a", "b"]);
  project.reset();
  await project.run(() => [a(fresh()), b(fresh())]);
  assert.deepEqual(project.ran, []);
  await project.run(() => fresh());
  assert.deepEqual(project.ran, ["fresh"]);
});

Deno.test("what is asked for while much else is looked up is judged by the values that its parents have", async () => {
  await using project = await testProject();
  const random = task(() => [Math.random()]);
  const copy = task((list: readonly number[]) => [...list]);
  const number = task((n: number) => n);
  const last = task((_many: readonly number[], list: readonly number[]) => list);
  await project.run(() => copy(random()));
  await project.run(() => random().clearCache());
  const { value: now } = await project.run(() => random());
  const { value } = await project.run(() => {
    // more than are looked up at once, all before the one that matters
    const many = Array.from({ length: 2500 }, (_, i) => number(i));
    const made = random();
    return Promise.all([last(many, made).eval(), copy(made).eval()]);
  });
  assert.deepEqual(value, [now, now]);
});
