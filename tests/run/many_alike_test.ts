import assert from "node:assert/strict";
import { openProject, readFuture, task } from "../../mod.ts";
import { join } from "node:path";

const MANY = 5000;

Deno.test("many tasks that are called with the same arguments are as quick as one with many", async () => {
  await using project = await openProject({ cache: null });
  const tasks = Array.from(
    { length: MANY },
    (_, i) => task({ hashKey: `${i}` }, () => Number(i)),
  );
  const { value } = await project.run(() => tasks.map((one) => one()));
  assert.deepEqual(value, tasks.map((_, i) => i));
});

Deno.test("many files with the same content are many inputs", async () => {
  const root = Deno.makeTempDirSync();
  const names = Array.from({ length: 2000 }, (_, i) => `${i}.txt`);
  for (const name of names) Deno.writeTextFileSync(join(root, name), "same");
  await using project = await openProject({ root, cache: null });
  const { value } = await project.run(() => names.map((name) => readFuture(name)));
  assert.deepEqual(value, names.map(() => "same"));
  Deno.removeSync(root, { recursive: true });
});
