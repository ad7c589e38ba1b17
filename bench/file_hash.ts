/**
 * Hashing a file of 2 GiB beside `openssl dgst -sha256`, with the memory that it takes:
 * `deno run -A bench/file_hash.ts [size in MiB]`. Each way runs in a process of its own.
 */

const MIB = 1 << 20;
const WAYS = {
  sync: `console.log(hashFileSync(path).hash)`,
  async: `console.log((await hashFile(path)).hash)`,
  stream: `console.log((await hashStream((await Deno.open(path)).readable)).hash)`,
};

const megabytes = Number(Deno.args[0] ?? 2048);
const folder = await Deno.makeTempDir();
try {
  const path = `${folder}/data`;
  await fill(path);
  report(
    "openssl dgst -sha256",
    [1, 2, 3].map(() => run("openssl", ["dgst", "-sha256", "-r", path])),
  );
  for (const [name, code] of Object.entries(WAYS)) {
    const script = `${folder}/${name}.ts`;
    const module = new URL("../lib/hash/file_hash.ts", import.meta.url).href;
    await Deno.writeTextFile(
      script,
      `import { hashFile, hashFileSync, hashStream } from "${module}";
       const path = ${JSON.stringify(path)};
       const start = performance.now();
       ${code};
       console.log(performance.now() - start, Deno.memoryUsage().rss);`,
    );
    report(`${name}`, [1, 2, 3].map(() => run(Deno.execPath(), ["run", "-A", script])));
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  const piece = new Uint8Array(MIB);
  for (let i = 0; i < piece.length; i += 65536) {
    crypto.getRandomValues(piece.subarray(i, i + 65536));
  }
  for (let i = 0; i < megabytes; i++) {
    piece[0] = i;
    await file.write(piece);
  }
}

interface Outcome {
  readonly hash: string;
  /** Milliseconds: of the hashing alone, or of the whole process if it doesn't say. */
  readonly time: number;
  readonly rss: number | undefined;
}

function run(command: string, args: string[]): Outcome {
  const start = performance.now();
  const output = new Deno.Command(command, { args }).outputSync();
  const whole = performance.now() - start;
  const [hash, numbers] = new TextDecoder().decode(output.stdout).split("\n");
  const [time, rss] = (numbers ?? "").split(" ").map(Number);
  return { hash: hash!.slice(0, 64), time: time || whole, rss };
}

function report(name: string, outcomes: readonly Outcome[]): void {
  const time = Math.min(...outcomes.map((outcome) => outcome.time));
  const speed = (megabytes / time * 1000).toFixed(0);
  const rss = outcomes[0]!.rss;
  const memory = rss === undefined ? "" : `, RSS ${(rss / MIB).toFixed(0)} MiB`;
  console.log(`${name.padEnd(22)} ${speed} MiB/s${memory}  ${outcomes[0]!.hash.slice(0, 12)}`);
}
