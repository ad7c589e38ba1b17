/**
 * A file of 2 GiB through the cache beside `cp` and `openssl dgst -sha256`, with the memory that it
 * takes: `deno run -A bench/file_ref.ts [size in MiB]`. Each way runs in a process of its own.
 */

import { inNewFolder, least, printTable, short, timed } from "./measure.ts";

const MIB = 1 << 20;
const ROUNDS = 3;
const megabytes = Number(Deno.args[0] ?? 2048);
const module = new URL("../mod.ts", import.meta.url).href;

/** What is run before the clock starts, and what is measured; `wire` makes the file's Future. */
const WAYS: Readonly<Record<string, { readonly before: string; readonly run: string }>> = {
  "returned with keep: copied": { before: "", run: "await project.run(() => wire(true))" },
  "returned: moved": { before: "", run: "await project.run(() => wire(false))" },
  "given to a body, stored by another process": { before: "store", run: "await project.run(use)" },
  "to() a file, stored by another process": { before: "store", run: "await project.run(write)" },
  "nothing to do": { before: "write", run: "await project.run(write)" },
};

function script(folder: string, { run }: { readonly run: string }): string {
  return `import { FileRef, openProject, task } from ${JSON.stringify(module)};
const give = task({ hashKey: "give" }, (path, keep) => new FileRef(path, { keep }));
const size = task({ hashKey: "size" }, (file) => Deno.statSync(file.path).size);
const wire = (keep) => give("${folder}/data", keep);
const use = () => size(give("${folder}/data", true));
const write = () => { give("${folder}/data", true).to("out"); };
await using project = await openProject({ root: "${folder}/project" });
const start = performance.now();
${run};
const peak = /VmHWM:\\s*(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))[1];
console.log(performance.now() - start, peak / 1024);`;
}

interface Outcome {
  /** Milliseconds. */
  readonly time: number;
  /** MiB. */
  readonly memory: number;
}

function inProcess(folder: string, run: string): Outcome {
  const path = `${folder}/script.js`;
  Deno.writeTextFileSync(path, script(folder, { run }));
  const args = ["run", "-A", "--quiet", path];
  const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), { args }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const [time, memory] = new TextDecoder().decode(stdout).trim().split(" ").map(Number);
  return { time: time!, memory: memory! };
}

async function measure(
  folder: string,
  way: { readonly before: string; readonly run: string },
): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    Deno.removeSync(`${folder}/project`, { recursive: true });
    Deno.mkdirSync(`${folder}/project`);
    if (way.before === "store") {
      inProcess(folder, "await project.run(() => wire(true))");
    }
    if (way.before === "write") {
      inProcess(folder, "await project.run(write)");
      // a file that was just written is not yet trusted by its times
      await new Promise((resolve) => setTimeout(resolve, 3000));
      inProcess(folder, "await project.run(write)");
    }
    outcomes.push(inProcess(folder, way.run));
    if (way.run.includes("wire(false)")) fill(`${folder}/data`);
  }
  return {
    time: Math.min(...outcomes.map((outcome) => outcome.time)),
    memory: Math.max(...outcomes.map((outcome) => outcome.memory)),
  };
}

function fill(path: string): void {
  using file = Deno.openSync(path, { write: true, create: true });
  const piece = new Uint8Array(MIB);
  for (let i = 0; i < piece.length; i += 65536) {
    crypto.getRandomValues(piece.subarray(i, i + 65536));
  }
  for (let i = 0; i < megabytes; i++) {
    piece[0] = i;
    file.writeSync(piece);
  }
}

await inNewFolder(async (folder) => {
  Deno.mkdirSync(`${folder}/project`);
  fill(`${folder}/data`);
  const copy = least(ROUNDS, () => {
    const time = timed(["cp", "data", "copy"], folder);
    Deno.removeSync(`${folder}/copy`);
    return time;
  });
  const hash = least(ROUNDS, () => timed(["openssl", "dgst", "-sha256", "data"], folder));
  const rows: string[][] = [];
  for (const [name, way] of Object.entries(WAYS)) {
    const { time, memory } = await measure(folder, way);
    rows.push([name, short(time), short(time / (copy + hash)), short(memory)]);
  }
  printTable([`${megabytes} MiB`, "ms", "of `cp` + `openssl`", "peak RSS, MiB"], [
    ["`cp`", short(copy), short(copy / (copy + hash)), ""],
    ["`openssl dgst -sha256`", short(hash), short(hash / (copy + hash)), ""],
    ...rows,
  ]);
});
