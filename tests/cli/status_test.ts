import assert from "node:assert/strict";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { context, FileRef, readFuture, task } from "@merkl/merkl";
const parse = task((csv: string) => csv.split("\\n"));
const count = task((rows: string[], factor: number) => rows.length * factor);
const reads = task(() => {
  context().dependsOn("conf.json");
  return 1;
});
export const other = () => parse(readFuture("data/b.csv")).to("other.json");
export default () => {
  count(parse(readFuture("data/a.csv")), 1).to("out/count.json");
  reads().to("out/reads.json");
};
`;

const FILES = { "p.ts": PIPELINE, "data/a.csv": "1\n2", "data/b.csv": "3", "conf.json": "{}" };

/** A project whose pipelines have run, long enough ago for all stats to be trusted. */
async function ran(files: Record<string, string> = FILES): Promise<TempProject> {
  const project = tempProject({ files });
  for (const path of ["data/a.csv", "data/b.csv", "conf.json"]) setBack(project, path);
  await project.run(["run", "p.ts"]);
  await project.run(["run", "p.ts:other"]);
  return project;
}

function setBack(project: TempProject, path: string, seconds = 100): void {
  const time = Date.now() / 1000 - seconds;
  Deno.utimeSync(project.path(path), time, time);
}

async function status(project: TempProject, ...args: string[]) {
  const { code, stdout, stderr } = await project.run(["status", ...args]);
  return { code, lines: stdout === "" ? [] : stdout.trimEnd().split("\n"), stderr };
}

Deno.test("nothing to say of files that are as they were", async () => {
  await using project = await ran();
  const { code, lines, stderr } = await status(project, "--exit-code");
  assert.deepEqual([code, lines, stderr], [0, [], "6 tracked files, all unchanged\n"]);
  assert.equal((await status(project, "-q")).stderr, "");
  assert.deepEqual((await status(project, "-a")).lines, [
    "unchanged  conf.json",
    "unchanged  data/a.csv",
    "unchanged  data/b.csv",
    "unchanged  other.json",
    "unchanged  out/count.json",
    "unchanged  out/reads.json",
  ]);
});

Deno.test("inputs that changed with the tasks that use them, outputs that were edited, missing files", async () => {
  await using project = await ran();
  project.write("data/a.csv", "1\n2\n3");
  project.write("conf.json", "{ }");
  project.write("out/count.json", "99");
  Deno.removeSync(project.path("other.json"));
  const { code, lines, stderr } = await status(project, "--exit-code");
  assert.equal(code, 1);
  assert.deepEqual(lines, [
    "changed    conf.json  used by reads (p.ts:default)",
    "changed    data/a.csv  used by parse (p.ts:default)",
    "missing    other.json",
    "edited     out/count.json",
  ]);
  assert.equal(stderr, "6 tracked files: 2 changed, 1 edited, 1 missing and 2 unchanged\n");
  const json = await project.run(["status", "--json"]);
  const { version, counts, files } = JSON.parse(json.stdout);
  assert.equal(version, 1);
  assert.deepEqual(counts, {
    ...{ changed: 2, edited: 1, missing: 1, stale: 0, unreadable: 0, unchanged: 2 },
  });
  assert.deepEqual(files[1], {
    ...{ path: "data/a.csv", kind: "input", state: "changed" },
    uses: [{ task: "p.ts#parse", pipeline: "p.ts#default" }],
  });
  // what was found out is kept, and is no less true
  assert.deepEqual((await status(project)).lines, lines);
  assert.equal((await project.run(["run", "-n", "p.ts"])).code, 0);
  assert.deepEqual((await status(project)).lines, lines, "after a dry run");
  await project.run(["run", "p.ts"]);
  assert.deepEqual((await status(project)).lines, ["missing    other.json"]);
});

Deno.test("a change of time alone is no change, nor is a change that was taken back", async () => {
  await using project = await ran();
  setBack(project, "data/a.csv", 50);
  assert.deepEqual((await status(project)).lines, []);
  project.write("data/b.csv", "4");
  assert.equal((await status(project)).lines.length, 1);
  project.write("data/b.csv", "3");
  assert.deepEqual((await status(project)).lines, []);
});

Deno.test("a rewrite that leaves the stat as it was is seen while the times are young", async () => {
  await using project = tempProject({ files: FILES });
  await project.run(["run", "p.ts"]);
  const { mtime } = Deno.statSync(project.path("data/a.csv"));
  project.write("data/a.csv", "8\n9");
  Deno.utimeSync(project.path("data/a.csv"), mtime!, mtime!);
  assert.deepEqual((await status(project)).lines, [
    "changed    data/a.csv  used by parse (p.ts:default)",
  ]);
});

Deno.test("a run that fails has not taken the change in", async () => {
  await using project = await ran();
  project.write("data/a.csv", "1");
  project.write("p.ts", PIPELINE.replace(`csv.split("\\n")`, "[csv.repeat(-1)]"));
  assert.equal((await project.run(["run", "p.ts"])).code, 1);
  assert.equal((await status(project)).lines.length, 1);
});

Deno.test("paths, folders and patterns, from where the user stands", async () => {
  await using project = await ran();
  project.write("data/a.csv", "x");
  project.write("data/b.csv", "y");
  project.write("out/count.json", "z");
  const paths = async (args: string[], cwd = ".") => {
    const { stdout, code } = await project.run(["status", ...args], { cwd });
    assert.equal(code, 0);
    return stdout.trimEnd().split("\n").map((line) => line.split(/ +/)[1]);
  };
  assert.deepEqual(await paths(["data"]), ["data/a.csv", "data/b.csv"]);
  assert.deepEqual(await paths(["data/"]), ["data/a.csv", "data/b.csv"]);
  assert.deepEqual(await paths(["data/a.csv", "out"]), ["data/a.csv", "out/count.json"]);
  assert.deepEqual(await paths(["**/*.json"]), ["out/count.json"]);
  assert.deepEqual(await paths(["."], "data"), ["a.csv", "b.csv"]);
  assert.deepEqual(await paths(["../out"], "data"), ["../out/count.json"]);
  const none = await status(project, "*.txt");
  assert.deepEqual([none.lines, none.stderr], [[], "no tracked files there\n"]);
  assert.match((await status(project, "data")).stderr, /^2 tracked files: 2 changed\n$/);
});

Deno.test("a path that names no file, now or in any run, is a slip; one that is gone is not", async () => {
  await using project = await ran();
  // "path-unknown"
  for (const [given, near] of [["dat", "data"], ["data/a.cvs", "data/a.csv"], ["q.ts", "p.ts"]]) {
    const { code, lines, stderr } = await status(project, "out", given!);
    assert.deepEqual([code, lines], [2, []]);
    assert.equal(
      stderr,
      `error: There is no file ${given}, nor has a run read or written one\n\nhint: did you mean ${near}?\n`,
    );
  }
  assert.match((await status(project, "far/away")).stderr, /hint: merkl status -a lists/);
  Deno.removeSync(project.path("data"), { recursive: true });
  assert.equal((await status(project, "data")).lines.length, 2);
  assert.match((await status(project, "data/a.cvs")).stderr, /did you mean data\/a\.csv\?/);
  const { code, stderr } = await status(project, "q.ts:other");
  assert.equal(code, 3);
  assert.match(stderr, /There is no file q\.ts; did you mean p\.ts\?/);
});

Deno.test("of a pipeline's files, those that are named", async () => {
  await using project = await ran();
  project.write("p.ts", PIPELINE.replace("rows.length * factor", "rows.length + factor"));
  const narrow = await status(project, "p.ts", "data", "out/reads.json");
  assert.deepEqual([narrow.lines, narrow.stderr], [[], "2 tracked files, all unchanged\n"]);
  assert.deepEqual((await status(project, "p.ts", "out")).lines, ["stale      out/count.json"]);
  project.write("p.ts", PIPELINE.replaceAll("out/count", "out/new"));
  assert.deepEqual((await status(project, "p.ts", "out/new.json")).lines, [
    "missing    out/new.json",
  ]);
});

Deno.test("with a pipeline only its files count, and outputs that it would write anew are stale", async () => {
  await using project = await ran();
  project.write("data/b.csv", "not its own");
  project.write("p.ts", PIPELINE.replace("rows.length * factor", "rows.length + factor"));
  const { lines, stderr } = await status(project, "p.ts");
  assert.deepEqual(lines, ["stale      out/count.json"]);
  assert.equal(stderr, "4 tracked files: 1 stale and 3 unchanged\n");
  assert.equal((await status(project, "p.ts", "--exit-code")).code, 1);
  const other = await status(project, "p.ts:other");
  assert.deepEqual(other.lines, [
    "changed    data/b.csv  used by parse (p.ts:other)",
    "stale      other.json",
  ]);
  project.write("p.ts", PIPELINE.replaceAll("out/count", "out/new"));
  assert.deepEqual((await status(project, "p.ts")).lines, ["missing    out/new.json"]);
  const unknown = await status(project, "p.ts:nothing");
  assert.equal(unknown.code, 2);
});

Deno.test("a folder in the place of a file, and colours", async () => {
  await using project = await ran();
  Deno.removeSync(project.path("conf.json"));
  Deno.mkdirSync(project.path("conf.json"));
  const { stdout } = await project.run(["status"], { env: { FORCE_COLOR: "1" } });
  const line = "\x1b[31munreadable\x1b[39m  conf.json\x1b[2m  it is no plain file\x1b[22m\n";
  assert.equal(stdout, line);
});

Deno.test("without a cache there is nothing to compare with", async () => {
  await using project = tempProject();
  const { code, stderr } = await status(project);
  assert.equal(code, 2);
  assert.match(stderr, /does not exist/);
});

Deno.test("very many files are looked at by two threads, and each is looked at once", async () => {
  const count = 9000;
  const many = `import { readFuture, task } from "@merkl/merkl";
    const size = task((texts: string[]) => texts.length);
    export default () => size(Array.from({ length: ${count} }, (_, i) => readFuture(\`in/\${i}\`)));`;
  await using project = tempProject({ files: { "p.ts": many } });
  Deno.mkdirSync(project.path("in"));
  for (let i = 0; i < count; i++) Deno.writeTextFileSync(project.path(`in/${i}`), `${i}`);
  const run = await project.run(["run", "p.ts"]);
  assert.equal(run.code, 0, run.stderr);
  assert.equal((await status(project)).stderr, "9,000 tracked files, all unchanged\n");
  for (let i = 0; i < count; i += 2) project.write(`in/${i}`, `${i} changed`);
  const { lines, stderr } = await status(project);
  assert.equal(stderr, "9,000 tracked files: 4,500 changed and 4,500 unchanged\n");
  const expected = Array.from({ length: count / 2 }, (_, i) => `in/${2 * i}`).sort();
  assert.deepEqual(lines.map((line) => line.split(/ +/)[1]), expected);
});
