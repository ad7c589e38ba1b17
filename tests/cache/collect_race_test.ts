/** Making room while other processes write. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { sampleHash, sampleResult } from "../contract/samples.ts";
import { bytesOf, nameOf } from "./put_worker_values.ts";
import { age, CacheFolder } from "./support.ts";

Deno.test("beside writers everything that is old goes, and nothing is lost or wrong", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const prefixes = ["a", "b", "c"];
  const evicted = await whileWriting(
    prefixes.map((prefix) => worker("put_worker.ts", folder, prefix, "600")),
    async () => {
      age(folder, "contents"); // nothing is spared for being young
      return (await cache.care.collect({ maxAge: 1 }))!.entries;
    },
  );
  assert.ok(evicted > 100, `${evicted} evicted`);
  for (const prefix of prefixes) {
    const numbers = Array.from({ length: 600 }, (_, i) => i);
    const expected = numbers.map((i) => sampleResult(nameOf(prefix, i), bytesOf(prefix, i)));
    const entries = await cache.index.entries(numbers.map((i) => sampleHash(nameOf(prefix, i))));
    const contents = await cache.contents.get(expected.map(({ entry }) => entry.contentHash));
    for (const [i, { entry, bytes }] of expected.entries()) {
      assert.deepEqual({ ...entries[i], state: "present" }, entry);
      if (entries[i]!.state === "present") assert.deepEqual(new Uint8Array(contents[i]!), bytes);
    }
  }
  assert.deepEqual(await cache.check(), []);
  assert.deepEqual(folder.problems, []);
  await cache.close();
});

Deno.test("contents that are stored long before what refers to them are spared", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const prefixes = ["a", "b"];
  await whileWriting(
    prefixes.map((prefix) => worker("refs_worker.ts", folder, prefix, "40")),
    async () => {
      await cache.care.collect({ maxBytes: 0, maxAge: 1 });
      return 0;
    },
  );
  for (const prefix of prefixes) {
    const hashes = Array.from({ length: 40 }, (_, i) => sampleHash(`${prefix} list ${i}`));
    const heads = await cache.index.heads(hashes);
    assert.ok(heads.every((head) => head?.state === "present"));
  }
  assert.deepEqual(await cache.check(), []);
  assert.deepEqual(folder.problems, []);
  await cache.close();
});

Deno.test("a process that is killed while it makes room leaves a sound cache", async () => {
  using folder = new CacheFolder();
  for (let round = 0; round < 10; round++) {
    const process = worker("collect_worker.ts", folder, "", "");
    const drained = process.stderr.cancel();
    let collected = 0;
    for await (const piece of process.stdout) {
      collected += piece.length;
      // at another moment each time
      if (collected >= 2) setTimeout(() => kill(process), 3 * round);
    }
    await process.status;
    await drained;
    assert.ok(collected >= 2);
    const cache = folder.open();
    assert.deepEqual(await cache.check(), []);
    await cache.close();
  }
  assert.deepEqual(folder.problems, []);
});

function kill(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL");
  } catch {
    // it was killed before
  }
}

/** Does something again and again until all processes have ended well; gives the sum. */
async function whileWriting(
  processes: readonly Deno.ChildProcess[],
  work: () => Promise<number>,
): Promise<number> {
  let running = true;
  const ended = Promise.all(processes.map((process) => process.output()))
    .finally(() => running = false);
  let sum = 0;
  while (running) {
    sum += await work();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  for (const { success, stderr } of await ended) {
    assert.ok(success, new TextDecoder().decode(stderr));
  }
  return sum + await work();
}

function worker(file: string, folder: CacheFolder, prefix: string, count: string) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", path, folder.path, prefix, count],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}
