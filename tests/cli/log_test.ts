import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { task } from "@merkl/merkl";
const double = task((n: number) => {
  if (n > 100) throw new Error("too large\\nby far");
  return 2 * n;
});
const sum = task((a: number, b: number) => a + b);
export default (n = 1) => sum(double(n), double(2));
`;

function git(project: TempProject, ...args: string[]): void {
  const who = ["-c", "user.name=me", "-c", "user.email=me@example.org"];
  const { success, stderr } = new Deno.Command("git", { args: [...who, ...args], cwd: project.dir })
    .outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
}

const hasGit = (() => {
  try {
    return new Deno.Command("git", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
})();

Deno.test("merkl log lists runs with what became of their tasks, newest first", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  await project.run(["run", "p.ts"]);
  await project.run(["run", "-q", "p.ts", "3"]);
  assert.equal((await project.run(["run", "p.ts", "500"])).code, 1);
  const { code, stdout, stderr } = await project.run(["log"]);
  assert.deepEqual([code, stderr], [0, ""]);
  const lines = stdout.trimEnd().split("\n");
  assert.match(lines[0]!, /^run +when +command +commit +tasks +took$/);
  const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d`;
  const row = (text: string) => new RegExp(`^ +${text} +[\\d.]+ m?s$`);
  assert.match(
    lines[1]!,
    row(`3 +${time} +merkl run p.ts 500 +1 cached, 0 run, 1 failed`),
  );
  assert.match(lines[2]!, row(`2 +${time} +merkl run -q p.ts 3 +1 cached, 2 run`));
  assert.match(lines[3]!, row(`1 +${time} +merkl run p.ts +0 cached, 3 run`));
  assert.equal(lines.length, 4);
  const one = (await project.run(["log", "-n", "1"])).stdout.trimEnd().split("\n");
  assert.deepEqual([one.length, one[1]], [2, one[1]]);
  assert.match(one[1]!, / 3 +/);
});

Deno.test("merkl log RUN tells each task, the calls that ran, and what failed", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  await project.run(["run", "p.ts"]);
  await project.run(["run", "p.ts", "500"]);
  const { run, tasks, ran, failed } = JSON.parse(
    (await project.run(["log", "2", "--json"])).stdout,
  );
  assert.deepEqual(run.argv, ["run", "p.ts", "500"]);
  assert.equal(run.exit_code, 1);
  assert.deepEqual(
    tasks.map((task: Record<string, unknown>) => ({ ...task, duration_ms: 0, saved_ms: 0 }))
      .sort((a: { task: string }, b: { task: string }) => a.task < b.task ? -1 : 1),
    [
      {
        ...{ task: "double", task_id: "p.ts#double", cached: 1, run: 0, failed: 1, left: 0 },
        ...{ duration_ms: 0, saved_ms: 0 },
      },
      {
        ...{ task: "sum", task_id: "p.ts#sum", cached: 0, run: 0, failed: 0, left: 1 },
        ...{ duration_ms: 0, saved_ms: 0 },
      },
    ],
  );
  assert.deepEqual(ran, []);
  assert.equal(failed.length, 1);
  assert.match(failed[0].message, /too large$/);
  assert.match(failed[0].hash, /^[0-9a-f]{64}$/);
  const first = JSON.parse((await project.run(["log", "1", "--json"])).stdout);
  assert.equal(first.ran.length, 3);
  const text = (await project.run(["log", "1"])).stdout;
  assert.match(text, /^run 1 of p.ts#default\n/);
  for (const { hash, task } of first.ran) {
    assert.match(text, new RegExp(`^${hash.slice(0, 12)} +${task} `, "m"));
  }
});

Deno.test({
  name: "merkl log tells the git commit, and whether files differed from it",
  ignore: !hasGit,
  async fn() {
    await using project = tempProject({ files: { "p.ts": PIPELINE } });
    const dirtyOf = async () => {
      const { runs } = JSON.parse((await project.run(["log", "--json"])).stdout);
      return runs.map(({ commit, dirty }: { commit: string; dirty: boolean | null }) =>
        [commit?.length ?? null, dirty] as const
      );
    };
    await project.run(["run", "p.ts"]);
    git(project, "init", "-q");
    await project.run(["run", "p.ts"]);
    git(project, "add", "p.ts");
    git(project, "commit", "-qm", "first");
    await project.run(["run", "-f", "p.ts"]);
    git(project, "pack-refs", "--all");
    project.write("p.ts", PIPELINE.replace("2 * n", "3 * n"));
    await project.run(["run", "p.ts"]);
    // nothing to do: git is not asked
    await project.run(["run", "p.ts"]);
    git(project, "worktree", "add", "-q", "linked", "HEAD");
    await project.run(["run", "linked/p.ts"]);
    assert.deepEqual(await dirtyOf(), [
      [40, null],
      [40, true],
      [40, false],
      [null, null],
      [null, null],
    ]);
    const { stdout } = await project.run(["log", "-C", "linked"]);
    assert.match(stdout, /merkl run linked\/p\.ts +[0-9a-f]{9}\+? +0 cached, 3 run/);
    assert.match(
      (await project.run(["log", "4"])).stdout,
      /^ {2}commit {3}[0-9a-f]{40} with changes$/m,
    );
  },
});

Deno.test("mistakes of merkl log are told with the way out", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const none = await project.run(["log"]);
  assert.equal(none.code, 2);
  // "cache-missing"
  assert.match(none.stderr, /There is no cache to look at: .*does not exist/);
  assert.ok(!project.exists(".merkl/cache.sqlite3"));
  await project.run(["run", "p.ts"]);
  const unknown = await project.run(["log", "7"]);
  // "run-unknown"
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /There is no run 7\s+hint: the latest is run 1/);
  assert.match((await project.run(["log", "first"])).stderr, /RUN expects a whole number/);
  assert.match((await project.run(["log", "-n", "0"])).stderr, /--limit expects a whole number/);
  assert.equal((await project.run(["log", "1", "2"])).code, 2);
  const db = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
  db.exec("PRAGMA user_version = 999");
  db.close();
  const newer = await project.run(["log"]);
  assert.equal(newer.code, 2);
  assert.match(
    newer.stderr,
    /^error: There is no cache to look at: .* has schema 999.*\s+hint: Upgrade/,
  );
});
