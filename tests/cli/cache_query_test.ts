import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { context, task } from "@merkl/merkl";
const train = task({ cacheArgs: true }, (lr: number) => {
  context().setMetadata({ loss: 2 * lr });
  return lr;
});
export default () => [train(0.1), train(0.25)];
`;

Deno.test("merkl cache query prints matching entries as a table, or as JSON", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  await project.run(["run", "p.ts"]);
  const where = "args ->> '$.lr' > 0.1 and task = 'train'";
  const table = await project.run(["cache", "query", where]);
  assert.equal(table.code, 0);
  assert.equal(table.stderr, "");
  const [head, row, ...more] = table.stdout.trimEnd().split("\n");
  assert.match(head!, /^hash +task +out +args +metadata +duration +size +created$/);
  assert.match(row!, /^[0-9a-f]{12} {2}train +\{"lr":0\.25\} {2}\{"loss":0\.5\} /);
  assert.deepEqual(more, []);
  const { version, rows } = JSON.parse(
    (await project.run(["cache", "query", "--json", where])).stdout,
  );
  assert.equal(version, 1);
  assert.equal(rows.length, 1);
  assert.deepEqual(rows[0].metadata, { loss: 0.5 });
  assert.equal(rows[0].hash.length, 64);
});

Deno.test("a whole select gives its own columns; nothing found is said", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  await project.run(["run", "p.ts"]);
  const counted = await project.run([
    "cache",
    "query",
    "select task, count(*) as n from entries_v group by task",
  ]);
  assert.equal(counted.stdout, "task   n\ntrain  2\n");
  const none = await project.run(["cache", "query", "task = 'other'"]);
  assert.deepEqual([none.code, none.stdout, none.stderr], [0, "", "nothing matches\n"]);
});

Deno.test("mistakes of merkl cache are told with the way out", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const missing = await project.run(["cache", "query", "1"]);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /cache\.sqlite3 does not exist/);
  assert.ok(!project.exists(".merkl/cache.sqlite3"));
  await project.run(["run", "p.ts"]);
  const malformed = await project.run(["cache", "query", "tsak = 1"]);
  assert.equal(malformed.code, 2);
  assert.match(
    malformed.stderr,
    /no such column: tsak\s+hint: the columns of entries_v are hash, task/,
  );
  assert.match((await project.run(["cache", "qery"])).stderr, /did you mean "cache query"\?/);
  assert.equal((await project.run(["cache"])).code, 2);
  assert.equal((await project.run(["cache", "query"])).code, 2);
  assert.equal((await project.run(["cache", "query", "1", "2"])).code, 2);
});

Deno.test("subcommands have their own help, and a group lists them", async () => {
  await using project = tempProject();
  const group = await project.run(["cache", "--help"]);
  assert.match(group.stdout, /^Usage: merkl cache SUBCOMMAND .*^ {2}cache query {2}/ms);
  assert.equal((await project.run(["help", "cache"])).stdout, group.stdout);
  assert.equal((await project.run(["cache"])).stderr, group.stdout);
  const one = await project.run(["cache", "query", "--help"]);
  assert.match(one.stdout, /^Usage: merkl cache query EXPRESSION\n/);
  assert.equal((await project.run(["help", "cache", "query"])).stdout, one.stdout);
  const early = await project.run(["cache", "--no-such", "query"]);
  assert.match(early.stderr, /^error: merkl cache has no option --no-such$/m);
  assert.equal((await project.run(["help", "cache", "query", "x"])).code, 2);
});
