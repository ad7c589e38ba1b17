/**
 * Four processes on one cache, each killed at a random moment and started again with work of which
 * half is new: `MERKL_KILLS` kills in all.
 */

import assert from "node:assert/strict";
import { openCache } from "../../lib/cache/sqlite_cache.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const KILLS = Number(Deno.env.get("MERKL_KILLS") ?? 100);
const PROCESSES = 4;
/** Tasks of a run, two for each number; a run begins so many numbers after the one before. */
const COUNT = 200;
const STEP = 50;

const PIPELINE = `import { task } from "@merkl/merkl";
const quick = task((i: number) => "x".repeat(i % 20 === 0 ? 20_000 : 20) + i);
const slow = task(async (text: string, i: number) => {
  await new Promise((resolve) => setTimeout(resolve, i % 4 === 0 ? 6 : 0));
  return { i, length: text.length };
});
const sum = task((list: { length: number }[]) => list.reduce((all, { length }) => all + length, 0));
export default (from: number) =>
  sum(Array.from({ length: ${COUNT} }, (_, k) => slow(quick(from + k), from + k)));
`;

function expected(from: number): string {
  let total = 0;
  for (let i = from; i < from + COUNT; i++) total += (i % 20 === 0 ? 20_000 : 20) + `${i}`.length;
  return `${total}\n`;
}

Deno.test(`${KILLS} SIGKILLs during runs of four processes: nothing wrong, lost or unsound`, async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  /** Calls that were said to be done, by the first digits of their hashes. */
  const done = new Map<string, number>();
  let started = 0;
  let kills = 0;
  const worker = async () => {
    while (kills < KILLS) {
      const killed = await killedRun(project, (started++) * STEP, done);
      if (killed) kills++;
      assert.deepEqual(await problems(project), [], `after ${kills} kills`);
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, worker));
  assert.ok(done.size > KILLS, `${done.size} calls were done`);
  await assertKept(project, [...done.keys()]);
  for (let from = 0; from < started * STEP; from += COUNT) {
    const { code, stdout, stderr } = await project.run(["run", "-v", "p.ts", `${from}`]);
    assert.deepEqual([code, stdout], [0, expected(from)], stderr);
    note(stderr, done);
  }
  const twice = [...done].filter(([, times]) => times > 1);
  assert.deepEqual(twice, [], "what was done is never run again");
  assert.deepEqual(await problems(project), []);
  console.log(`${kills} kills, ${started} runs, ${done.size} calls done`);
});

/**
 * Starts a run and kills it: mostly at a random moment while bodies run, else while it starts; false
 * if it ended before.
 */
async function killedRun(
  project: TempProject,
  from: number,
  done: Map<string, number>,
): Promise<boolean> {
  const child = project.spawn(["run", "-v", "p.ts", `${from}`]);
  void child.stdin.close();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const killWithin = (ms: number) => timer ??= setTimeout(() => kill(child), Math.random() * ms);
  if (Math.random() < 0.2) killWithin(500);
  let text = "";
  const read = async () => {
    for await (const piece of child.stderr.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.includes("run ")) killWithin(500);
    }
  };
  const [{ signal, code }, stdout] = await Promise.all([
    child.status,
    new Response(child.stdout).text(),
    read(),
  ]);
  clearTimeout(timer);
  note(text, done);
  assert.doesNotMatch(text, /warning|error|damaged|locked/i);
  if (signal === "SIGKILL") return true;
  assert.deepEqual([code, stdout], [0, expected(from)], text);
  return false;
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // it ended just now
  }
}

/** A call is said to be done once it is committed. */
function note(stderr: string, done: Map<string, number>): void {
  for (const [, hash] of stderr.matchAll(/^done \w+ ([0-9a-f]{8}) in .*\n/gm)) {
    done.set(hash!, (done.get(hash!) ?? 0) + 1);
  }
}

/** What the cache's own check, of all rows, contents and files, finds. */
async function problems(project: TempProject): Promise<string[]> {
  const said: string[] = [];
  const opened = openCache(project.path(".merkl/cache.sqlite3"), (one) => said.push(one));
  assert.ok(opened.kind === "ok");
  const { damages } = await opened.cache.care.verify!({});
  await opened.cache.close();
  return [...said, ...damages.map(({ message }) => message)];
}

async function assertKept(project: TempProject, prefixes: readonly string[]): Promise<void> {
  const opened = openCache(project.path(".merkl/cache.sqlite3"), () => {});
  assert.ok(opened.kind === "ok");
  const { rows } = await opened.cache.query("select substr(hash, 1, 8) from entries_v");
  await opened.cache.close();
  const kept = new Set(rows.map(([prefix]) => prefix));
  assert.deepEqual(prefixes.filter((prefix) => !kept.has(prefix)), []);
}
