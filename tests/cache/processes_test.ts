/** Several processes on one cache, and processes that are killed. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { SqliteCache } from "../../lib/cache/sqlite_cache.ts";
import { sampleHash, sampleResult } from "../contract/samples.ts";
import { bytesOf, nameOf } from "./put_worker_values.ts";
import { CacheFolder } from "./support.ts";

const WORKER = fileURLToPath(new URL("put_worker.ts", import.meta.url));
const KILLS = 20;

Deno.test("after SIGKILL the cache is sound and holds all that was committed", async () => {
  using folder = new CacheFolder();
  const committed = new Map<string, number[]>();
  for (let round = 0; round < KILLS; round++) {
    const prefix = `round ${round}`;
    committed.set(prefix, await putUntilKilled(folder, prefix, 1 + 97 * round % 400));
  }
  assert.deepEqual(folder.problems, []);
  const cache = folder.open();
  assert.deepEqual(await cache.check(), []);
  for (const [prefix, numbers] of committed) await assertRecorded(cache, prefix, numbers);
  await cache.close();
});

Deno.test("four processes that begin with a fresh folder lose nothing", async () => {
  using folder = new CacheFolder();
  const prefixes = ["a", "b", "c", "d"];
  const outcomes = await Promise.all(prefixes.map(async (prefix) => {
    const process = worker(folder, prefix, "150");
    const { success, stderr } = await process.output();
    assert.ok(success, new TextDecoder().decode(stderr));
  }));
  assert.equal(outcomes.length, 4);
  const cache = folder.open();
  for (const prefix of prefixes) {
    await assertRecorded(cache, prefix, Array.from({ length: 150 }, (_, i) => i));
  }
  assert.deepEqual(await cache.check(), []);
  assert.deepEqual(folder.problems, []);
  await cache.close();
});

Deno.test("clearing beside a process that writes leaves no row without its file", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const process = worker(folder, "w", "300");
  let running = true;
  const ended = process.output().finally(() => running = false);
  while (running) {
    // The large contents are shared with the writer's.
    const mine = Array.from(
      { length: 50 },
      (_, i) => sampleResult(`mine ${i}`, bytesOf("w", 4 * i)),
    );
    await cache.record(mine, "{}", { urgent: true });
    await cache.clear(mine.map((result) => result.entry.hash));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const { success, stderr } = await ended;
  assert.ok(success, new TextDecoder().decode(stderr));
  assert.deepEqual(await cache.check(), []);
  await assertRecorded(cache, "w", Array.from({ length: 300 }, (_, i) => i));
  await cache.close();
});

function worker(folder: CacheFolder, prefix: string, count: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", WORKER, folder.path, prefix, count],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Kills a worker once it has committed `after` results; gives the numbers of all that it told of. */
async function putUntilKilled(
  folder: CacheFolder,
  prefix: string,
  after: number,
): Promise<number[]> {
  const process = worker(folder, prefix, "forever");
  const drained = process.stderr.cancel();
  let text = "";
  let killed = false;
  for await (const piece of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (killed || text.split("\n").length <= after) continue;
    process.kill("SIGKILL");
    killed = true;
  }
  await process.status;
  await drained;
  assert.ok(killed);
  // The last line may have been cut off.
  return text.split("\n").slice(0, -1).map(Number);
}

async function assertRecorded(
  cache: SqliteCache,
  prefix: string,
  numbers: readonly number[],
): Promise<void> {
  const expected = numbers.map((i) => sampleResult(nameOf(prefix, i), bytesOf(prefix, i)));
  const entries = await cache.index.entries(numbers.map((i) => sampleHash(nameOf(prefix, i))));
  assert.deepEqual(entries, expected.map((result) => result.entry));
  const contents = await cache.contents.get(expected.map((result) => result.entry.contentHash));
  for (const [i, bytes] of contents.entries()) {
    assert.deepEqual(new Uint8Array(bytes!), new Uint8Array(expected[i]!.bytes));
  }
}
