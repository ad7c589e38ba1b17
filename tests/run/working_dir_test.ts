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

Deno.test("bodies at the same time, and one inside another, leave the working directory as it was", async () => {
  const before = Deno.cwd();
  const gate = Promise.withResolvers<void>();
  const short = task(async (dir: string) => {
    Deno.chdir(`${dir}/a`);
    await Promise.resolve();
    gate.resolve();
  });
  const long = task(async (dir: string) => {
    await Promise.resolve();
    Deno.chdir(`${dir}/b`);
    await gate.promise;
    await new Promise((resolve) => setTimeout(resolve));
  });
  const inner = task((dir: string) => Deno.chdir(`${dir}/b`));
  const outer = task(async (dir: string) => {
    Deno.chdir(`${dir}/a`);
    await inner(dir).eval();
    return Deno.cwd().endsWith("a");
  });
  await using project = await testProject();
  for (const name of ["a", "b"]) Deno.mkdirSync(`${project.root}/${name}`);
  Deno.chdir(project.root);
  try {
    await project.run(() => [short(project.root), long(project.root)], { jobs: 2 });
    assert.equal(Deno.cwd(), project.root);
    assert.equal((await project.run(() => outer(project.root))).value, true);
    assert.equal(Deno.cwd(), project.root);
  } finally {
    Deno.chdir(before);
  }
});

Deno.test(
  "a body that removes the folder in which it is",
  { ignore: Deno.build.os === "windows" },
  async () => {
    const before = Deno.cwd();
    const remove = task((dir: string) => {
      for (const name of ["gone", "gone too"]) {
        Deno.mkdirSync(`${dir}/${name}`);
        Deno.chdir(`${dir}/${name}`);
        Deno.removeSync(`${dir}/${name}`);
      }
      return "removed";
    });
    await using project = await testProject();
    Deno.chdir(project.root);
    try {
      assert.equal((await project.run(() => remove(project.root))).value, "removed");
      assert.equal(Deno.cwd(), project.root);
    } finally {
      Deno.chdir(before);
    }
  },
);
