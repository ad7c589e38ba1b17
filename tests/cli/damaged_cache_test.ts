/** What is damaged, or odd, in the folder of a cache costs a recomputation and one message. */

import assert from "node:assert/strict";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { merklCommand, type TempProject, tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { readFuture, task } from "@merkl/merkl";
const large = task((n: number) => "l".repeat(10_000) + n);
const size = task((text: string) => text.length);
const upper = task((text: string) => text.toUpperCase());
const killed = task((after: number) => {
  Deno.kill(Deno.pid, "SIGKILL");
  return after;
});
export default () => [size(large(1)), large(2)];
export const reads = () => upper(readFuture("in.txt"));
export const dies = () => [size(large(1)), large(2), killed(size(large(3)))];
`;

const VALUE = [10_001, "l".repeat(10_000) + 2];

async function stored(): Promise<TempProject> {
  const project = tempProject({ files: { "p.ts": PIPELINE } });
  assert.equal((await project.run(["run", "p.ts"])).code, 0);
  return project;
}

/** A run gives the right values with `warnings` warnings, and the one after it says nothing. */
async function assertGoesOn(project: TempProject, warning: RegExp | undefined): Promise<void> {
  const { code, stdout, stderr } = await project.run(["run", "--json", "p.ts"]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout).value, VALUE);
  const warnings = stderr.split("\n").filter((line) => line.startsWith("warning: "));
  assert.equal(warnings.length, warning === undefined ? 0 : 1, stderr);
  if (warning !== undefined) assert.match(warnings[0]!, warning);
  const after = await project.run(["run", "p.ts"]);
  assert.match(after.stderr, /^3 tasks: 3 cached, 0 run, /m);
  assert.doesNotMatch(after.stderr, /warning/);
}

/** The file of the content that \`large(2)\` gave, which is printed. */
function contentOf(project: TempProject): string {
  const db = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
  const query =
    "SELECT lower(hex(content_hash)) AS hash FROM entries WHERE size > 9000 ORDER BY id";
  const hash = db.prepare(query).all().at(-1)!["hash"] as string;
  db.close();
  const path = project.path(`.merkl/contents/${hash.slice(0, 2)}/${hash}`);
  Deno.chmodSync(path, 0o644);
  return path;
}

const DAMAGED = /^warning: Stored content [0-9a-f]{12} was (damaged|missing) and is made anew$/;

const CONTENTS: Readonly<Record<string, (path: string) => void>> = {
  "cut off": (path) => Deno.truncateSync(path, 100),
  "edited": (path) => Deno.writeTextFileSync(path, "edited", { append: true }),
  "of the same size with other bytes": (path) => Deno.writeTextFileSync(path, "z".repeat(10_001)),
  "empty": (path) => Deno.truncateSync(path, 0),
  "removed": (path) => Deno.removeSync(path),
  "removed with its folder": (path) => Deno.removeSync(dirname(path), { recursive: true }),
  "a folder": (path) => {
    Deno.removeSync(path);
    Deno.mkdirSync(path);
    Deno.writeTextFileSync(path + "/file", "");
  },
};

for (const [what, damage] of Object.entries(CONTENTS)) {
  Deno.test(`a content that is ${what} is made again`, async () => {
    await using project = await stored();
    damage(contentOf(project));
    await assertGoesOn(project, DAMAGED);
  });
}

Deno.test("without its folder of contents a cache makes them again", async () => {
  await using project = await stored();
  Deno.removeSync(project.path(".merkl/contents"), { recursive: true });
  await assertGoesOn(project, DAMAGED);
});

Deno.test("without its database a cache begins anew, with the contents that are there", async () => {
  await using project = await stored();
  Deno.removeSync(project.path(".merkl/cache.sqlite3"));
  await assertGoesOn(project, undefined);
  Deno.writeTextFileSync(project.path(".merkl/cache.sqlite3"), "");
  await assertGoesOn(project, undefined);
});

Deno.test("a database of a newer merkl is left alone", async () => {
  await using project = await stored();
  const path = project.path(".merkl/cache.sqlite3");
  const db = new DatabaseSync(path);
  db.exec("PRAGMA user_version = 999");
  db.close();
  const before = Deno.readFileSync(path);
  const { code, stdout, stderr } = await project.run(["run", "--json", "p.ts"]);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout).value, VALUE);
  assert.equal(stderr.match(/warning: The cache .* has schema 999/g)?.length, 1, stderr);
  assert.deepEqual(Deno.readFileSync(path), before);
});

const LOGS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  "cut off": (bytes) => bytes.subarray(0, bytes.length / 2),
  "of noise": (bytes) => crypto.getRandomValues(bytes.subarray(0, 65_536)),
  "damaged in its middle": (bytes) => bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 5000),
  "empty": (bytes) => bytes.subarray(0, 0),
};

for (const [what, damage] of Object.entries(LOGS)) {
  Deno.test(`a write-ahead log that is ${what} after a kill costs what was in it`, async () => {
    await using project = tempProject({ files: { "p.ts": PIPELINE } });
    await project.run(["run", "p.ts:dies"]);
    const path = project.path(".merkl/cache.sqlite3-wal");
    Deno.writeFileSync(path, damage(Deno.readFileSync(path)));
    await assertGoesOn(project, undefined);
  });
}

Deno.test("a cache whose folder is taken away in the midst of a run keeps what comes after", async () => {
  const files = {
    "p.ts": `import { task } from "@merkl/merkl";
const first = task(() => {
  Deno.removeSync(".merkl", { recursive: true });
  return 1;
});
const second = task((n: number) => n + 1);
export default () => second(first());
`,
  };
  await using project = tempProject({ files });
  assert.equal((await project.run(["run", "p.ts"])).stdout, "2\n");
  const again = await project.run(["run", "p.ts"]);
  assert.match(again.stderr, /^2 tasks: 2 cached, 0 run, /m);
});

Deno.test("a file whose times lie in the future is read each time", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE, "in.txt": "abc" } });
  const later = Date.now() / 1000 + 3600;
  const run = () => project.run(["run", "p.ts:reads"]);
  Deno.utimeSync(project.path("in.txt"), later, later);
  assert.equal((await run()).stdout, "ABC\n");
  project.write("in.txt", "xyz");
  Deno.utimeSync(project.path("in.txt"), later, later);
  assert.equal((await run()).stdout, "XYZ\n");
});

Deno.test("a clock that goes backwards changes nothing", async () => {
  const [program, ...args] = merklCommand();
  await using project = tempProject({ files: { "p.ts": PIPELINE, "in.txt": "abc" } });
  const at = async (time: string, target: string) => {
    const command = new Deno.Command("faketime", {
      args: ["-f", time, program!, ...args, "run", "--json", target],
      cwd: project.dir,
      env: { NO_COLOR: "1" },
    });
    const { code, stdout, stderr } = await command.output();
    const text = new TextDecoder().decode(stderr);
    assert.equal(code, 0, text);
    assert.doesNotMatch(text, /warning/);
    const { value, summary } = JSON.parse(new TextDecoder().decode(stdout));
    return [value, summary.run];
  };
  try {
    await at("+0d", "p.ts");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return console.error("SKIPPED: no faketime");
    throw error;
  }
  assert.deepEqual(await at("+400d", "p.ts:reads"), ["ABC", 1]);
  assert.deepEqual(await at("+0d", "p.ts"), [VALUE, 0]);
  assert.deepEqual(await at("-3d", "p.ts:reads"), ["ABC", 0]);
  project.write("in.txt", "xyz");
  assert.deepEqual(await at("-9d", "p.ts:reads"), ["XYZ", 1]);
  project.write("in.txt", "uvw");
  assert.deepEqual(await at("-9d", "p.ts:reads"), ["UVW", 1]);
  assert.deepEqual(await at("-900d", "p.ts:reads"), ["UVW", 0]);
});

/** Does to rows what one bit on the disk does, which SQLite doesn't see. */
function damageRows(project: TempProject, change: string): void {
  using db = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
  assert.notEqual(Number(db.prepare(change).run().changes), 0);
}

const FACTOR = `import { task } from "@merkl/merkl";
import { factor } from "./factor.ts";
const times = task((n: number) => n * factor);
export default () => times(7);
`;

Deno.test("an analysis that no longer is what was stored is made anew, so that edits are seen", async () => {
  const files = { "p.ts": FACTOR, "factor.ts": "export const factor = 2;" };
  await using project = tempProject({ files });
  assert.equal((await project.run(["run", "p.ts"])).stdout, "14\n");
  damageRows(project, "UPDATE analysis SET json = replace(json, 'factor', 'facuor')");
  const again = await project.run(["run", "p.ts"]);
  assert.deepEqual([again.code, again.stdout], [0, "14\n"], again.stderr);
  assert.match(again.stderr, /^1 task: 1 cached, 0 run, /m);
  project.write("factor.ts", "export const factor = 3;");
  assert.equal((await project.run(["run", "p.ts"])).stdout, "21\n");
});

const FILE = `import { FileRef, merkl, task } from "@merkl/merkl";
const list = task({ serializer: "text" }, (): unknown => {
  Deno.writeTextFileSync("made.txt", "a");
  return new FileRef("made.txt");
});
const shown = task((file: unknown, _n: number) => file instanceof FileRef ? "a file" : String(file));
export default (n = 1) => shown(list(), n);
`;

Deno.test("an entry that tells of another serialiser than the task's is no value of it", async () => {
  await using project = tempProject({ files: { "p.ts": FILE } });
  const run = await project.run(["run", "p.ts", "1"]);
  assert.equal(run.stdout, "a file\n", run.stderr);
  damageRows(project, "UPDATE entries SET codec = 'fild@1' WHERE codec = 'file@1'");
  const again = await project.run(["run", "p.ts", "2"]);
  assert.equal(again.stdout, "a file\n", again.stderr);
});

Deno.test("reads that can't be read any more don't hold", async () => {
  const READS = `import { context, task } from "@merkl/merkl";
const size = task(() => {
  context().dependsOn("in.txt");
  return Deno.readTextFileSync("in.txt").length;
});
export default () => size();
`;
  await using project = tempProject({ files: { "p.ts": READS, "in.txt": "abc" } });
  const run = await project.run(["run", "p.ts"]);
  assert.equal(run.stdout, "3\n", run.stderr);
  damageRows(project, "UPDATE entries SET reads = replace(reads, '{', 'x')");
  const again = await project.run(["run", "p.ts"]);
  assert.equal(again.stdout, "3\n", again.stderr);
});

Deno.test("a file that isn't what is remembered of it is read again, at the latest by the next run", async () => {
  const P = `import { readFuture, task } from "@merkl/merkl";
const size = task((text: string) => text.length);
export default () => size(readFuture("in.txt"));
`;
  await using project = tempProject({ files: { "p.ts": P, "in.txt": "abc" } });
  Deno.utimeSync(project.path("in.txt"), 1, 1);
  const run = await project.run(["run", "p.ts"]);
  assert.equal(run.stdout, "3\n", run.stderr);
  // long ago enough for its stat to be believed
  damageRows(project, "UPDATE files SET content_hash = zeroblob(32), hashed_at = hashed_at + 3000");
  const again = await project.run(["run", "p.ts"]);
  assert.match(again.stderr, /hint: Run it again/);
  const after = await project.run(["run", "p.ts"]);
  assert.deepEqual([after.code, after.stdout], [0, "3\n"], after.stderr);
  assert.match(after.stderr, /1 cached/);
});
