/** An index of a million entries: bytes an entry, opening, looking up, `stats`. */

import { openCache, type SqliteCache } from "../lib/cache/sqlite_cache.ts";
import type { Entry } from "../lib/cache/entry.ts";
import { contentHash, type MerkleHash, sha256 } from "../lib/hash/digest.ts";
import { count, merklCommand, printTable, short, timed } from "./measure.ts";

const COUNT = Number(Deno.args[0] ?? 1_000_000);
const LOOKUPS = 10_000;
const BATCH = 10_000;
const TASKS = 100;

const folder = Deno.makeTempDirSync({ prefix: "merkl-bench-" });
const path = `${folder}/.merkl/cache.sqlite3`;
try {
  await fill();
  await measure();
} finally {
  Deno.removeSync(folder, { recursive: true });
}

/** Every other call has a Future among its arguments, so that its resolved hash is another one. */
function entryOf(i: number): Entry {
  const hash = sha256(`hash ${i}`) as MerkleHash;
  const task = i % TASKS;
  return {
    hash,
    resolvedHash: i % 2 === 0 ? hash : sha256(`resolved ${i}`),
    argsHash: sha256(`args ${i}`),
    depsHash: sha256(`deps ${task}`),
    taskId: `pipeline.ts#task${task}`,
    out: "null",
    codec: "value@1",
    contentHash: contentHash(new TextEncoder().encode(`value ${i}`)),
    size: 1000,
    duration: 12.5,
    created: 1_790_000_000_000_000 + i,
    args: `{"n":"${sha256(`arg ${i}`).slice(0, 16)}"}`,
    ...{ metadata: null, reads: null, state: "present", format: 1 },
    ...{ migratedFrom: null, logHash: null },
  };
}

async function fill(): Promise<void> {
  const cache = open();
  for (let start = 0; start < COUNT; start += BATCH) {
    const entries = Array.from(
      { length: Math.min(BATCH, COUNT - start) },
      (_, i) => entryOf(start + i),
    );
    const byTask = Map.groupBy(entries, ({ depsHash }) => depsHash);
    await Promise.all([...byTask.values()].map((some) => cache.index.put(some, "{}")));
  }
  await cache.close();
}

function open(): SqliteCache {
  const opened = openCache(path, console.error);
  if (opened.kind === "problem") throw opened.error;
  return opened.cache;
}

async function measure(): Promise<void> {
  const size = Deno.statSync(path).size / COUNT;
  let [opening, looking, counting] = [Infinity, Infinity, Infinity];
  const hashes = Array.from(
    { length: LOOKUPS },
    (_, i) => sha256(`hash ${Math.floor(i * COUNT / LOOKUPS)}`) as MerkleHash,
  );
  for (let round = 0; round < 25; round++) {
    let start = performance.now();
    const cache = open();
    await cache.index.heads(hashes.slice(0, 1));
    opening = Math.min(opening, performance.now() - start);
    start = performance.now();
    const heads = await cache.index.heads(hashes);
    looking = Math.min(looking, performance.now() - start);
    if (heads.some((head) => head === undefined)) throw new Error("an entry is missing");
    start = performance.now();
    await cache.care.usage();
    counting = Math.min(counting, performance.now() - start);
    await cache.close();
  }
  const cache = open();
  const start = performance.now();
  await cache.index.byResolved([sha256("resolved 1")]);
  const listing = performance.now() - start;
  await cache.close();
  const listed = Deno.statSync(path).size / COUNT;
  const command = [...merklCommand(), "cache", "stats", "-q"] as const;
  const stats = Math.min(timed(command, folder), timed(command, folder), timed(command, folder));
  printTable([`${count(COUNT)} entries`, "measured", "aim"], [
    ["bytes an entry", short(size), "330"],
    ["the same, once resolved hashes were asked for", short(listed), "330"],
    ["asking for them the first time, ms", short(listing), ""],
    ["opening and one look-up, ms", short(opening), "50"],
    [`looking up ${count(LOOKUPS)} hashes, µs each`, short(looking * 1000 / LOOKUPS), "5"],
    ["`stats`, ms", short(counting), "1,000"],
    ["`merkl cache stats`, the process, ms", short(stats), ""],
  ]);
}
