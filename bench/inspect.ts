/**
 * How long `merkl debug`, `why` and `log` take, as whole processes, on a cache of 1,000,000 entries:
 * `deno run -A bench/inspect.ts [entries]`. The cache is filled with calls of the very task that is
 * asked about, of a thousand versions of its code, so that what is asked for is far down in it.
 */

import type { Entry } from "../lib/cache/entry.ts";
import { sampleEntry } from "../lib/cache/contract/samples.ts";
import { openCache, type SqliteCache } from "../lib/cache/sqlite_cache.ts";
import { sha256 } from "../lib/hash/digest.ts";
import {
  inNewFolder,
  leastTook,
  merklCommand,
  printTable,
  short,
  type Took,
  took,
} from "./measure.ts";

const ENTRIES = Number(Deno.args[0] ?? 1_000_000);
const ROUNDS = 10;
const VERSIONS = 1000;
const RUNS = 2000;
const BATCH = 10_000;

const PIPELINE = `import { task } from "@merkl/merkl";
import { helper } from "./lib.ts";
const make = task((n: number) => helper(n));
const use = task((rows: number, opts: { lr: number }) => rows + opts.lr);
export default () => Array.from({ length: 100 }, (_, i) => use(make(i), { lr: 0.1 }));
`;
const LIB = "export function helper(n: number) {\n  return n * 1000;\n}\n";

function pastEntry(i: number): Entry {
  const parent = sha256(`make ${i}`);
  return sampleEntry(`e${i}`, {
    taskId: i % 2 === 0 ? "p.ts#use" : "p.ts#make",
    depsHash: sha256(`code ${Math.floor(i / (ENTRIES / VERSIONS))}`),
    args: i % 2 === 0
      ? JSON.stringify({
        rows: { hash: parent.slice(0, 16), from: { "task make": parent } },
        opts: "0792663e310df0ea",
        "opts.lr": "8a4d00337ef54566",
      })
      : JSON.stringify({ n: sha256(`n ${i}`).slice(0, 16) }),
    created: 1_700_000_000_000_000 + 1000 * i,
  });
}

async function fill(cache: SqliteCache): Promise<void> {
  const deps = JSON.stringify({ "(body)": sha256("body"), "lib.ts#helper": sha256("helper") });
  for (let start = 0; start < ENTRIES; start += BATCH) {
    const entries = Array.from({ length: BATCH }, (_, i) => pastEntry(start + i));
    const byCode = Map.groupBy(entries, ({ depsHash }) => depsHash);
    await Promise.all([...byCode.values()].map((some) => cache.index.put(some, deps)));
  }
  for (let i = 0; i < RUNS; i++) {
    const per = ENTRIES / RUNS;
    await cache.recordRun({
      command: "run",
      target: "p.ts#default",
      started: 1_700_000_000_000_000 + 1000 * i * per,
      duration: per,
      counts: { cached: 0, run: per, failed: 0 },
      exitCode: 0,
      argv: ["run", "p.ts"],
      commit: "0".repeat(40),
    }, [pastEntry(i * per).hash, pastEntry(i * per + 1).hash]);
  }
}

function ask(folder: string, ...args: string[]): string {
  const [program, ...first] = merklCommand();
  const { success, stdout } = new Deno.Command(program, {
    args: [...first, ...args],
    cwd: folder,
    stderr: "inherit",
  }).outputSync();
  if (!success) throw new Error(`merkl ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout);
}

await inNewFolder(async (folder) => {
  Deno.writeTextFileSync(`${folder}/deno.json`, "{}");
  Deno.writeTextFileSync(`${folder}/p.ts`, PIPELINE);
  Deno.writeTextFileSync(`${folder}/lib.ts`, LIB);
  Deno.writeTextFileSync(`${folder}/empty.ts`, "");
  const opened = openCache(`${folder}/.merkl/cache.sqlite3`, console.error);
  if (opened.kind === "problem") throw opened.error;
  await fill(opened.cache);
  await opened.cache.close();
  ask(folder, "run", "-q", "p.ts");
  Deno.writeTextFileSync(`${folder}/lib.ts`, LIB.replace("1000", "2000"));
  ask(folder, "run", "-q", "p.ts");
  const [run] = JSON.parse(ask(folder, "log", "-n", "1", "--json")).runs;
  const { ran } = JSON.parse(ask(folder, "log", String(run.id), "--json"));
  const { hash } = ran.find((one: { task: string }) => one.task === "use");
  Deno.writeTextFileSync(`${folder}/lib.ts`, LIB.replace("1000", "3000"));
  const old = pastEntry(ENTRIES / 2).hash;
  const questions: readonly string[][] = [
    ["log"],
    ["log", String(run.id)],
    ["debug", hash.slice(0, 12)],
    ["debug", old.slice(0, 12)],
    ["debug", "p.ts"],
    ["debug", "p.ts:use"],
    ["debug", "p.ts:use", hash.slice(0, 12)],
    ["why", hash.slice(0, 12)],
    ["why", old.slice(0, 12)],
    ["why", "p.ts"],
    ["why", "p.ts:use"],
  ];
  const shown = (word: string) =>
    word === hash.slice(0, 12) ? "HASH" : word === old.slice(0, 12) ? "OLD-HASH" : word;
  const commands: [string, readonly [string, ...string[]]][] = [
    ["an empty Deno program", [Deno.execPath(), "run", "-A", `${folder}/empty.ts`]],
    ...questions.map((words): [string, readonly [string, ...string[]]] => [
      `\`merkl ${words.map(shown).join(" ")}\``,
      [...merklCommand(), ...words],
    ]),
  ];
  // in turn, so that whatever disturbs disturbs all
  const all = commands.map(() => [] as Took[]);
  for (let round = 0; round < ROUNDS; round++) {
    commands.forEach(([, command], i) => all[i]!.push(took(command, folder)));
  }
  printTable(
    ["process", "least, ms", "of the processor, ms"],
    commands.map(([name], i) => {
      const { clock, worked } = leastTook(all[i]!);
      return [name, short(clock), short(worked)];
    }),
  );
});
