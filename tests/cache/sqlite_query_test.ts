import assert from "node:assert/strict";
import fc from "fast-check";
import { isQuery, strayPart } from "../../lib/cache/sql_text.ts";
import { context, openProject, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";
import { tempProject } from "../support/temp_project.ts";

const train = task({ cacheArgs: true }, (lr: number, opts: { depth: number }) => {
  context().setMetadata({ loss: lr / 2 });
  return lr * opts.depth;
});
const plain = task((text: string) => text);

async function filled() {
  const folder = tempProject();
  const project = await openProject({ root: folder.dir });
  await project.run(() => [train(0.1, { depth: 1 }), train(0.2, { depth: 2 }), plain("x")]);
  return {
    project,
    folder,
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("entries are found by what is stored of them, with their JSON read", async () => {
  await using one = await filled();
  const found = await one.project.query("args ->> '$.lr' > 0.1 and task = 'train'");
  assert.equal(found.length, 1);
  const [entry] = found;
  assert.deepEqual(entry!.args, { lr: 0.2, opts: { depth: 2 } });
  assert.deepEqual(entry!.metadata, { loss: 0.1 });
  assert.equal(entry!.out, null);
  assert.equal(entry!.reads, null);
  assert.equal(entry!.state, "present");
  assert.match(entry!.hash, /^[0-9a-f]{64}$/);
  assert.ok(Object.keys(entry!.deps).length > 0);
  const byDepth = await one.project.query("args ->> '$.opts.depth' = 1");
  assert.deepEqual(byDepth.map((entry) => entry.metadata), [{ loss: 0.05 }]);
  // without cacheArgs an argument is its hash
  const [text] = await one.project.query("task = 'plain'");
  assert.match(text!.args!["text"] as string, /^[0-9a-f]{16}$/);
});

Deno.test("what a query is given stands for the question marks, whatever is in it", async () => {
  await using one = await filled();
  const named = async (name: string) => (await one.project.query("task = ?", [name])).length;
  assert.equal(await named("train"), 2);
  assert.equal(await named("x' or 1 = 1 --"), 0);
});

Deno.test("a whole select gives its own columns, bytes as hex digits", async () => {
  await using one = await filled();
  const rows = await one.project.query<{ task: string; n: number }>(
    "-- how many\nselect task, count(*) as n from entries_v group by task order by task;",
  );
  assert.deepEqual(rows, [{ task: "plain", n: 1 }, { task: "train", n: 2 }]);
  const [raw] = await one.project.query<{ hash: string; big: string }>(
    "with one as (select hash from entries limit 1) select hash, 9007199254740993 as big from one",
  );
  assert.match(raw!.hash, /^[0-9a-f]{64}$/);
  assert.equal(raw!.big, "9007199254740993");
});

Deno.test("a malformed query has SQLite's words and the columns as a hint", async () => {
  await using one = await filled();
  await assert.rejects(one.project.query("tsak = 'train'"), {
    code: "query-malformed",
    message: /no such column: tsak/,
    hint: /^the columns of entries_v are hash, task, file, out, args, metadata, size/,
  });
  await assert.rejects(one.project.query("task ="), { code: "query-malformed" });
  await assert.rejects(one.project.query(""), { code: "query-malformed" });
});

Deno.test("no query writes, ends the expression or begins another statement", async () => {
  await using one = await filled();
  const refused = async (sql: string, code: string) => {
    await assert.rejects(one.project.query(sql), { code });
  };
  await refused("1 = 1; delete from entries", "query-not-single");
  await refused("1) union select * from entries_v where (1", "query-not-single");
  await refused("1) --", "query-not-single");
  await refused("(1", "query-not-single");
  await refused("with x as (select 1) delete from entries", "query-malformed");
  await refused("with x as (select 1) insert into tasks select 9, 'x' from x", "query-malformed");
  await refused("drop table entries", "query-malformed");
  await refused("attach 'other.db' as o", "query-malformed");
  await refused("pragma user_version = 9", "query-malformed");
  assert.equal((await one.project.query("1")).length, 3);
  assert.equal((await one.project.query("';' <> ')' -- ;)")).length, 3);
});

Deno.test("parts of texts, names and comments are neither semicolons nor parentheses", () => {
  const opaque = fc.constantFrom("'a;)''('", '"a;("', "[)]", "`;`", "-- );\n", "/* ;) */");
  const harmless = fc.array(fc.oneof(opaque, fc.constantFrom("a", " = ", "(b)", "1")));
  fc.assert(fc.property(harmless, (parts) => {
    const sql = parts.join(" ");
    assert.equal(strayPart(sql), undefined);
    assert.equal(strayPart(sql + ";"), "a semicolon");
    assert.equal(strayPart(sql + ")"), "a parenthesis that closes nothing");
    assert.equal(strayPart("(" + sql), "a parenthesis that is never closed");
  }));
  assert.equal(isQuery("selection = 1"), false);
  assert.equal(isQuery("/* a */ -- b\n  SELECT 1"), true);
  assert.equal(isQuery("With a as (select 1) select * from a"), true);
});

Deno.test("a cache without SQL says that it can't be queried", async () => {
  await using project = await testProject();
  await assert.rejects(project.query("1"), { code: "cache-not-queryable" });
});
