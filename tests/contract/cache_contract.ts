/** What every cache must do; run against each implementation. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Cache } from "../../lib/cache/interfaces.ts";
import { type ContentHash, contentHash, sha256 } from "../../lib/hash/digest.ts";
import { utf8 } from "../../lib/util/bytes.ts";
import { DEPS, sampleEntry, sampleHash, sampleResult } from "./samples.ts";

type Test = (t: { readonly cache: Cache }) => Promise<void>;

const RUN = {
  command: "run",
  target: "a.ts#main",
  started: 1_790_000_000_000_000,
  duration: 12.5,
  counts: { cached: 1, run: 2, failed: 0 },
  exitCode: 0,
};

const TESTS: Readonly<Record<string, Test>> = {
  async "gives back every field of an entry"({ cache }) {
    const full = sampleEntry("full", {
      out: '"score"',
      args: '{"rows":"01"}',
      metadata: '{"note":"ä\\u0000"}',
      reads: "[]",
      state: "evicted",
      format: 3,
      migratedFrom: sha256("old"),
      logHash: sha256("log"),
      duration: 1 / 3,
      size: 2 ** 40,
    });
    const plain = sampleEntry("plain");
    await cache.index.put([full, plain], DEPS);
    const found = await cache.index.entries([sampleHash("none"), full.hash, plain.hash]);
    assert.deepEqual(found, [undefined, full, plain]);
  },

  async "gives heads in the order of the question, repeated ones too"({ cache }) {
    const names = Array.from({ length: 2500 }, (_, i) => `n${i}`);
    await cache.index.put(names.map((name) => sampleEntry(name)), DEPS);
    const asked = [...names.toReversed(), "missing", "n7", "n7"];
    const heads = await cache.index.heads(asked.map(sampleHash));
    assert.deepEqual(
      heads.map((head) => head?.hash),
      asked.map((name) => name === "missing" ? undefined : sampleHash(name)),
    );
    const { contentHash, reads, state } = sampleEntry("n7");
    const head = heads.at(-1)!;
    assert.deepEqual([head.contentHash, head.reads, head.state], [contentHash, reads, state]);
  },

  async "knows the earlier calls of a task, newest first, and the code of each"({ cache }) {
    const one = { taskId: "a.ts#one", depsHash: sha256("one"), args: '{"n":"01"}', duration: 2.5 };
    await cache.index.put([sampleEntry("1", one), sampleEntry("2", { ...one, out: '"b"' })], "{}");
    await cache.record([sampleResult("3")], DEPS);
    const history = cache.history!;
    const calls = await history.calls(["a.ts#one", "a.ts#none", sampleEntry("3").taskId], 2);
    assert.deepEqual(calls.map((some) => some.map(({ hash }) => hash)), [
      [sampleHash("2"), sampleHash("1")],
      [],
      [sampleHash("3")],
    ]);
    const { hash, out, depsHash, args, duration } = calls[0]![0]!;
    assert.deepEqual({ hash, out, depsHash, args, duration }, {
      hash: sampleHash("2"),
      out: '"b"',
      depsHash: one.depsHash,
      args: one.args,
      duration: one.duration,
    });
    assert.equal((await history.calls(["a.ts#one"], 1))[0]!.length, 1);
    const { depsHash: other } = sampleEntry("3");
    const hashes = [sha256("nothing"), other, one.depsHash];
    assert.deepEqual(await history.deps(hashes), [undefined, DEPS, "{}"]);
    assert.deepEqual(await history.hasDeps(hashes), [false, true, true]);
    await cache.index.delete([sampleHash("3")]);
    assert.deepEqual(await history.hasDeps(hashes), [false, false, true]);
  },

  async "asks nothing of an empty question"({ cache }) {
    assert.deepEqual(await cache.index.heads([]), []);
    assert.deepEqual(await cache.contents.get([]), []);
    await cache.record([], DEPS);
    await cache.index.delete([]);
  },

  async "replaces an entry of the same hash"({ cache }) {
    await cache.index.put([sampleEntry("a")], DEPS);
    const newer = sampleEntry("a", {
      depsHash: sha256("other deps"),
      taskId: "b.ts#c",
      contentHash: contentHash(utf8("x")),
    });
    await cache.index.put([newer], "{}");
    assert.deepEqual(await cache.index.entries([newer.hash]), [newer]);
  },

  async "finds the newest entry of a resolved hash, an evicted one if it must"({ cache }) {
    const resolvedHash = sha256("resolved");
    const of = (name: string, created: number, state: "present" | "evicted" = "present") =>
      sampleEntry(name, { resolvedHash, created, state });
    await cache.index.put([of("new", 3), of("old", 1), of("gone", 9, "evicted")], DEPS);
    const [head, none] = await cache.index.byResolved([resolvedHash, sha256("nothing")]);
    assert.equal(head?.hash, sampleHash("new"));
    assert.equal(none, undefined);
    await cache.index.put([of("new", 3, "evicted"), of("old", 1, "evicted")], DEPS);
    const [evicted] = await cache.index.byResolved([resolvedHash]);
    assert.deepEqual([evicted?.hash, evicted?.state], [sampleHash("gone"), "evicted"]);
  },

  async "tells which deps hashes have no entries"({ cache }) {
    assert.deepEqual(await cache.index.mayHaveDeps([sha256("deps")]), [false]);
    assert.deepEqual(await cache.index.mayHaveDeps([]), []);
    await cache.index.put([sampleEntry("a")], DEPS);
    const known = await cache.index.mayHaveDeps([sha256("other"), sha256("deps"), sha256("more")]);
    assert.deepEqual(known, [false, true, false]);
  },

  async "keeps to the order of puts and deletes"({ cache }) {
    const { hash } = sampleEntry("a");
    const first = cache.index.put([sampleEntry("a")], DEPS);
    const removed = cache.index.delete([hash, sampleHash("never there")]);
    const second = cache.index.put([sampleEntry("a", { size: 77 })], DEPS);
    await Promise.all([first, removed, second]);
    assert.equal((await cache.index.entries([hash]))[0]?.size, 77);
    await cache.index.delete([hash]);
    assert.deepEqual(await cache.index.heads([hash]), [undefined]);
  },

  async "gives back contents of every size"({ cache }) {
    const sizes = [0, 1, 8191, 8192, 8193, 300_000];
    const values = sizes.map((size) => new Uint8Array(size).map((_, i) => (i * 7 + size) & 255));
    const hashes = values.map(contentHash);
    await Promise.all(values.map((bytes, i) => cache.contents.put(hashes[i]!, bytes)));
    const missing = contentHash(utf8("missing"));
    assert.deepEqual(await cache.contents.has([missing, ...hashes]), [
      false,
      ...sizes.map(() => true),
    ]);
    const found = await cache.contents.get([...hashes, missing]);
    assert.deepEqual(found.map((bytes) => bytes && new Uint8Array(bytes)), [...values, undefined]);
    for (const [i, hash] of hashes.entries()) {
      const stream = await cache.contents.stream(hash);
      assert.equal((await new Response(stream).bytes()).length, sizes[i]);
    }
    assert.equal(await cache.contents.stream(missing), undefined);
    await cache.contents.delete([hashes[0]!, hashes[5]!, missing]);
    const left = await cache.contents.has(hashes);
    assert.deepEqual(left, [false, true, true, true, true, false]);
  },

  async "hands out bytes that may be written to"({ cache }) {
    const { entry, bytes } = sampleResult("mine", utf8("abc"));
    await cache.record([{ entry, bytes }], DEPS);
    bytes[0] = 0;
    const [first] = await cache.contents.get([entry.contentHash]);
    first![1] = 0;
    const [second] = await cache.contents.get([entry.contentHash]);
    assert.deepEqual(new Uint8Array(second!), new Uint8Array([97, 98, 99]));
  },

  async "takes streams, small and large, and names them by their hash"({ cache }) {
    for (const size of [0, 10, 100_000]) {
      const bytes = new Uint8Array(size).fill(size & 255);
      const pieces = ReadableStream.from(
        Array.from(
          { length: Math.ceil(size / 7000) },
          (_, i) => bytes.slice(7000 * i, 7000 * i + 7000),
        ),
      );
      const stored = await cache.contents.putStream(pieces);
      assert.deepEqual(stored, { hash: contentHash(bytes), size });
      const [found] = await cache.contents.get([stored.hash]);
      assert.deepEqual(new Uint8Array(found!), bytes);
    }
  },

  async "records results, any that there can be"({ cache }) {
    const property = fc.asyncProperty(
      fc.array(fc.tuple(fc.string(), fc.uint8Array({ maxLength: 40 })), { maxLength: 20 }),
      async (pairs) => {
        const results = [...new Map(pairs)].map(([name, bytes]) => sampleResult(name, bytes));
        await cache.record(results, DEPS);
        const entries = await cache.index.entries(results.map((r) => r.entry.hash));
        assert.deepEqual(entries, results.map((r) => r.entry));
        const contents = await cache.contents.get(results.map((r) => r.entry.contentHash));
        assert.deepEqual(contents.map((c) => [...c!]), results.map((r) => [...r.bytes]));
      },
    );
    await fc.assert(property, { numRuns: 30 });
    assert.deepEqual(await cache.check(), []);
  },

  async "shows an urgent result as soon as its promise is settled"({ cache }) {
    const result = sampleResult("slow");
    await cache.record([result], DEPS, { urgent: true });
    assert.equal((await cache.index.heads([result.entry.hash]))[0]?.hash, result.entry.hash);
  },

  async "clears entries with the contents that nobody else needs"({ cache }) {
    const shared = utf8("shared");
    const large = new Uint8Array(20_000).fill(1);
    const results = [
      sampleResult("a", shared),
      sampleResult("b", shared),
      sampleResult("c", large),
      sampleResult("d", utf8("kept")),
    ];
    await cache.record(results, DEPS);
    const cleared = await cache.clear(["a", "c", "unknown"].map(sampleHash));
    assert.deepEqual(cleared, { entries: 2, contents: 1, bytes: 20_000 });
    const contents = await cache.contents.has(results.map((r) => r.entry.contentHash));
    assert.deepEqual(contents, [true, true, false, true]);
    const heads = await cache.index.heads(["a", "b", "c", "d"].map(sampleHash));
    assert.deepEqual(heads.map((head) => head !== undefined), [false, true, false, true]);
    assert.deepEqual(await cache.check(), []);
  },

  async "clears a log only with the last of the entries that share it"({ cache }) {
    const log = contentHash(utf8("printed"));
    await cache.contents.put(log, utf8("printed"));
    for (const name of ["a", "b"]) {
      const { entry, bytes } = sampleResult(name);
      await cache.record([{ entry: { ...entry, logHash: log }, bytes }], DEPS);
    }
    await cache.clear([sampleHash("a")]);
    assert.deepEqual(await cache.contents.has([log]), [true]);
    await cache.clear([sampleHash("b")]);
    assert.deepEqual(await cache.contents.has([log]), [false]);
  },

  async "finds an entry whose content is gone"({ cache }) {
    const result = sampleResult("a");
    await cache.record([result], DEPS);
    assert.deepEqual(await cache.check(), []);
    await cache.contents.delete([result.entry.contentHash]);
    assert.deepEqual(await cache.check(), [`Entry ${result.entry.hash} has no content`]);
  },

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
      failures: [{ hash: sampleHash("z"), task: 1, message: "no\u0000 “good”" }],
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
    assert.deepEqual(after, before);
    cache.files.set({ ...input, hashedAt: 5 });
    cache.files.delete([input.path]);
    assert.deepEqual(cache.files.get([input.path]), [undefined]);
  },
};

/** Runs all of it; `open` makes a fresh cache, `close` lets go of what belongs to it. */
export function cacheContract(name: string, open: () => { cache: Cache; close(): void }): void {
  for (const [title, test] of Object.entries(TESTS)) {
    Deno.test(`${name} ${title}`, async () => {
      const opened = open();
      try {
        await test(opened);
        await opened.cache.close();
      } finally {
        opened.close();
      }
    });
  }
}
