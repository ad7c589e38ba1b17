import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { type TempProject, tempProject } from "../support/temp_project.ts";
import { hasTerminals, onTerminal } from "../support/terminal.ts";

const pipeline = (factor = 10) =>
  `import { context, task } from "@merkl/merkl";
const load = task(() => "x".repeat(20_000));
const scale = task((text: string) => text.length * ${factor});
const file = task(() => {
  const big = context().tempFile("big.bin");
  Deno.writeFileSync(big.path, new Uint8Array(30_000));
  return big;
});
const show = task((n: number) => [n]);
export const other = () => show(scale(load())).to("other.json");
export default () => {
  scale(load()).to("out/scaled.json", { sidecar: true });
  file().to("out/big.bin");
};
`;

async function ran(): Promise<TempProject> {
  const project = tempProject({ files: { "p.ts": pipeline() } });
  assert.equal((await project.run(["run", "p.ts"])).code, 0);
  assert.equal((await project.run(["run", "p.ts:other"])).code, 0);
  return project;
}

/** What is stored, as `task state`; checks that rows and files go together. */
function stored(project: TempProject): string[] {
  const db = new DatabaseSync(project.path(".merkl/cache.sqlite3"), { readOnly: true });
  try {
    const rows = db.prepare("SELECT task, state FROM entries_v ORDER BY task").all();
    const files = db.prepare("SELECT lower(hex(hash)) AS hash FROM contents WHERE place = 1").all();
    assert.deepEqual(
      filesIn(project.path(".merkl/contents")),
      files.map((one) => one["hash"]).sort(),
    );
    return rows.map(({ task, state }) => state === "present" ? String(task) : `${task} ${state}`);
  } finally {
    db.close();
  }
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(join(folder, name)) : [name]
  ).sort();
}

async function clear(project: TempProject, ...args: string[]) {
  return await project.run(["clear", ...args]);
}

Deno.test("removes what the pipeline has stored, and nothing that another one has", async () => {
  await using project = await ran();
  assert.deepEqual(stored(project), ["file", "load", "scale", "show"]);
  const dry = await clear(project, "-n", "p.ts:default");
  assert.match(
    dry.stderr,
    /^would clear 1 value of p\.ts:default \(30\.1 KB, which took [\d.]+ m?s to make\)$/m,
  );
  assert.deepEqual(stored(project), ["file", "load", "scale", "show"]);
  const cleared = await clear(project, "-y", "p.ts:default");
  assert.equal(cleared.code, 0);
  assert.match(cleared.stderr, /^cleared 1 value of p\.ts:default \(30\.1 KB, /);
  assert.deepEqual(stored(project), ["load", "scale", "show"]);
  // its runs own nothing any more, so the other one's are free to go
  await clear(project, "-y", "p.ts:other");
  assert.deepEqual(stored(project), []);
  assert.match((await clear(project, "p.ts")).stderr, /^nothing to clear$/m);
  const again = await project.run(["run", "p.ts"]);
  assert.match(again.stderr, /^3 tasks: 1 cached, 1 run, 1 not needed/m, "there is a sidecar");
});

Deno.test("what another pipeline uses as well stays, which is said, until that one is cleared", async () => {
  const P = `import { task } from "@merkl/merkl";
const load = task((n: number) => n * 2);
export const a = () => load(1);
export const b = () => [load(1), load(2)];
`;
  await using project = tempProject({ files: { "p.ts": P } });
  for (const name of ["a", "b"]) await project.run(["run", `p.ts:${name}`]);
  const nothing = /^nothing to clear\nwhat runs of other pipelines use as well stays$/m;
  assert.match((await clear(project, "-n", "p.ts:a")).stderr, nothing);
  const dry = await clear(project, "-n", "p.ts:b");
  assert.match(
    dry.stderr,
    /^would clear 1 value of .*\nwhat runs of other pipelines use as well stays$/m,
  );
  const { code, stderr } = await clear(project, "p.ts:a");
  assert.equal(code, 0);
  assert.match(stderr, nothing);
  const cleared = await clear(project, "-y", "p.ts:b");
  assert.match(cleared.stderr, /^cleared 2 values of p\.ts:b \([^)]+\)\n$/);
});

Deno.test("a file alone means all its pipelines; output files stay, with --outputs they go", async () => {
  await using project = await ran();
  assert.equal((await clear(project, "-y", "p.ts")).code, 0);
  assert.deepEqual(stored(project), []);
  assert.ok(project.exists("out/scaled.json") && project.exists("other.json"));
  await project.run(["run", "p.ts"]);
  await project.run(["run", "p.ts:other"]);
  project.write("other.json", "edited");
  const dry = await clear(project, "-n", "--outputs", "p.ts");
  assert.match(dry.stderr, / and 2 output files\n {2}out\/big\.bin\n {2}out\/scaled\.json\n/);
  assert.match(
    dry.stderr,
    /1 output file would stay, since somebody edited it:\n {2}other\.json$/m,
  );
  assert.ok(project.exists("out/big.bin"));
  const json = await clear(project, "-y", "--outputs", "--json", "p.ts");
  const { version, dry_run, pipelines, entries, outputs } = JSON.parse(json.stdout);
  assert.deepEqual([version, dry_run, pipelines, entries], [
    ...[1, false],
    ["p.ts:default", "p.ts:other"],
    4,
  ]);
  assert.deepEqual(outputs, { removed: ["out/big.bin", "out/scaled.json"], kept: ["other.json"] });
  assert.equal(project.exists("out"), false, "with the sidecar, and the folder");
  assert.equal(project.read("other.json"), "edited");
  const status = await project.run(["status"]);
  assert.equal(status.stdout, "edited     other.json\n");
});

