import assert from "node:assert/strict";
import { cacheContract } from "../../lib/cache/contract/mod.ts";
import { DEPS, sampleEntry, sampleHash, sampleResult } from "../../lib/cache/contract/samples.ts";
import type { Cache } from "../../lib/cache/interfaces.ts";
import { LayeredCache, type LayeredOptions } from "../../lib/cache/layered_cache.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { DIR_CODEC, encodeDir } from "../../lib/codec/manifest.ts";
import { RemoteFailure } from "../../lib/error/remote_errors.ts";
import { type ContentHash, contentHash, sha256 } from "../../lib/hash/digest.ts";
import { utf8 } from "../../lib/util/bytes.ts";
import { CacheFolder } from "./support.ts";

/** A remote cache that outlives the layered ones over it. */
function kept(cache: Cache): () => Promise<Cache> {
  const lasting = new Proxy(cache, {
    get(target, name) {
      if (name === "close") return () => Promise.resolve();
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return () => Promise.resolve(lasting);
}

interface Rig {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly more?: Partial<LayeredOptions>;
}

function over(local: Cache, open: () => Cache | Promise<Cache>, rig: Rig = {}): LayeredCache {
  const { read = true, write = true, more } = rig;
  return new LayeredCache({ local, remote: { name: "far", open, read, write }, ...more });
}

for (const [name, mode] of [["r", { write: false }], ["w", { read: false }]] as const) {
  cacheContract(`LayeredCache local:rw,remote:${name}`, () => {
    const folder = new CacheFolder();
    const cache = over(folder.open(), () => Promise.resolve(new MemoryCache()), mode);
    return { cache, close: () => folder[Symbol.dispose]() };
  });
}

const LARGE = new Uint8Array(50_000).fill(7);

Deno.test("what one machine makes another one has, and asks for once", async () => {
  using folder = new CacheFolder();
  const remote = new MemoryCache();
  const first = over(new MemoryCache(), kept(remote));
  const results = [sampleResult("small"), sampleResult("large", LARGE)];
  await first.record(results, DEPS);
  await first.close();

  let asked = 0;
  const open = kept(
    new Proxy(remote, {
      get(target, name) {
        if (name === "index" || name === "contents") asked++;
        const value = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    }),
  );
  const second = over(folder.open(), open);
  const hashes = results.map(({ entry }) => entry.hash);
  const heads = await second.index.heads([sampleHash("none"), ...hashes]);
  assert.deepEqual(heads.map((head) => head?.hash), [undefined, ...hashes]);
  const [small, large] = await second.contents.get(
    results.map(({ entry }) => entry.contentHash),
  );
  assert.deepEqual(new Uint8Array(small!), results[0]!.bytes);
  assert.deepEqual(new Uint8Array(large!), LARGE);
  await second.close();
  const before = asked;

  const third = over(folder.open(), open);
  assert.deepEqual(
    await third.index.entries(hashes),
    results.map(({ entry }) => entry),
  );
  assert.equal((await third.contents.get([contentHash(LARGE)]))[0]?.length, LARGE.length);
  assert.deepEqual(await third.history!.deps([sampleEntry("").depsHash]), [DEPS]);
  assert.deepEqual(await third.check(), []);
  await third.close();
  assert.equal(asked, before);
});

Deno.test("a large content is noted as being elsewhere, and is no damage", async () => {
  using folder = new CacheFolder();
  const remote = new MemoryCache();
  const { entry } = sampleResult("large", LARGE);
  await remote.record([sampleResult("large", LARGE)], DEPS);
  const first = over(folder.open(), kept(remote));
  await first.index.heads([entry.hash]);
  await first.close();
  const alone = folder.open();
  assert.equal((await alone.index.heads([entry.hash]))[0]?.state, "present");
  assert.deepEqual(await alone.contents.has([entry.contentHash]), [false]);
  assert.deepEqual(await alone.contents.get([entry.contentHash]), [undefined]);
  assert.equal(await alone.contents.stream(entry.contentHash), undefined);
  assert.deepEqual(await alone.check(), []);
  assert.deepEqual(await alone.clear([entry.hash]), { entries: 1, contents: 0, bytes: 0 });
  await alone.close();
  assert.deepEqual(folder.problems, []);
});

Deno.test("a folder's files come with it, and go with it", async () => {
  using folder = new CacheFolder();
  const remote = new MemoryCache();
  const texts = ["one", "two", "x".repeat(20_000)];
  const files = texts.map((text, i) => ({
    path: `d/${i}.txt`,
    content: contentHash(utf8(text)),
    size: text.length,
  }));
  for (const [i, text] of texts.entries()) {
    await remote.contents.put(files[i]!.content, utf8(text));
  }
  const manifest = encodeDir({ name: "out", files });
  const { entry } = sampleResult("dir", manifest);
  const refs = files.map((file) => file.content);
  const result = { entry: { ...entry, codec: DIR_CODEC, size: 20_006 }, bytes: manifest, refs };
  await remote.record([result], DEPS);

  const cache = over(folder.open(), kept(remote));
  assert.equal((await cache.index.heads([entry.hash]))[0]?.codec, DIR_CODEC);
  const shown = await cache.contents.folder(
    entry.contentHash,
    files.map(({ path, content }) => ({ path, hash: content })),
  );
  assert.deepEqual(
    files.map(({ path }) => Deno.readTextFileSync(`${shown}/${path}`)),
    texts,
  );
  await cache.close();

  const alone = folder.open();
  assert.deepEqual(await alone.check(), []);
  assert.equal((await alone.clear([entry.hash])).contents, 4);
  assert.deepEqual(await alone.contents.has(refs), [false, false, false]);
  await alone.close();
});

Deno.test("an entry that only the remote cache has stands for equal work", async () => {
  const remote = new MemoryCache();
  const resolvedHash = sampleHash("resolved");
  const { entry, bytes } = sampleResult("other");
  await remote.record([{ entry: { ...entry, resolvedHash }, bytes }], DEPS);
  const cache = over(new MemoryCache(), kept(remote));
  const asked = [entry.depsHash, sampleHash("unknown")];
  assert.deepEqual(await cache.index.mayHaveDeps(asked), [true, false]);
  const [head, none] = await cache.index.byResolved([resolvedHash, sampleHash("unknown")]);
  assert.deepEqual([head?.hash, none], [entry.hash, undefined]);
  assert.equal((await cache.index.entries([entry.hash]))[0]?.taskId, entry.taskId);
  await cache.close();
});

Deno.test("what was evicted here comes back from afar", async () => {
  using folder = new CacheFolder();
  const remote = new MemoryCache();
  const { entry, bytes } = sampleResult("gone", LARGE);
  await remote.record([{ entry, bytes }], DEPS);
  const local = folder.open();
  await local.index.put([{ ...entry, state: "evicted" }], DEPS);
  const cache = over(local, kept(remote));
  assert.equal((await cache.index.heads([entry.hash]))[0]?.state, "present");
  assert.equal((await cache.contents.get([entry.contentHash]))[0]?.length, LARGE.length);
  await cache.close();
  const alone = folder.open();
  assert.equal((await alone.index.heads([entry.hash]))[0]?.state, "present");
  assert.deepEqual(await alone.check(), []);
  await alone.close();
});

Deno.test("an entry that says it is another one, or that has no content, is none", async () => {
  const remote = new MemoryCache();
  const wrong = sampleEntry("a");
  remote.index.rows.set(sampleHash("b"), wrong);
  remote.index.rows.set(sampleHash("c"), sampleEntry("c", { state: "evicted" }));
  const cache = over(new MemoryCache(), kept(remote));
  const asked = [sampleHash("b"), sampleHash("c")];
  assert.deepEqual(await cache.index.heads(asked), [undefined, undefined]);
  await cache.close();
});

Deno.test("the code that entries are of comes with them, so that changes can be told", async () => {
  const { JsonFolder } = await import("../../examples/backend/json_folder.ts");
  const folder = Deno.makeTempDirSync({ prefix: "merkl-far-" });
  const code = "return 1";
  const deps = JSON.stringify({ "(body)": sha256(code), "option outs": "none" });
  const first = over(new MemoryCache(), () => new JsonFolder(folder));
  first.putSources(new Map([[sha256(code), code]]));
  await first.record([sampleResult("a")], deps);
  await first.close();
  const local = new MemoryCache();
  const second = over(local, () => new JsonFolder(folder));
  await second.index.heads([sampleHash("a")]);
  await second.close();
  assert.equal(await local.source(sha256(code)), code);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("what isn't there is not asked for again at once", async () => {
  let asked = 0;
  const remote = new MemoryCache();
  const { entries } = remote.index;
  remote.index.entries = (hashes) => {
    asked += hashes.length;
    return entries.call(remote.index, hashes);
  };
  const cache = over(new MemoryCache(), kept(remote));
  for (let i = 0; i < 3; i++) await cache.index.heads([sampleHash("a"), sampleHash("b")]);
  await cache.close();
  assert.equal(asked, 2);
});

/** A cache whose every answer is an error. */
function broken(error: Error, onAsk = () => {}): () => Promise<Cache> {
  const fail = new Proxy({}, {
    get: () => () => {
      onAsk();
      return Promise.reject(error);
    },
  });
  return () =>
    Promise.resolve({ index: fail, contents: fail, close: () => Promise.resolve() } as Cache);
}

Deno.test("a remote cache that fails is left alone, with one message", async () => {
  const problems: string[] = [];
  let asked = 0;
  const open = broken(new RemoteFailure("no route", { lasting: true }), () => asked++);
  const cache = over(new MemoryCache(), open, {
    more: { onProblem: (message) => problems.push(message) },
  });
  assert.deepEqual(await cache.index.heads([sampleHash("a")]), [undefined]);
  assert.deepEqual(await cache.index.heads([sampleHash("b")]), [undefined]);
  assert.deepEqual(await cache.contents.get([contentHash(LARGE)]), [undefined]);
  await cache.record([sampleResult("a")], DEPS);
  assert.equal((await cache.index.heads([sampleHash("a")]))[0]?.hash, sampleHash("a"));
  await cache.close();
  assert.equal(asked, 1);
  assert.deepEqual(problems, [
    "The remote cache far can't be used: no route; going on without it",
  ]);
});

Deno.test("who may not write may still read, and is told once", async () => {
  const problems: string[] = [];
  const remote = new MemoryCache();
  await remote.record([sampleResult("there")], DEPS);
  const refusing = new Proxy(remote, {
    get(target, name) {
      if (name === "record") {
        return () => Promise.reject(new RemoteFailure("access denied", { refused: true }));
      }
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const local = new MemoryCache();
  const cache = over(local, kept(refusing), {
    more: { onProblem: (message) => problems.push(message) },
  });
  await cache.record(Array.from({ length: 20 }, (_, i) => sampleResult(`n${i}`)), DEPS);
  while (problems.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal((await cache.index.heads([sampleHash("there")]))[0]?.hash, sampleHash("there"));
  await cache.close();
  assert.deepEqual(problems, [
    "Results can't be sent to far: access denied; they are kept here only",
  ]);
  // and nothing is kept for a later try
  assert.equal(local.memo.get("unsent far"), undefined);
});

Deno.test("what could not be sent is sent by the next one that opens the cache", async () => {
  using folder = new CacheFolder();
  const remote = new MemoryCache();
  const first = over(folder.open(), broken(new RemoteFailure("down", { lasting: true })));
  await first.index.heads([sampleHash("who finds out")]);
  const results = Array.from({ length: 5 }, (_, i) => sampleResult(`n${i}`));
  await first.record(results, DEPS);
  await first.close();
  const second = over(folder.open(), kept(remote));
  await second.close();
  const hashes = results.map(({ entry }) => entry.hash);
  assert.equal((await remote.index.entries(hashes)).filter(Boolean).length, 5);
  let opened = false;
  const third = over(folder.open(), () => {
    opened = true;
    return kept(remote)();
  });
  await third.close();
  assert.equal(opened, false);
});

Deno.test("what is removed again at once is not sent, nor is a damaged note a reason to fail", async () => {
  const remote = new MemoryCache();
  const local = new MemoryCache();
  local.memo.set("unsent far", "{");
  const cache = over(local, kept(remote));
  const results = Array.from({ length: 40 }, (_, i) => sampleResult(`n${i}`));
  await cache.record(results, DEPS);
  await cache.clear(results.slice(1).map(({ entry }) => entry.hash));
  await cache.close();
  assert.deepEqual([...remote.index.rows.keys()], [results[0]!.entry.hash]);
});

Deno.test("closing waits for what is being sent, unless it is told to stop", async () => {
  using folder = new CacheFolder();
  const stop = new AbortController();
  const said: string[] = [];
  const never = new Promise<void>(() => {});
  const stuck = new Proxy({}, { get: () => () => never });
  const open = () =>
    Promise.resolve(
      {
        index: stuck,
        contents: stuck,
        record: () => never,
        close: async () => {},
      } as unknown as Cache,
    );
  const cache = over(folder.open(), open, {
    read: false,
    more: { stop: stop.signal, onProblem: (message) => said.push(message) },
  });
  await cache.record([sampleResult("a"), sampleResult("b")], DEPS);
  setTimeout(() => stop.abort(), 20);
  await cache.close();
  assert.deepEqual(said, ["2 results not sent to far; the next run sends them"]);
});

Deno.test("bytes that are not those of their hash never come through", async () => {
  const remote = new MemoryCache();
  const { entry } = sampleResult("a", LARGE);
  await remote.record([sampleResult("a", LARGE)], DEPS);
  const lying = new Uint8Array(LARGE);
  lying[7] = 0;
  remote.contents.rows.set(entry.contentHash as ContentHash, lying);
  using folder = new CacheFolder();
  const cache = over(folder.open(), kept(remote));
  assert.equal((await cache.index.heads([entry.hash]))[0]?.hash, entry.hash);
  assert.equal((await cache.contents.get([entry.contentHash]))[0]?.length, undefined);
  await cache.close();
});
