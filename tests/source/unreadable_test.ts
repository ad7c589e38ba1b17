import assert from "node:assert/strict";
import { task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

Deno.test("functions whose file can't be read get keys of their own, and that is said", async () => {
  await using project = await testProject();
  const source = `export const make = (task) => [2, 3].map((factor) => task((x) => x * factor));`;
  const { make } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  const made: ((x: number) => unknown)[] = make(task);
  const { value } = await project.run(() => made.map((one) => one(1)));
  assert.deepEqual(value, [2, 3]);
  assert.match(project.warnings.join("\n"), /its results stand for this process only/);
});
