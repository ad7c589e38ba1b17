/** Every measurement, one after the other, as Markdown: `deno task bench`. */

import { fileURLToPath } from "node:url";
import { cpus, totalmem } from "node:os";

const SECTIONS: readonly [title: string, script: string, flags: readonly string[]][] = [
  ["Start-up", "startup.ts", []],
  ["Tasks", "tasks.ts", []],
  ["Tasks in a process that is warm", "flat.ts", []],
  ["Batches", "batch.ts", []],
  ["Reasons", "explain.ts", []],
  ["Graphs", "dag.ts", []],
  ["The page of a graph", "dag_page.ts", []],
  ["Futures", "futures.ts", ["--v8-flags=--expose-gc"]],
  ["Hashing a file of 2 GiB", "file_hash.ts", []],
  ["A file of 2 GiB through the cache", "file_ref.ts", []],
  ["Canonical encoding", "encoding.ts", []],
  ["Cache", "cache.ts", []],
  ["Leases", "leases.ts", []],
  ["A million entries", "index_size.ts", []],
  ["debug, why and log on a million entries", "inspect.ts", []],
  ["Contents beside cacache and git", "contents.ts", ["--no-lock"]],
  ["Status beside git", "status.ts", []],
  ["Tracked files", "from_file.ts", []],
];

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}`;
console.log(
  `Deno ${Deno.version.deno}, ${Deno.build.os}, ${machine}, ${
    Math.round(totalmem() / 2 ** 30)
  } GiB.\n`,
);
for (const [title, script, flags] of SECTIONS) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { success, stdout } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", ...flags, path],
    stdout: "piped",
    stderr: "inherit",
  }).outputSync();
  const text = new TextDecoder().decode(stdout).trim();
  const table = text.startsWith("|") ? text : "```text\n" + text + "\n```";
  console.log(`### ${title}\n\n\`deno run -A bench/${script}\`\n\n${table}\n`);
  if (!success) Deno.exit(1);
}