Deno.test("--keep spares what the latest successful run uses, --keep-outs what files hold", async () => {
  await using project = await ran();
  project.write("p.ts", pipeline(100));
  await project.run(["run", "p.ts:other"]);
  assert.deepEqual(stored(project), ["file", "load", "scale", "scale", "show", "show"]);
  await clear(project, "-y", "--keep", "p.ts:other");
  // the first scale is the default pipeline's
  assert.deepEqual(stored(project), ["file", "load", "scale", "scale", "show"]);
  await clear(project, "-y", "--keep-outs", "p.ts");
  assert.deepEqual(stored(project), ["file", "scale", "show"]);
  const run = await project.run(["run", "p.ts:other"]);
  assert.match(run.stderr, /^3 tasks: 1 cached, 0 run|^3 tasks: \d cached, 0 run/m);
});

Deno.test("by task, in a pipeline or everywhere, and by age", async () => {
  await using project = await ran();
  await clear(project, "-y", "--task", "show", "p.ts:other");
  assert.deepEqual(stored(project), ["file", "load", "scale"]);
  await clear(project, "-y", "p.ts:load");
  assert.deepEqual(stored(project), ["file", "scale"]);
  await clear(project, "-y", "--task", "scale");
  assert.deepEqual(stored(project), ["file"]);
  assert.match((await clear(project, "-y", "--older-than", "1h")).stderr, /^nothing to clear$/m);
  const db = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
  db.exec("UPDATE entries SET created = created - 2 * 3600 * 1e6");
  db.close();
  await clear(project, "-y", "--older-than", "1h");
  assert.deepEqual(stored(project), ["file"], "a run has used it since");
  const later = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
  later.exec("UPDATE runs SET started = started - 2 * 3600 * 1e6");
  later.close();
  await clear(project, "-y", "--older-than", "1h");
  assert.deepEqual(stored(project), []);
});

Deno.test("--all empties the cache; with --keep not of what pipelines use", async () => {
  await using project = await ran();
  project.write("p.ts", pipeline(100));
  await project.run(["run", "p.ts"]);
  await project.run(["run", "p.ts:other"]);
  await clear(project, "-y", "--all", "--keep");
  assert.deepEqual(stored(project), ["file", "load", "scale", "show"]);
  const dry = await clear(project, "-n", "--all");
  assert.match(dry.stderr, /^would clear 4 values \(50\.\d KB, /);
  await clear(project, "-y", "--all");
  assert.deepEqual(stored(project), []);
  assert.match((await project.run(["log"])).stderr, /no run/);
  assert.match((await project.run(["status"])).stderr, /^no tracked files/);
  const run = await project.run(["run", "p.ts"]);
  assert.deepEqual([run.code, run.stdout], [0, ""]);
});

Deno.test({
  name: "asks on a terminal, and takes no for an answer",
  ignore: !hasTerminals,
  async fn() {
    await using project = await ran();
    for (const answer of ["n", "", "Yes"]) {
      const { code, text } = await onTerminal(project, ["clear", "p.ts"], async (terminal) => {
        await terminal.seen(/\[y\/N\]/);
        await terminal.type(`${answer}\n`);
      });
      assert.match(
        text,
        /^4 values of p\.ts:default and p\.ts:other \(.*\)\. Remove it\? \[y\/N\] /,
      );
      assert.equal(code, answer === "Yes" ? 0 : 1);
      assert.equal(stored(project).length, answer === "Yes" ? 0 : 4);
    }
  },
});

Deno.test("without a terminal it needs -y", async () => {
  await using project = await ran();
  const refused = await clear(project, "p.ts");
  assert.equal(refused.code, 2);
  assert.match(
    refused.stderr,
    /^error: merkl clear would remove 4 values of p\.ts:default and p\.ts:other/,
  );
  assert.match(refused.stderr, /hint: -y removes it without asking/);
  assert.equal(stored(project).length, 4);
});

Deno.test("what can't be meant is refused with the way out", async () => {
  await using project = await ran();
  for (
    const [args, message] of [
      [[], /^error: merkl clear needs a FILE, --task, --older-than or --all/],
      [["p.ts", "q.ts"], /no use for/],
      [["--all", "p.ts"], /--all and a FILE, which don't go together/],
      [["--all", "--task", "x"], /--all and --task/],
      [["--outputs", "--task", "x"], /--outputs and no FILE and no --all/],
      [["--older-than", "5m"], /--older-than expects a time such as/],
      [["p.ts:othr"], /^error: Nothing is stored of p\.ts:othr; did you mean p\.ts:other\?/],
      [["q.ts"], /^error: Nothing is stored of q\.ts; did you mean p\.ts\?/],
    ] as const
  ) {
    const { code, stderr } = await clear(project, ...args);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, message);
  }
  await using empty = tempProject();
  assert.match((await clear(empty, "--all")).stderr, /does not exist/);
});

Deno.test("errors of clear have their codes", async () => {
  await using project = await ran();
  const codeOf = async (...args: string[]) =>
    JSON.parse((await clear(project, "--json", ...args)).stdout).error.code;
  assert.equal(await codeOf("p.ts"), "clear-unconfirmed");
  assert.equal(await codeOf("nothing.ts"), "clear-unknown");
  assert.equal(await codeOf("--all", "p.ts"), "clear-conflict");
});
