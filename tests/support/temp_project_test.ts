import assert from "node:assert/strict";
import { tempProject } from "./temp_project.ts";

Deno.test("a temporary project has its files and is removed at the end", async () => {
  let dir = "";
  {
    await using project = tempProject({ files: { "a/b.txt": "hello" } });
    dir = project.dir;
    assert.equal(project.read("a/b.txt"), "hello");
    assert.ok(project.exists(".merkl"));
    assert.ok(!project.exists("c.txt"));
  }
  assert.throws(() => Deno.statSync(dir), Deno.errors.NotFound);
});
