/** What every cache must do with entries and contents. */

import assert from "node:assert/strict";
import { contentHash, sha256 } from "../../hash/digest.ts";
import { utf8 } from "../../util/bytes.ts";
import type { ContractTests } from "./types.ts";
import { DEPS, sampleEntry, sampleHash, sampleResult } from "./samples.ts";

/** By what a cache does. */
export const CACHE_TESTS: ContractTests = {
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
    const one = {
      taskId: "a.ts#one",
      depsHash: sha256("one"),
      args: '{"n":"01"}',
      duration: 2.5,
      created: 7,
    };
    const later = { ...one, out: '"b"', created: one.created + 1 };
    await cache.index.put([sampleEntry("1", one), sampleEntry("2", later)], "{}");
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

  async "finds calls before a time, entries by the first digits of their hash, and code"(
    { cache },
  ) {
    const entries = Array.from({ length: 40 }, (_, i) =>
      sampleEntry(`b${i}`, {
        taskId: i % 2 === 0 ? "a.ts#even" : "a.ts#odd",
        depsHash: sha256(`code ${Math.floor(i / 10)}`),
        created: 1000 + i,
      }));
    for (const entry of entries) await cache.index.put([entry], DEPS);
    const history = cache.history!;
    const before = await history.callsBefore("a.ts#even", 1021, 3);
    assert.deepEqual(before.map(({ created }) => created), [1020, 1018, 1016]);
    assert.equal(before[0]!.hash, sampleHash("b20"));
    assert.equal((await history.callsBefore("a.ts#odd", Infinity, 100)).length, 20);
    assert.deepEqual(await history.callsBefore("a.ts#odd", 1001, 100), []);
    assert.deepEqual(await history.callsBefore("a.ts#none", 1030, 100), []);
    const { hash } = entries[7]!;
    assert.deepEqual(await history.withPrefix(hash, 2), [hash]);
    assert.deepEqual(await history.withPrefix(hash.slice(0, 9), 2), [hash]);
    const all = await history.withPrefix("", 100);
    assert.deepEqual(all, entries.map((entry) => entry.hash).sort());
    assert.deepEqual(await history.withPrefix("", 2), all.slice(0, 2));
    assert.deepEqual(await history.newestDeps(2), [sha256("code 3"), sha256("code 2")]);
    const ofCode = await history.callsOfCode(sha256("code 1"), 2);
    assert.deepEqual(ofCode.map(({ created }) => created), [1019, 1018]);
    assert.deepEqual(await history.callsOfCode(sha256("nothing"), 2), []);
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
    assert.equal(evicted?.state, "evicted");
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

  async "records many results at once, equal contents among them"({ cache }) {
    const results = Array.from({ length: 300 }, (_, i) => {
      const bytes = new Uint8Array(i % 50).fill(i % 3);
      return sampleResult(["", "\0", "ä", "\ud800"][i % 4]! + i, bytes);
    });
    await cache.record(results, DEPS);
    const entries = await cache.index.entries(results.map((r) => r.entry.hash));
    assert.deepEqual(entries, results.map((r) => r.entry));
    const contents = await cache.contents.get(results.map((r) => r.entry.contentHash));
    assert.deepEqual(contents.map((c) => [...c!]), results.map((r) => [...r.bytes]));
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
};
