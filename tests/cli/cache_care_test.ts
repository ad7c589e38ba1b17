import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const PAIR = `import { task } from "@merkl/merkl";
const data = task((n: number) => new Uint8Array(n));
const copy = task((bytes: Uint8Array) => bytes);
const size = task((a: Uint8Array, b: Uint8Array) => a.length + b.length);
export default (n = 40000) => size(data(n), copy(data(n)));
`;

/** Makes all that is stored look old. */
function age(project: TempProject): void {
  const db = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
  db.exec(
    "UPDATE contents SET created = 1; UPDATE entries SET created = created - 1e6 * 86400 * 40",
  );
  db.exec("UPDATE runs SET started = started - 1e6 * 86400 * 40");
  db.close();
}

Deno.test("cache ls, stats and top say how much is stored, of what", async () => {
  await using project = tempProject({ files: { "p.ts": PAIR } });
  await project.run(["run", "p.ts"]);
  await project.run(["run", "p.ts"]);
  const ls = await project.run(["cache", "ls"]);
  const lines = ls.stdout.trimEnd().split("\n");
  assert.match(lines[0]!, /^task +values +size +shared +took +saved$/);
  assert.match(lines[1]!, /^p\.ts#copy +1 +40\.0 KB +40\.0 KB +[\d.]+ m?s +[\d.]+ m?s$/);
  assert.match(lines[2]!, /^p\.ts#data +1 +40\.0 KB +40\.0 KB /);
  assert.match(lines[3]!, /^p\.ts#size +1 +\d B +0 B /);
  const json = JSON.parse((await project.run(["cache", "ls", "--json", "--sort", "task"])).stdout);
  assert.equal(json.version, 1);
  assert.deepEqual(json.tasks.map((one: { task: string }) => one.task), [
    "p.ts#copy",
    "p.ts#data",
    "p.ts#size",
  ]);
  for (const one of json.tasks) {
    assert.equal(one.saved_ms, one.work_ms, "one run found it");
    assert.equal(one.entries, 1);
  }
  const stats = await project.run(["cache", "stats"]);
  assert.match(
    stats.stdout,
    /^3 values of 3 tasks\n2 contents of 40\.0 KB; [\d.]+ KB on disk\ntook /,
  );
  const numbers = JSON.parse((await project.run(["cache", "stats", "--json"])).stdout);
  assert.deepEqual([numbers.entries, numbers.contents, numbers.runs], [3, 2, 2]);
  const top = await project.run(["cache", "top", "-n", "2"]);
  assert.match(top.stdout, /^hash +task +size +took +made\n/);
  assert.equal(top.stdout.trimEnd().split("\n").length, 3);
  for (
    const [args, message] of [
      [["ls", "x"], /has no use for/],
      [["ls", "--sort", "colour"], /--sort expects one of size, task/],
      [["top", "-n", "many"], /--limit expects a whole number/],
      [["gc", "--max-size", "much"], /--max-size expects a size such as/],
      [["gc", "--max-age", "5m"], /--max-age expects a time such as/],
    ] as const
  ) {
    const { code, stderr } = await project.run(["cache", ...args]);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});

Deno.test("without a cache there is nothing to look at", async () => {
  await using project = tempProject();
  for (const name of ["ls", "stats", "top", "gc"]) {
    const { code, stderr } = await project.run(["cache", name]);
    assert.equal(code, 2);
    assert.match(stderr, /does not exist/);
  }
  assert.equal(project.exists(".merkl/cache.sqlite3"), false);
});

Deno.test("cache gc makes room; what was evicted is made again only if it is needed", async () => {
  await using project = tempProject({ files: { "p.ts": PAIR } });
  await project.run(["run", "p.ts"]);
  const young = await project.run(["cache", "gc", "--max-size", "1KB"]);
  assert.match(
    young.stderr,
    /^nothing to remove; the cache takes up .*; the rest is younger than an hour/,
  );
  age(project);
  const dry = await project.run(["cache", "gc", "--max-age", "30d", "-n"]);
  assert.match(dry.stderr, /^would have evicted 3 values, removed 2 contents \(40\.0 KB\);/);
  const gc = await project.run(["cache", "gc", "--max-age", "30d", "--json"]);
  const { version, entries, contents } = JSON.parse(gc.stdout);
  assert.deepEqual([version, entries, contents], [1, 3, 2]);
  const again = await project.run(["run", "-v", "p.ts"]);
  assert.equal(again.stdout, "80000\n");
  assert.match(again.stderr, /3 run/);
  assert.match((await project.run(["cache", "gc"])).stderr, /^nothing to remove;/);
});

Deno.test("with the setting gc the cache is kept within its limits after runs", async () => {
  const files = { "p.ts": PAIR, "merkl.json": `{ "gc": { "maxAge": "30d" } }` };
  await using project = tempProject({ files });
  const first = await project.run(["run", "p.ts"]);
  assert.doesNotMatch(first.stderr, /evicted/);
  age(project);
  const db = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
  db.exec("DELETE FROM care WHERE key = 'collected'");
  db.close();
  const second = await project.run(["run", "p.ts", "41000"]);
  assert.match(second.stderr, /^evicted 3 values, removed 2 contents \(40\.0 KB\)/m);
  const third = await project.run(["run", "p.ts", "41000"]);
  assert.match(third.stderr, /^3 tasks: 3 cached, 0 run/m);
});
