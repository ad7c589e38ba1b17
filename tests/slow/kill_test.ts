/** SIGKILL at random moments of a run: the cache stays sound, and finished tasks are never run again. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openCache } from "../../lib/cache/sqlite_cache.ts";
import { merklCommand } from "../support/temp_project.ts";

const ROUNDS = 40;

const PIPELINE = `
import { task } from "@merkl/merkl";

const quick = task((i: number) => {
  Deno.writeTextFileSync("ran.txt", "quick " + i + "\\n", { append: true });
  return "x".repeat(i % 20 === 0 ? 20_000 : 20) + i;
});
const slow = task(async (text: string, i: number) => {
  await new Promise((resolve) => setTimeout(resolve, i % 7));
  Deno.writeTextFileSync("ran.txt", "slow " + i + "\\n", { append: true });
  return text.length;
});
const sum = task((list: number[]) => list.reduce((a, b) => a + b, 0));

export default function () {
  return sum(Array.from({ length: 300 }, (_, i) => slow(quick(i), i))).to("sum.json");
}
`;

Deno.test("a run that is killed at random moments, many times, loses nothing that was finished", async () => {
  const dir = Deno.makeTempDirSync({ prefix: "merkl-kill-" });
  try {
    Deno.writeTextFileSync(join(dir, "pipeline.ts"), PIPELINE);
    Deno.writeTextFileSync(join(dir, "merkl.json"), "{}");
    Deno.writeTextFileSync(join(dir, "ran.txt"), "");
    for (let round = 0; round < ROUNDS; round++) {
      await killedAfter(dir, 150 + Math.random() * 250);
      await assertSound(dir);
    }
    const output = await run(dir);
    assert.equal(output.code, 0, new TextDecoder().decode(output.stderr));
    assert.equal(Deno.readTextFileSync(join(dir, "sum.json")), expected());
    // a body may run again only if it was killed before its value was committed: at most the group of
    // 20 ms that was under way, once for each kill
    const bodies = Deno.readTextFileSync(join(dir, "ran.txt")).trim().split("\n");
    const again = bodies.length - new Set(bodies).size;
    assert.ok(again <= ROUNDS * 20, `${again} bodies ran again in ${ROUNDS} kills`);
    assert.equal(new Set(bodies).size, 600);
    const before = Deno.readTextFileSync(join(dir, "ran.txt"));
    await run(dir);
    assert.equal(Deno.readTextFileSync(join(dir, "ran.txt")), before);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});

function expected(): string {
  let total = 0;
  for (let i = 0; i < 300; i++) total += (i % 20 === 0 ? 20_000 : 20) + String(i).length;
  return `${total}\n`;
}

function command(dir: string): Deno.Command {
  const [program, ...args] = merklCommand();
  return new Deno.Command(program!, {
    args: [...args, "run", "pipeline.ts"],
    cwd: dir,
    stdout: "piped",
    stderr: "piped",
  });
}

function run(dir: string): Promise<Deno.CommandOutput> {
  return command(dir).output();
}

async function killedAfter(dir: string, ms: number): Promise<void> {
  const child = command(dir).spawn();
  const timer = setTimeout(() => {
    try {
      child.kill("SIGKILL");
    } catch {
      // it ended before
    }
  }, ms);
  await child.output();
  clearTimeout(timer);
}

/** Passes the cache's own check: all rows have their contents, and these their hashes. */
async function assertSound(dir: string): Promise<void> {
  const path = join(dir, ".merkl", "cache.sqlite3");
  if (!exists(path)) return;
  const problems: string[] = [];
  const opened = openCache(path, (problem) => problems.push(problem));
  assert.equal(opened.kind, "ok");
  if (opened.kind !== "ok") return;
  problems.push(...await opened.cache.check());
  await opened.cache.close();
  assert.deepEqual(problems, []);
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
