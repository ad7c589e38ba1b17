/** `merkl status` beside `git status`, on the same files. */

import { openCache } from "../lib/cache/sqlite_cache.ts";
import { StatMemo } from "../lib/file/stat_memo.ts";
import { absPath, dirname, join } from "../lib/util/path.ts";
import { count, inNewFolder, merklCommand, printTable, short, timed } from "./measure.ts";

const COUNT = Number(Deno.args[0] ?? 100_000);
const ROUNDS = Number(Deno.args[1] ?? 9);
const A_FOLDER = 500;

const pathOf = (i: number) => `src/d${Math.floor(i / A_FOLDER)}/file${i}.txt`;

await inNewFolder(async (folder) => {
  write(folder, "");
  const git = (...args: string[]) =>
    timed(["git", "-c", "user.name=x", "-c", "user.email=x@x", ...args], folder);
  git("init", "-q");
  git("config", "gc.auto", "0");
  Deno.writeTextFileSync(`${folder}/.gitignore`, ".merkl\n");
  git("add", "-A");
  git("commit", "-qm", "all");
  // times that are younger than this are not trusted, by neither
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
  await track(folder);
  const status = [...merklCommand(), "status", "-q"] as const;
  const unchanged = inTurn(() => git("status", "--short"), () => timed(status, folder));
  write(folder, "changed ");
  const hashing = timed(status, folder);
  const again = inTurn(() => git("status", "--short"), () => timed(status, folder));
  write(folder, "again ");
  const gitHashing = git("add", "-A");
  const rows = [
    ["unchanged", ...unchanged],
    ["all changed, hashed", gitHashing, hashing],
    ["the same once more", ...again],
  ] as const;
  printTable(
    [`${count(COUNT)} files, ms`, "git", "merkl", "ratio"],
    rows.map(([what, one, other]) => [what, short(one), short(other), short(other / one)]),
  );
});

function write(folder: string, text: string): void {
  for (let i = 0; i < COUNT; i++) {
    const path = join(folder, pathOf(i));
    if (i % A_FOLDER === 0) Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeTextFileSync(path, `${text}content ${i}\n`);
  }
}

/** As runs do that read all files. */
async function track(folder: string): Promise<void> {
  const opened = openCache(`${folder}/.merkl/cache.sqlite3`, console.error);
  if (opened.kind === "problem") throw opened.error;
  const { cache } = opened;
  const memo = new StatMemo({ root: absPath(folder), table: cache.files });
  for (let i = 0; i < COUNT; i++) memo.fileHash(absPath(pathOf(i), folder));
  await cache.close();
}

/** The least of each, measured in turn: what disturbs the one disturbs the other. */
function inTurn(one: () => number, other: () => number): [number, number] {
  let least: [number, number] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    least = [Math.min(least[0], one()), Math.min(least[1], other())];
  }
  return least;
}
