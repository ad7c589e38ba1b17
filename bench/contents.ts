/** Storing contents, half of them duplicates: merkl, npm `cacache`, `git hash-object -w`. */

import { openCache } from "../lib/cache/sqlite_cache.ts";
import { contentHash } from "../lib/hash/digest.ts";
import { count, printTable, short } from "./measure.ts";

const ROUNDS = Number(Deno.args[0] ?? 3);
const SIZES: readonly (readonly [size: number, count: number, name: string])[] = [
  [4096, 20_000, "4 KiB"],
  [262_144, 2000, "256 KiB"],
];

const root = Deno.makeTempDirSync({ prefix: "merkl-bench-" });
let folders = 0;
try {
  const rows = [];
  for (const [size, number, name] of SIZES) rows.push(await compare(size, number, name));
  printTable(
    [
      "contents",
      "merkl, a second",
      "cacache",
      "git",
      "bytes on disk ÷ unique bytes",
      "cacache",
      "git",
    ],
    rows,
  );
} finally {
  Deno.removeSync(root, { recursive: true });
}

type Way = (contents: readonly Uint8Array[], folder: string) => Promise<void>;

async function compare(size: number, number: number, name: string): Promise<(string | number)[]> {
  const contents = samples(size, number);
  const unique = size * number / 2;
  const ways: readonly Way[] = [merkl, cacache, git];
  const least = ways.map(() => Infinity);
  const sizes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, way] of ways.entries()) {
      const folder = `${root}/${folders++}`;
      Deno.mkdirSync(folder);
      const before = way === git ? inputs(contents, folder) : undefined;
      const start = performance.now();
      await way(contents, folder);
      least[i] = Math.min(least[i]!, performance.now() - start);
      if (before !== undefined) Deno.removeSync(before, { recursive: true });
      sizes[i] = diskBytes(folder);
      Deno.removeSync(folder, { recursive: true });
    }
  }
  return [
    `${count(number)} of ${name}`,
    ...least.map((time) => count(Math.round(number / time * 1000))),
    ...sizes.map((bytes) => short(bytes / unique)),
  ];
}

/** Random bytes, each content twice. */
function samples(size: number, number: number): Uint8Array[] {
  const unique = Array.from({ length: number / 2 }, () => {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65_536) {
      crypto.getRandomValues(bytes.subarray(at, at + 65_536));
    }
    return bytes;
  });
  return Array.from({ length: number }, (_, i) => unique[(i * 7919) % (number / 2)]!);
}

async function merkl(contents: readonly Uint8Array[], folder: string): Promise<void> {
  const opened = openCache(`${folder}/cache.sqlite3`, console.error);
  if (opened.kind === "problem") throw opened.error;
  const { cache } = opened;
  await Promise.all(contents.map((bytes) => cache.contents.put(contentHash(bytes), bytes)));
  await cache.close();
}

async function cacache(contents: readonly Uint8Array[], folder: string): Promise<void> {
  // not a dependency of the project: only measured against
  const { default: library } = await import("npm:cacache@19");
  for (let start = 0; start < contents.length; start += 64) {
    const some = contents.slice(start, start + 64);
    await Promise.all(
      some.map((bytes, i) =>
        library.put(folder, `key ${start + i}`, bytes, { algorithms: ["sha256"] })
      ),
    );
  }
}

/** Files that git is to read. */
function inputs(contents: readonly Uint8Array[], folder: string): string {
  const sources = `${folder}-in`;
  Deno.mkdirSync(sources);
  contents.forEach((bytes, i) => Deno.writeFileSync(`${sources}/${i}`, bytes));
  new Deno.Command("git", { args: ["init", "-q", folder] }).outputSync();
  return sources;
}

async function git(contents: readonly Uint8Array[], folder: string): Promise<void> {
  const child = new Deno.Command("git", {
    args: ["hash-object", "-w", "--stdin-paths"],
    cwd: folder,
    stdin: "piped",
    stdout: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  const paths = contents.map((_, i) => `${folder}-in/${i}\n`).join("");
  await writer.write(new TextEncoder().encode(paths));
  await writer.close();
  if (!(await child.status).success) throw new Error("git failed");
}

/** Blocks that files take up. */
function diskBytes(folder: string): number {
  let sum = 0;
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    sum += isDirectory ? diskBytes(path) : 512 * (Deno.statSync(path).blocks ?? 0);
  }
  return sum;
}
