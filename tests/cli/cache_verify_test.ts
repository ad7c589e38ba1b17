import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { DirRef, task } from "@merkl/merkl";
const small = task({ cacheArgs: true }, (n: number) => "s".repeat(n));
const large = task((n: number) => "l".repeat(10_000 + n));
const folder = task(() => {
  Deno.mkdirSync("made", { recursive: true });
  Deno.writeTextFileSync("made/a.txt", "a".repeat(9000));
  Deno.writeTextFileSync("made/b.txt", "b");
  return new DirRef("made");
});
const list = task((dir: DirRef) => [...Deno.readDirSync(dir.path)].length);
export default () => [small(3), small(4), large(1), large(2), list(folder())];
`;

const WELL = /^all is well: 6 entries and \d+ contents \([\d.]+ KB\)\n$/;

async function stored(): Promise<TempProject> {
  const project = tempProject({ files: { "p.ts": PIPELINE } });
  const { code, stderr } = await project.run(["run", "p.ts"]);
  assert.equal(code, 0, stderr);
  return project;
}

/** The files of contents. */
function contents(project: TempProject): string[] {
  const folder = project.path(".merkl/contents");
  return [...Deno.readDirSync(folder)].flatMap(({ name }) =>
    [...Deno.readDirSync(`${folder}/${name}`)].map((file) => `${folder}/${name}/${file.name}`)
  ).sort();
}

function change(project: TempProject, sql: string): void {
  const db = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
  db.exec(sql);
  db.close();
}

async function verify(project: TempProject, ...options: string[]) {
  return await project.run(["cache", "verify", ...options]);
}

async function kinds(project: TempProject): Promise<string[]> {
  const { code, stdout } = await verify(project, "--json");
  const { version, damages, repaired } = JSON.parse(stdout);
  assert.deepEqual([version, repaired, code], [1, false, damages.length === 0 ? 0 : 1]);
  return damages.map(({ kind }: { kind: string }) => kind);
}

/** Mends, after which all is well and a run makes again what was lost. */
async function assertMends(project: TempProject, ran: number): Promise<void> {
  const { code, stderr } = await verify(project, "--repair");
  assert.equal(code, 0, stderr);
  assert.match(stderr, /what is lost is made again when it is needed$/m);
  assert.deepEqual(await kinds(project), []);
  const again = await project.run(["run", "p.ts"]);
  assert.equal(again.code, 0);
  assert.match(again.stderr, new RegExp(`^6 tasks: ${6 - ran} cached, ${ran} run, `, "m"));
  assert.doesNotMatch(again.stderr, /warning/);
  assert.match((await verify(project)).stderr, WELL);
}

Deno.test("merkl cache verify says that all is well, and changes nothing", async () => {
  await using project = await stored();
  const { code, stdout, stderr } = await verify(project);
  assert.deepEqual([code, stdout], [0, ""]);
  assert.match(stderr, WELL);
  const { entries, damages, stray } = JSON.parse((await verify(project, "--json")).stdout);
  assert.deepEqual([entries, damages, stray], [6, [], { contents: 0, bytes: 0 }]);
  assert.equal((await verify(project, "-q")).stderr, "");
});

Deno.test("contents that are edited, cut off or gone are named, and mended by --repair", async () => {
  await using project = await stored();
  const [edited, cut, gone] = contents(project) as [string, string, string];
  Deno.chmodSync(edited, 0o644);
  Deno.writeTextFileSync(edited, "no", { append: true });
  Deno.chmodSync(cut, 0o644);
  Deno.truncateSync(cut, 5);
  Deno.removeSync(gone);
  const { code, stdout, stderr } = await verify(project);
  assert.equal(code, 1);
  const name = (path: string) => path.split("/").at(-1);
  assert.deepEqual(
    stdout.trim().split("\n").sort(),
    [
      `Content ${name(edited)} holds other bytes`,
      `Content ${name(cut)} holds other bytes`,
      `Content ${name(gone)} has no file`,
    ].sort(),
  );
  assert.match(stderr, /^3 things are damaged, among 6 entries/);
  assert.match(stderr, /^hint: merkl cache verify --repair/m);
  const mended = await verify(project, "--repair");
  assert.match(mended.stderr, /^removed or mended 3 things/);
  assert.deepEqual(await kinds(project), []);
  const again = await project.run(["run", "p.ts"]);
  assert.equal(again.code, 0, again.stderr);
  assert.match((await verify(project)).stderr, WELL);
});

Deno.test("entries that can't be read, or don't fit their hash, are removed", async () => {
  await using project = await stored();
  change(project, "UPDATE entries SET args = '{' WHERE id = 1");
  change(project, "UPDATE entries SET args_hash = zeroblob(32) WHERE id = 2");
  change(project, "UPDATE entries SET deps_id = 999 WHERE id = 3");
  assert.deepEqual(await kinds(project), ["entry-unreadable", "entry-key", "entry-cut"]);
  await assertMends(project, 3);
});

Deno.test("an entry without its content is known by its hash", async () => {
  await using project = await stored();
  change(project, "DELETE FROM contents WHERE id = (SELECT min(id) FROM contents)");
  assert.deepEqual(await kinds(project), ["entry-lost"]);
  await assertMends(project, 1);
});

Deno.test("what SQLite says is damaged is mended by a new database", async () => {
  await using project = await stored();
  const path = project.path(".merkl/cache.sqlite3");
  const db = new DatabaseSync(path);
  const { page } = db.prepare("SELECT max(pageno) AS page FROM dbstat WHERE name = 'entries_task'")
    .get() as { page: number };
  db.close();
  const bytes = Deno.readFileSync(path);
  Deno.writeFileSync(path, bytes.fill(0xff, (page - 1) * 8192, page * 8192));
  const damages = await kinds(project);
  assert.ok(damages.length > 0 && damages.every((kind) => kind === "database"), damages.join());
  await assertMends(project, 0);
  assert.ok(project.exists(".merkl/cache.sqlite3.corrupt-1"));
});

Deno.test("a database that can't be opened is told and left alone, until it is mended", async () => {
  await using project = await stored();
  Deno.writeTextFileSync(project.path(".merkl/cache.sqlite3"), "no database".repeat(1000));
  const { code, stdout } = await verify(project);
  assert.deepEqual([code, stdout], [1, "SQLite: file is not a database\n"]);
  assert.ok(!project.exists(".merkl/cache.sqlite3.corrupt-1"));
  await assertMends(project, 6);
});

Deno.test("old files that nobody knows are told, and removed by --repair", async () => {
  await using project = await stored();
  const stray = project.path(`.merkl/contents/aa/${"a".repeat(64)}`);
  project.write(`.merkl/contents/aa/${"a".repeat(64)}`, "left");
  const { code, stderr } = await verify(project);
  assert.equal(code, 0);
  assert.match(stderr, WELL, "young ones may be about to be used");
  Deno.utimeSync(stray, 1, 1);
  assert.match((await verify(project)).stderr, /; 1 file \(4 B\) that nobody needs$/m);
  project.write(".merkl/cache.sqlite3.corrupt-1", "set aside");
  await verify(project, "--repair");
  assert.ok(!project.exists(`.merkl/contents/aa/${"a".repeat(64)}`));
  assert.ok(project.exists(".merkl/cache.sqlite3.corrupt-1"));
  Deno.utimeSync(project.path(".merkl/cache.sqlite3.corrupt-1"), 1, 1);
  await project.run(["cache", "gc"]);
  assert.ok(!project.exists(".merkl/cache.sqlite3.corrupt-1"));
});

Deno.test("without a cache there is nothing to look through", async () => {
  await using project = tempProject();
  const { code, stderr } = await verify(project);
  assert.equal(code, 2);
  assert.match(stderr, /cache\.sqlite3 does not exist/);
  assert.equal((await verify(project, "more")).code, 2);
});
