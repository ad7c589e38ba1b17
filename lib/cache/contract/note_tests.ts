/** What every cache must do with what is no result: runs, analyses, sources, files. */

import assert from "node:assert/strict";
import { type ContentHash, sha256 } from "../../hash/digest.ts";
import { sampleHash } from "./samples.ts";
import type { ContractTests } from "./types.ts";

const RUN = {
  command: "run",
  target: "a.ts#main",
  started: 1_790_000_000_000_000,
  duration: 12.5,
  counts: { cached: 1, run: 2, failed: 0 },
  exitCode: 0,
};

/** By what a cache does. */
export const NOTE_TESTS: ContractTests = {
  async "keeps runs, newest first, and one manifest for a graph"({ cache }) {
    const graph = Array.from({ length: 3000 }, (_, i) => sampleHash(`r${i}`));
    await cache.recordRun(RUN, graph);
    await cache.recordRun({ ...RUN, command: "second", exitCode: 1 }, graph.toReversed());
    await cache.recordRun({ ...RUN, command: "third" }, []);
    const [third, second, first] = await cache.runs(10);
    assert.deepEqual([third!.command, third!.hashes], ["third", 0]);
    assert.deepEqual({ ...first, id: 0, manifest: "" }, {
      ...RUN,
      id: 0,
      hashes: 3000,
      manifest: "",
    });
    assert.equal(second!.exitCode, 1);
    assert.equal(second!.manifest, first!.manifest);
    assert.notEqual(third!.manifest, first!.manifest);
    assert.deepEqual((await cache.runHashes(first!.id)).sort(), graph.sort());
    assert.equal((await cache.runs(1)).length, 1);
  },

  async "keeps what a run was started as, and its calls"({ cache }) {
    const task = {
      id: "a.ts#one",
      name: "one",
      cached: 2,
      run: 2,
      failed: 1,
      left: 0,
      duration: 5,
    };
    const calls = {
      tasks: [task, { ...task, id: "a.ts#zwei", name: "zwei" }],
      ran: [
        { hash: sampleHash("x"), task: 0, duration: 1.5 },
        { hash: sampleHash("y"), task: 1, duration: 1e9 },
      ],
      failures: [{
        hash: sampleHash("z"),
        argsHash: sampleHash("args"),
        task: 1,
        message: "no\u0000 “good”",
      }],
    };
    const about = { argv: ["run", "a b.ts", "-q"], commit: "0".repeat(40), dirty: false };
    await cache.recordRun({ ...RUN, ...about, calls }, []);
    await cache.recordRun({ ...RUN, dirty: true }, []);
    const [second, first] = await cache.runs(2);
    const { argv, commit, dirty } = first!;
    assert.deepEqual({ argv, commit, dirty }, about);
    assert.ok(!("calls" in first!));
    assert.deepEqual([second!.argv, second!.commit, second!.dirty], [undefined, undefined, true]);
    const { calls: kept, ...rest } = (await cache.run(first!.id))!;
    assert.deepEqual([kept, rest], [calls, first]);
    assert.deepEqual(await cache.run(second!.id), second);
    assert.equal(await cache.run(99), undefined);
  },

  async "remembers analyses and sources at once and after a flush"({ cache }) {
    cache.memo.set("key", "[1]");
    cache.memo.set("key", "[2]");
    assert.equal(cache.memo.get("key"), "[2]");
    assert.equal(cache.memo.get("other"), undefined);
    cache.putSources(new Map([[sha256("s"), "const x = 1"]]));
    cache.putSources(new Map([[sha256("s"), "const x = 1"]]));
    await cache.flush();
    assert.equal(cache.memo.get("key"), "[2]");
    assert.equal(await cache.source(sha256("s")), "const x = 1");
    assert.equal(await cache.source(sha256("t")), undefined);
  },

  async "forgets analyses by what their keys begin with"({ cache }) {
    const { memo } = cache;
    if (memo.forget === undefined) return;
    for (const key of ["a", "a b", "a b c", "a bc", "ab"]) memo.set(key, "1");
    assert.equal(memo.forget("a b", "a b "), 2);
    const left = () => ["a", "a b", "a b c", "a bc", "ab"].filter((key) => memo.get(key));
    assert.deepEqual(left(), ["a", "a b c", "ab"]);
    await cache.flush();
    assert.deepEqual(left(), ["a", "a b c", "ab"]);
    assert.equal(memo.forget("a "), 1);
    assert.equal(memo.forget("a "), 0);
    memo.set("a b", "2");
    await cache.flush();
    assert.equal(memo.get("a b"), "2");
  },

  async "remembers files, by path"({ cache }) {
    const stat = { size: 3, mtime: 1_790_000_000_123, ctime: 1_790_000_000, inode: 2 ** 40 };
    const input = {
      path: "data/ü.csv",
      stat,
      hashedAt: 1_790_000_009_000,
      contentHash: sha256("in") as ContentHash,
      written: undefined,
    };
    const written = {
      contentHash: sha256("out") as ContentHash,
      identity: "json@1:x",
      serializer: "json@1",
      future: sha256("future"),
      codec: "json@1",
      lossless: true,
    };
    const output = { ...input, path: "a out.json", written };
    cache.files.set({ ...input, hashedAt: 1 });
    cache.files.set(input);
    cache.files.set(output);
    const before = [cache.files.get(["nothing", input.path, output.path]), cache.files.all()];
    await cache.flush();
    const after = [cache.files.get(["nothing", input.path, output.path]), cache.files.all()];
    assert.deepEqual(before, [[undefined, input, output], [output, input]]);
    assert.deepEqual(cache.files.ofFuture(written.future), [output]);
    assert.deepEqual(cache.files.ofFuture(sha256("none")), []);
    assert.deepEqual(after, before);
    cache.files.set({ ...input, hashedAt: 5 });
    cache.files.delete([input.path]);
    assert.deepEqual(cache.files.get([input.path]), [undefined]);
  },
};
