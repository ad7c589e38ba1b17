/**
 * Sidecars, and the Futures of files: `deno run -A bench/from_file.ts [number of files]`. Minima in
 * microseconds a file, each in a session of its own with a cache on disk.
 */

import { Future, task } from "../mod.ts";
import { Session } from "../lib/project/session.ts";
import { absPath } from "../lib/util/path.ts";
import { count, inNewFolder, printTable, short } from "./measure.ts";

const FILES = Number(Deno.args[0] ?? 1000);
const ROUNDS = 5;

const make = task((n: number) => ({ n, square: n * n }));
const root = absPath(inNewFolder((folder) => folder));
const path = (i: number) => `out/${i}.json`;
const numbers = Array.from({ length: FILES }, (_, i) => i);

/** Milliseconds of `work` in a new session. `folder`: of the cache. */
async function time(folder: string, work: (session: Session) => Promise<unknown>): Promise<number> {
  await using session = new Session({ root, cacheFolder: absPath(folder, root) });
  // the hash of the task's code
  await session.run(() => make(-1));
  const start = performance.now();
  await work(session);
  return performance.now() - start;
}

function write(sidecar: boolean) {
  return (session: Session) =>
    session.run(() => numbers.forEach((i) => void make(i).to(path(i), { sidecar })));
}

function fromFile(session: Session): Promise<unknown> {
  return session.run(() => void numbers.map((i) => Future.fromFile(path(i)).hash));
}

function values(session: Session): Promise<unknown> {
  return session.run(() => numbers.map((i) => Future.fromFile(path(i))));
}

async function remove(...names: string[]): Promise<void> {
  for (const name of names) {
    await Deno.remove(absPath(name, root), { recursive: true }).catch(() => {});
  }
}

type Row = readonly [what: string, measure: () => Promise<number>];
const ROWS: readonly Row[] = [
  ["run and write, without sidecars", async () => {
    await remove("out", "plain");
    return await time("plain", write(false));
  }],
  ["run and write, with sidecars", async () => {
    await remove("out", "cache");
    return await time("cache", write(true));
  }],
  ["again, nothing to do", () => time("cache", write(true))],
  ["Future.fromFile and hash, from sidecars", () => time("cache", fromFile)],
  ["the same with an empty cache", async () => {
    await remove("empty");
    return await time("empty", fromFile);
  }],
  ["with the values", () => time("cache", values)],
  ["run with the cache gone", async () => {
    await remove("empty");
    return await time("empty", write(true));
  }],
];

const rows = [];
for (const [what, measure] of ROWS) {
  let least = Infinity;
  for (let i = 0; i < ROUNDS; i++) least = Math.min(least, await measure());
  rows.push([what, short(least * 1000 / FILES)]);
}
printTable([`${count(FILES)} files`, "µs a file"], rows);
