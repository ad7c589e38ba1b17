/** What is stored, what is removed, and what is written. */

import assert from "node:assert/strict";
import { openProject, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";
import { tempProject } from "../support/temp_project.ts";

const inc = task((x: number) => x + 1);

Deno.test("siblings of an evaluated out are stored, even if a later task crashes", async () => {
  await using project = await testProject();
  const both = task({ outs: ["a", "b"] }, (x: number) => ({ a: x, b: x + 1 }));
  const crash = task((_x: number): number => {
    throw new Error("boom");
  });
  await assert.rejects(project.run(() => crash(both(1).a)), { code: "task-failed" });
  project.reset();
  assert.equal((await project.run(() => both(1).b)).value, 2);
  assert.deepEqual(project.ran, []);
});

Deno.test("clearing a Future's entry removes its file, and nothing else", async () => {
  await using folder = tempProject();
  await using project = await openProject({ root: folder.dir });
  const big = task((letter: string) => letter.repeat(100_000));
  const wire = () => [big("a"), big("b")] as const;
  const files = () => contentFiles(folder.path(".merkl/contents"));
  await project.run(wire);
  assert.equal(files().length, 2);
  await project.run(async () => {
    const [a, b] = wire();
    await a.clearCache();
    assert.equal(await a.inCache(), false);
    assert.equal(await b.inCache(), true);
    return undefined;
  });
  assert.equal(files().length, 1);
  assert.equal((await project.run(wire)).summary.run, 1);
  assert.equal(files().length, 2);
});

Deno.test("a content that two entries share stays until the second is cleared", async () => {
  await using folder = tempProject();
  await using project = await openProject({ root: folder.dir });
  const big = task((_salt: number) => "x".repeat(100_000));
  const files = () => contentFiles(folder.path(".merkl/contents"));
  await project.run(() => [big(1), big(2)]);
  assert.equal(files().length, 1);
  await project.run(() => big(1).clearCache());
  assert.equal(files().length, 1);
  await project.run(() => big(2).clearCache());
  assert.equal(files().length, 0);
});

function contentFiles(path: string): string[] {
  return [...Deno.readDirSync(path)].flatMap(({ name, isDirectory }) =>
    isDirectory ? contentFiles(`${path}/${name}`) : [name]
  );
}

Deno.test("to() takes a path and nothing else, said by the compiler and at run time", async () => {
  await using project = await testProject();
  await project.run(() => {
    // @ts-expect-error a number is no path
    assert.throws(() => inc(1).to(1), { code: "bad-output-path" });
    // @ts-expect-error neither is nothing
    assert.throws(() => inc(1).to(), { code: "bad-output-path" });
    assert.throws(() => inc(1).to(""), { code: "bad-output-path" });
    // @ts-expect-error nor a promise of one
    assert.throws(() => inc(1).to(Promise.resolve("x")), { code: "bad-output-path" });
    return undefined;
  });
});
