/** Random damage to everything in a cache's folder: the next run is right, and the one after it quiet. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const ROUNDS = Number(Deno.env.get("MERKL_DAMAGE_ROUNDS") ?? 80);

const PIPELINE = `import { task } from "@merkl/merkl";
const part = task({ cacheArgs: true }, (i: number) => ({ i, text: "x".repeat(i % 10 === 0 ? 9000 : 30) }));
const next = task((one: { i: number; text: string }, add: number) => one.i + one.text.length + add);
const both = task({ outs: ["sum", "all"] }, (list: number[]) => ({
  sum: list.reduce((a, b) => a + b, 0),
  all: list,
}));
export default () => {
  const { sum, all } = both(Array.from({ length: 120 }, (_, i) => next(part(i), i)));
  return { sum: sum.to("sum.json"), all };
};
`;

/** Ways to change the bytes of a file. */
const DAMAGES: Readonly<Record<string, (bytes: Uint8Array, at: number) => Uint8Array>> = {
  "a bit": (bytes, at) => {
    bytes[at]! ^= 1 << at % 8;
    return bytes;
  },
  "a page of zeros": (bytes, at) => bytes.fill(0, at - at % 8192, at - at % 8192 + 8192),
  "a page of noise": (bytes, at) => {
    crypto.getRandomValues(bytes.subarray(at - at % 8192, at - at % 8192 + 8192));
    return bytes;
  },
  "an edit": (bytes, at) => bytes.fill(0x41, at, at + 20),
  "a cut": (bytes, at) => bytes.subarray(0, at),
  "no bytes": (bytes) => bytes.subarray(0, 0),
};

Deno.test("whatever is damaged, values are right, and what is lost is made again", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE } });
  const run = () => project.run(["run", "p.ts"]);
  const { stdout: expected } = await run();
  assert.equal((await run()).stdout, expected);
  copy(project.path(".merkl"), project.path("sound"));
  for (let round = 0; round < ROUNDS; round++) {
    restore(project);
    const what = damageSomething(project.path(".merkl"));
    const { code, stdout, stderr } = await run();
    assert.deepEqual([code, stdout], [0, expected], `${what}\n${stderr}`);
    const after = await run();
    assert.deepEqual([after.code, after.stdout], [0, expected], `${what}, then\n${after.stderr}`);
    assert.match(after.stderr, /^\d+ tasks: \d+ cached, 0 run, /m, `${what}\n${stderr}`);
    assert.doesNotMatch(after.stderr, /warning/, what);
  }
});

function damageSomething(folder: string): string {
  const files = filesIn(folder);
  // the database holds most
  const path = Math.random() < 0.6 ? join(folder, "cache.sqlite3") : pick(files);
  const kind = Math.random() < 0.1 ? "missing" : pick(Object.keys(DAMAGES));
  const what = `${kind} in ${path.slice(folder.length + 1)}`;
  const bytes = Deno.readFileSync(path);
  const at = Math.floor(Math.random() * bytes.length);
  Deno.removeSync(path);
  if (kind === "missing") return what;
  Deno.writeFileSync(path, bytes.length === 0 ? bytes : DAMAGES[kind]!(bytes, at));
  return `${what} at ${at}`;
}

function pick<T>(list: readonly T[]): T {
  return list[Math.floor(Math.random() * list.length)]!;
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    return isDirectory ? filesIn(path) : [path];
  });
}

function copy(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copy(join(from, name), join(to, name));
    else Deno.copyFileSync(join(from, name), join(to, name));
  }
}

function restore(project: TempProject): void {
  Deno.removeSync(project.path(".merkl"), { recursive: true });
  copy(project.path("sound"), project.path(".merkl"));
}
