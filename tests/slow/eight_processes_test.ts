/** Eight processes that begin at once with one fresh cache, and want overlapping things of it. */

import assert from "node:assert/strict";
import { openCache } from "../../lib/cache/sqlite_cache.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const PROCESSES = 8;
/** Tasks of each pipeline; half as many are new in the next. */
const TASKS = 1000;

const PIPELINE = `import { task } from "@merkl/merkl";
const ran = (what: string) => Deno.writeTextFileSync("ran.txt", what + "\\n", { append: true });
const quick = task((i: number) => {
  ran("quick " + i);
  return "x".repeat(i % 20 === 0 ? 20_000 : 20) + i;
});
const slow = task(async (text: string, i: number) => {
  if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, i % 7));
  ran("slow " + i);
  return text.length;
});
const sum = task((from: number, list: number[]) => {
  ran("sum " + from);
  return list.reduce((a, b) => a + b, 0);
});
const half = (from: number) =>
  sum(from, Array.from({ length: ${TASKS / 4} }, (_, k) => slow(quick(from + k), from + k)));
export default (from: number) => [half(from), half(from + ${TASKS / 4})];
`;

function expected(from: number): number {
  let total = 0;
  for (let i = from; i < from + TASKS / 4; i++) {
    total += (i % 20 === 0 ? 20_000 : 20) + String(i).length;
  }
  return total;
}

for (const jobs of ["1", "4"]) {
  Deno.test(`8 processes with overlapping pipelines, -j ${jobs}: all right, and nothing run twice`, async () => {
    await using project = tempProject({ files: { "p.ts": PIPELINE } });
    const starts = Array.from({ length: PROCESSES }, (_, k) => k * TASKS / 4);
    const ended = await Promise.all(
      starts.map((from) => project.run(["run", "-j", jobs, "p.ts", String(from)])),
    );
    ended.forEach(({ code, stdout, stderr }, k) => {
      assert.equal(code, 0, stderr);
      const [one, other] = [expected(starts[k]!), expected(starts[k]! + TASKS / 4)];
      assert.deepEqual(stdout.match(/\d+/g)?.map(Number), [one, other]);
      assert.doesNotMatch(stderr, /locked|error|damaged|corrupt/i);
    });
    assertEachOnce(project, (PROCESSES + 1) * (TASKS / 2 + 1));
    await assertSound(project);
  });
}

Deno.test("the first run of two processes in a fresh folder, many times", async () => {
  for (let round = 0; round < Number(Deno.env.get("MERKL_FRESH_ROUNDS") ?? 25); round++) {
    await using project = tempProject({ files: { "p.ts": PIPELINE }, initialised: false });
    project.write("merkl.json", "{}");
    const both = await Promise.all([0, 0].map(() => project.run(["run", "p.ts", "0"])));
    for (const { code, stdout, stderr } of both) {
      assert.equal(code, 0, stderr);
      assert.deepEqual(stdout.match(/\d+/g)?.map(Number), [expected(0), expected(TASKS / 4)]);
    }
    assertEachOnce(project, TASKS + 2);
    await assertSound(project);
  }
});

function assertEachOnce(project: TempProject, bodies: number): void {
  const ran = project.read("ran.txt").trim().split("\n");
  const twice = ran.filter((line, i) => ran.indexOf(line) !== i);
  assert.deepEqual(twice, []);
  assert.equal(ran.length, bodies);
}

async function assertSound(project: TempProject): Promise<void> {
  const problems: string[] = [];
  const opened = openCache(project.path(".merkl/cache.sqlite3"), (one) => problems.push(one));
  assert.ok(opened.kind === "ok");
  problems.push(...await opened.cache.check());
  await opened.cache.close();
  assert.deepEqual(problems, []);
}
