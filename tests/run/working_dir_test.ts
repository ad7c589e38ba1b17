/** The working directory is the process's: each test has its own. */

import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const FILES = {
  "x.txt": "root",
  "a/x.txt": "a",
  "b/x.txt": "b",
  "p.ts": `import { task } from "@merkl/merkl";
import process from "node:process";

/** What a call behind this one finds. */
const read = task((_: unknown) => Deno.readTextFileSync("x.txt"));

const byDeno = task(() => Deno.chdir("a"));
export const deno = () => read(byDeno());

const byNode = task(() => process.chdir("a"));
export const node = () => read(byNode());

const laterOn = task(async () => {
  await Promise.resolve();
  Deno.chdir("a");
  await Promise.resolve();
});
export const later = () => read(laterOn());

const fails = task(() => {
  Deno.chdir("a");
  throw new Error("no");
});
export const failing = async () => [await fails().eval().catch(() => "failed"), Deno.cwd()];

const returns = task(() => {
  const before = Deno.cwd();
  Deno.chdir("a");
  Deno.chdir(before);
});
export const returning = () => read(returns());

let end = () => {};
const short = task(async () => {
  Deno.chdir("a");
  await new Promise<void>((resolve) => end = resolve);
});
const long = task(async () => {
  Deno.chdir("../b");
  end();
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve));
});
export const overlapping = () => read([short(), long()]);

const inner = task((_: string) => Deno.chdir("../b"));
const outer = task(async () => {
  Deno.chdir("a");
  await inner("").eval();
  return Deno.readTextFileSync("x.txt");
});
const both = task((inside: string, behind: string) => inside + " " + behind);
export const nested = () => {
  const inside = outer();
  return both(inside, read(inside));
};

const removes = task(() => {
  for (const name of ["gone", "gone too"]) {
    const path = Deno.cwd() + "/" + name;
    Deno.mkdirSync(path);
    Deno.chdir(path);
    Deno.removeSync(path);
    if (name === "gone") Deno.chdir(path.slice(0, -"/gone".length));
  }
});
export const removed = () => read(removes());
`,
};

const CASES = {
  deno: "root",
  node: "root",
  later: "root",
  returning: "root",
  overlapping: "root",
  nested: "a root",
  // Windows removes no folder in which somebody is
  ...(Deno.build.os === "windows" ? {} : { removed: "root" }),
};

for (const [name, value] of Object.entries(CASES)) {
  Deno.test(`a body leaves another working directory behind: ${name}`, async () => {
    await using project = tempProject({ files: FILES });
    const { code, stdout, stderr } = await project.run(["run", "-j2", `p.ts:${name}`]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trim(), value);
    const isTold = /changed the working directory, which all bodies share/.test(stderr);
    assert.equal(isTold, name !== "returning", stderr);
  });
}

Deno.test("a body that fails elsewhere leaves the working directory as it was", async () => {
  await using project = tempProject({ files: FILES });
  const { stderr, stdout } = await project.run(["run", "-k", "--json", "p.ts:failing"]);
  assert.match(stderr, /changed the working directory/);
  assert.deepEqual(JSON.parse(stdout).value?.[1] ?? stdout, project.dir);
});
