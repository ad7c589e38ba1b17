/** A cache in a folder that can't be written. */

import assert from "node:assert/strict";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { DirRef, task } from "@merkl/merkl";
const ran = (what: string) => Deno.writeTextFileSync("ran.txt", what + "\\n", { append: true });
const stored = task((n: number) => { ran("stored " + n); return "x".repeat(10_000) + n; });
const fresh = task((text: string) => { ran("fresh"); return text.length; });
const folder = task(() => {
  ran("folder");
  Deno.mkdirSync("made", { recursive: true });
  Deno.writeTextFileSync("made/a.txt", "a");
  return new DirRef("made");
});
const list = task((dir: DirRef) => { ran("list"); return [...Deno.readDirSync(dir.path)].length; });
export const first = () => [stored(1), stored(2), folder()];
export const more = () => [fresh(stored(1)), fresh(stored(3)), list(folder())];
`;

/** Makes the cache's folder one that can't be written; undefined if that can't be done here. */
async function freeze(project: TempProject): Promise<AsyncDisposable | undefined> {
  const folder = project.path(".merkl");
  if (Deno.build.os === "windows") return undefined;
  if (Deno.uid() !== 0) {
    if (project.exists(".merkl/cache.sqlite3")) Deno.chmodSync(`${folder}/cache.sqlite3`, 0o444);
    Deno.chmodSync(folder, 0o555);
    const thaw = () => Promise.resolve(Deno.chmodSync(folder, 0o755));
    return { [Symbol.asyncDispose]: thaw };
  }
  const run = async (program: string, ...args: string[]) =>
    (await new Deno.Command(program, { args, stderr: "null" }).output()).success;
  if (!await run("mount", "--bind", folder, folder)) return undefined;
  await run("mount", "-o", "remount,bind,ro", folder);
  return { [Symbol.asyncDispose]: () => run("umount", folder).then(() => {}) };
}

const NOTICE =
  /^warning: The cache \.merkl can't be written: .+; what it holds is used, and nothing new is kept$/m;

Deno.test("a cache that can't be written is read, and said to be so once", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  assert.equal((await project.run(["run", "p.ts:first"])).code, 0);
  // which leaves SQLite's log
  assert.equal((await project.run(["run", "p.ts:first"])).code, 0);
  Deno.removeSync(project.path("ran.txt"));
  {
    await using frozen = await freeze(project);
    if (frozen === undefined) return console.error("SKIPPED: a folder can't be made read-only");
    const again = await project.run(["run", "p.ts:first"]);
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stderr, /^3 tasks: 3 cached, 0 run, /m);
    assert.equal(again.stderr.match(new RegExp(NOTICE, "gm"))?.length, 1, again.stderr);
    const { code, stdout, stderr } = await project.run(["run", "p.ts:more"]);
    assert.deepEqual([code, JSON.parse(stdout)], [0, [10_001, 10_001, 1]], stderr);
    assert.match(stderr, /^6 tasks: 2 cached, 4 run, /m);
    assert.equal(stderr.match(/warning/g)?.length, 1, stderr);
    assert.deepEqual(project.read("ran.txt").trim().split("\n").sort(), [
      "fresh",
      "fresh",
      "list",
      "stored 3",
    ]);
    const verified = await project.run(["cache", "verify"]);
    assert.equal(verified.code, 0, verified.stderr);
    for (
      const args of [
        ["cache", "gc", "--max-size", "1B"],
        ["clear", "p.ts:first", "-y"],
        ["clear", "p.ts:first", "-n"],
        ["clear", "--all", "-y"],
      ]
    ) {
      const { code, stderr } = await project.run(args);
      const told = `${args.join(" ")}: ${stderr}`;
      assert.equal(code, 1, told);
      assert.match(stderr, /^error: The cache \.merkl\S* can't be written: .*read-?only/im, told);
    }
  }
  assert.match((await project.run(["run", "p.ts:more"])).stderr, /^6 tasks: 2 cached, 4 run, /m);
});

Deno.test("without a cache in a folder that can't be written the run goes on without", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  await using frozen = await freeze(project);
  if (frozen === undefined) return console.error("SKIPPED: a folder can't be made read-only");
  const { code, stdout, stderr } = await project.run(["run", "p.ts:more"]);
  assert.deepEqual([code, JSON.parse(stdout)], [0, [10_001, 10_001, 1]], stderr);
  assert.equal(stderr.match(/warning/g)?.length, 1, stderr);
  assert.match(stderr, /going on without a cache/);
});

Deno.test({
  name: "a pipeline that may not be read: the reason is told",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  async fn() {
    await using project = tempProject({ files: { "p.ts": "export default () => 1;\n" } });
    Deno.chmodSync(project.path("p.ts"), 0);
    const { code, stderr } = await project.run(["run", "p.ts"]);
    assert.equal(code, 3);
    assert.match(stderr, /^error: p\.ts can't be loaded: Permission denied$/m);
  },
});
