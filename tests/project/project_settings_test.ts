import assert from "node:assert/strict";
import { openProject, task } from "../../mod.ts";
import { tempProject } from "../support/temp_project.ts";

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const fail = task((): number => {
  throw new Error("boom");
});
const plus = task((a: number, b: number) => a + b);

Deno.test("a project follows its settings where its own options don't say otherwise", async () => {
  await using folder = tempProject({
    files: { "merkl.json": `{ "jobs": 2, "keepGoing": true, "cache": "kept" }` },
  });
  let now = 0;
  let most = 0;
  const counted = task({ hashKey: "counted by settings", cache: false }, async (_i: number) => {
    most = Math.max(most, ++now);
    await pause(5);
    now--;
  });
  await using project = await openProject({ root: folder.dir, reporter: silent() });
  await project.run(() => [counted(1), counted(2), counted(3)]);
  assert.equal(most, 2);
  most = 0;
  await project.run(() => [counted(4), counted(5)], { jobs: 1 });
  assert.equal(most, 1);
  await assert.rejects(project.run(() => [fail(), plus(1, 2)]), { code: "task-failed" });
  const { summary } = await project.run(() => plus(1, 2));
  assert.equal(summary.cached, 1);
  assert.ok(folder.exists("kept/cache.sqlite3"));
});

Deno.test("a project with a wrong setting is refused when it is opened", async () => {
  await using folder = tempProject({ files: { "merkl.json": `{ "jobs": 0 }` } });
  await assert.rejects(openProject({ root: folder.dir }), { code: "bad-setting" });
});

function silent() {
  return { event: () => {}, end: () => {} };
}
