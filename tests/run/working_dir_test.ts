import assert from "node:assert/strict";
import process from "node:process";
import { task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

const change = task((dir: string, how: string) => {
  if (how === "node") process.chdir(dir);
  else Deno.chdir(dir);
  if (how === "failing") throw new Error("no");
  return dir;
});
const changeLater = task(async (dir: string) => {
  await Promise.resolve();
  Deno.chdir(dir);
  await Promise.resolve();
  return dir;
});
const returning = task((dir: string) => {
  const before = Deno.cwd();
  Deno.chdir(dir);
  Deno.chdir(before);
  return dir;
});
const read = task((_: string) => Deno.readTextFileSync("x.txt"));

Deno.test("a body that leaves another working directory behind changes nothing for others, and is told", async () => {
  const before = Deno.cwd();
  for (const how of ["deno", "node", "failing", "later", "returning"]) {
    await using project = await testProject();
    Deno.mkdirSync(`${project.root}/sub`);
    Deno.writeTextFileSync(`${project.root}/x.txt`, "root");
    Deno.writeTextFileSync(`${project.root}/sub/x.txt`, "sub");
    Deno.chdir(project.root);
    try {
      const sub = `${project.root}/sub`;
      const make = () =>
        how === "later"
          ? changeLater(sub)
          : how === "returning"
          ? returning(sub)
          : change(sub, how);
      if (how === "failing") await assert.rejects(project.run(make));
      else assert.equal((await project.run(() => read(make()))).value, "root");
      assert.equal(Deno.cwd(), project.root);
      const said = project.warnings.filter((line) => line.includes("working directory"));
      assert.equal(said.length, how === "returning" ? 0 : 1);
    } finally {
      Deno.chdir(before);
    }
  }
});
