import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const FILES = {
  "p.ts": `import { context, readFuture, task } from "@merkl/merkl";
import { basename } from "node:path";
import { clean } from "./lib.ts";

/** Splits. */
const parse = task((text: string): string[] => {
  console.log("parsing", basename("a/b"));
  context().setMetadata({ note: "good" });
  return text.split(" ").map(clean);
});
export const count = task(
  { env: ["COUNT_X"] },
  (words: string[], { least = 1 }: { least?: number } = {}) => {
    if (least > 8) throw new Error("least is too large");
    return words.filter((word) => word.length >= least).length + 0 * Date.now();
  },
);
export default (least = 2) => count(readFuture("data.txt").pipe(parse), { least }).to("count.json");
`,
  "lib.ts": `export const clean = (word: string) => word.trim();\n`,
  "data.txt": "to be or not to be",
};

async function debug(project: TempProject, ...args: string[]) {
  const { code, stdout, stderr } = await project.run(["debug", ...args, "--json"]);
  assert.equal(code, 0, stderr);
  const json = JSON.parse(stdout);
  assert.equal(json.version, 1);
  return json;
}

Deno.test("merkl debug FILE tells the tasks of a pipeline as a tree, and runs nothing", async () => {
  await using project = tempProject({ files: FILES });
  const { code, stdout } = await project.run(["debug", "p.ts"]);
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `default
  count                       would run  p.ts:13:3
    parse                     would run  p.ts:6:20
      readFuture("data.txt")

outputs
  count.json  write
`,
  );
  assert.ok(!project.exists("count.json"));
  const { task, call, pipeline } = await debug(project, "p.ts");
  assert.deepEqual([task, call, pipeline.name], [null, null, "default"]);
  assert.deepEqual(
    pipeline.tree.map(({ name, depth }: { name: string; depth: number }) => [name, depth]),
    [["count", 0], ["parse", 1], ['readFuture("data.txt")', 2]],
  );
  const [output] = pipeline.outputs;
  assert.match(output.hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(pipeline.outputs, [{ path: "count.json", hash: output.hash, state: "write" }]);
});

Deno.test("a fan and a deep chain are folded", async () => {
  await using project = tempProject({
    files: {
      "deep.ts": `import { readFuture, task } from "@merkl/merkl";
const one = task((n: number) => n);
const next = task((n: number) => n + 1);
const both = task((a: number, b: string[]) => a + b.length);
export default () => {
  let last = one(0);
  for (let i = 0; i < 20_000; i++) last = next(last);
  return both(last, Array.from({ length: 6 }, (_, i) => readFuture(\`\${i}.txt\`)));
};
`,
      ...Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`${i}.txt`, ""])),
    },
  });
  const { stdout } = await project.run(["debug", "deep.ts"]);
  assert.deepEqual(stdout.trimEnd().split("\n").map((line) => line.trim().replace(/ {2,}.*/, "")), [
    "default",
    "both",
    "3 more files",
    "next ×20,000",
    "one",
    'readFuture("0.txt")',
    'readFuture("1.txt")',
    'readFuture("2.txt")',
  ]);
});

Deno.test("merkl debug FILE:TASK tells what its hash is made of, and what is not followed", async () => {
  await using project = tempProject({ files: FILES });
  const { task } = await debug(project, "p.ts:parse");
  assert.equal(task.signature, "(text: string)");
  assert.deepEqual(task.place, { file: "p.ts", line: 6, column: 20 });
  const deps = task.deps.map((
    { name, kind, place }: Record<string, unknown>,
  ) => [name, kind, place]);
  assert.deepEqual(deps, [
    ["(body)", "body", { file: "p.ts", line: 6, column: 20 }],
    ["lib.ts#clean", "function", { file: "lib.ts", line: 1, column: 14 }],
  ]);
  assert.ok(task.deps.every(({ hash }: { hash: string }) => /^[0-9a-f]{64}$/.test(hash)));
  const unfollowed = task.not_followed.map((
    { name, kind }: Record<string, unknown>,
  ) => [name, kind]);
  assert.deepEqual(
    unfollowed.sort(),
    [["context", "merkl"], ["node:path basename", "builtin"]].sort(),
  );
  const { task: count } = await debug(project, "p.ts:count");
  assert.deepEqual(count.options, { "env COUNT_X": "unset" });
  assert.match(count.warnings[0].message, /Date\.now\(\) is read/);
  assert.equal(count.not_followed[0].name, "Date.now()");
  assert.equal(count.calls.length, 1);
  const { stdout } = await project.run(["debug", "p.ts:parse"]);
  assert.match(stdout, /^parse\(text: string\)\n {2}place +p\.ts:6:20\n/);
});

Deno.test("merkl debug HASH tells all about a stored call; what it would be now, too", async () => {
  await using project = tempProject({ files: FILES });
  await project.run(["run", "-q", "p.ts"]);
  const { ran } = JSON.parse((await project.run(["log", "1", "--json"])).stdout);
  const hashOf = (task: string): string =>
    ran.find((one: { task: string }) => one.task === task).hash;
  const { call } = await debug(project, hashOf("parse").slice(0, 8));
  assert.equal(call.hash, hashOf("parse"));
  assert.equal(call.log, "parsing b\n");
  assert.deepEqual(call.entry.metadata, { note: "good" });
  assert.match(call.value.text, /"to", "be", "or"/);
  assert.equal(call.arguments[0].sources[0].from, "file data.txt");
  assert.deepEqual(call.now, { kind: "hash", hash: call.hash, changes: [] });
  const { call: count } = await debug(project, hashOf("count"));
  assert.deepEqual(count.outputs, ["count.json"]);
  assert.deepEqual([count.arguments[0].sources[0].hash, count.arguments[0].sources[0].stored], [
    hashOf("parse"),
    true,
  ]);
  project.write("lib.ts", FILES["lib.ts"].replace("trim()", "trimEnd()"));
  const { call: changed } = await debug(project, hashOf("parse").slice(0, 12));
  assert.notEqual(changed.now.hash, changed.hash);
  assert.deepEqual(changed.now.changes, [{ kind: "code", name: "clean (lib.ts)" }]);
  project.write("p.ts", "throw new Error('broken')");
  const { call: broken } = await debug(project, hashOf("parse"));
  assert.equal(broken.now.kind, "unknown");
  const text = (await project.run(["debug", hashOf("count").slice(0, 8)])).stdout;
  assert.match(text, /^value\n {2}6$/m);
});

Deno.test("merkl debug FILE HASH and FILE:TASK ARGS tell about calls that aren't stored", async () => {
  await using project = tempProject({ files: FILES });
  const whole = await debug(project, "p.ts:count", "a", "bc", "--least", "2");
  assert.equal(whole.call.state, "runs");
  assert.deepEqual(
    whole.call.arguments.map(({ name, value }: Record<string, string>) => [name, value]),
    [["words", '[ "a", "bc" ]'], ["arg1", "{ least: 2 }"]],
  );
  const { task } = await debug(project, "p.ts:parse");
  const { call } = await debug(project, "p.ts", task.calls[0].hash.slice(0, 10));
  assert.equal(call.task, "parse");
  assert.equal(call.arguments[0].value, 'readFuture("data.txt")');
  assert.equal(call.entry, null);
});

Deno.test("merkl debug --exec runs one body again, alone, and stores nothing", async () => {
  await using project = tempProject({ files: FILES });
  await project.run(["run", "-q", "p.ts"]);
  const entries = async () =>
    (await project.run([
      "cache",
      "query",
      "select count(*) as n, max(created) as t from entries_v",
    ]))
      .stdout;
  const before = await entries();
  const { ran } = JSON.parse((await project.run(["log", "1", "--json"])).stdout);
  const hashOf = (task: string): string =>
    ran.find((one: { task: string }) => one.task === task).hash;
  const parsed = await project.run(["debug", "--exec", hashOf("parse").slice(0, 10), "--json"]);
  assert.deepEqual(JSON.parse(parsed.stdout).value.slice(0, 2), ["to", "be"]);
  assert.match(parsed.stderr, /^parsing b$/m);
  const counted = await project.run(["debug", "p.ts", "--exec", hashOf("count")]);
  assert.deepEqual([counted.code, counted.stdout], [0, "6\n"]);
  assert.equal(await entries(), before);
  // edited since: today's code with the same arguments
  project.write("lib.ts", FILES["lib.ts"].replace("trim()", "toUpperCase()"));
  const edited = await project.run(["debug", "--exec", hashOf("parse").slice(0, 10)]);
  assert.match(edited.stdout, /"TO", "BE"/);
  assert.match(edited.stderr, /the code of [0-9a-f]{10} has changed since: this is [0-9a-f]{12}/);
});

Deno.test("a call that no pipeline makes any more runs with the arguments that are kept", async () => {
  const text = `import { readFuture, task } from "@merkl/merkl";
const read = task((text: string) => text.length);
const kept = task({ cacheArgs: true }, (n: number, by: { x: number }) => n * by.x);
const lost = task((n: number) => n + 1);
export default (x = 3) => [kept(read(readFuture("data.txt")), { x }), lost(x)];
`;
  await using project = tempProject({ files: { "k.ts": text, "data.txt": "four" } });
  await project.run(["run", "-q", "k.ts"]);
  const { ran } = JSON.parse((await project.run(["log", "1", "--json"])).stdout);
  const hashOf = (task: string): string =>
    ran.find((one: { task: string }) => one.task === task).hash;
  project.write("k.ts", text.replace(/export default.*/, "export default () => read('else');"));
  const exec = (task: string) => project.run(["debug", "--exec", hashOf(task)]);
  const { stdout, stderr } = await exec("kept");
  assert.equal(stdout, "12\n");
  assert.match(stderr, /no pipeline makes this call any more/);
  assert.equal((await exec("read")).stdout, "4\n");
  const lost = await exec("lost"); // "hash-past"
  assert.equal(lost.code, 2);
  assert.match(
    lost.stderr,
    /no longer makes the call lost [0-9a-f]{12}, and its argument n is not kept: only its hash/,
  );
  project.write("data.txt", "other");
  assert.match(
    (await exec("read")).stderr,
    /its argument text is not kept: the file data\.txt has changed since/,
  );
});

Deno.test("arguments that hold values of tasks and files are put together again, or it is said what lacks", async () => {
  const text = `import { DirRef, FileRef, pathFuture, readFuture, task } from "@merkl/merkl";
const one = task((n: number) => n + 1);
const sum = task((list: number[]) => list.reduce((a, b) => a + b, 0));
const rest = task((first: number, ...more: number[]) => first * 100 + more[0]! * 10 + more[1]!);
const named = task((opts: { a: number; list: number[] }) => opts.a * 100 + opts.list[1]!);
const files = task(async (list: FileRef[], dir: DirRef, path: string) =>
  [await list[1]!.text(), dir.name, path.split("/").at(-1)].join());
const twice = task((pair: number[]) => pair.length);
const mixed = task((opts: { a: number; n: number }) => opts.n);
export default () => {
  const [a, b, c] = [one(1), one(2), one(3)];
  const refs = [new FileRef("a.txt"), new FileRef("b.txt")];
  return [
    sum([c, a, b]), rest(a, b, c), named({ a, list: [b, c] }),
    files(refs, new DirRef("dir"), pathFuture("a.txt")), twice([a, a]), mixed({ a, n: 1 }),
  ];
};
`;
  await using project = tempProject({
    files: { "k.ts": text, "a.txt": "A", "b.txt": "B", "dir/c.txt": "C" },
  });
  await project.run(["run", "-q", "k.ts"]);
  const { ran } = JSON.parse((await project.run(["log", "1", "--json"])).stdout);
  const hashOf = (task: string): string =>
    ran.find((one: { task: string }) => one.task === task).hash;
  project.write("k.ts", text.replace(/export default[^]*/, "export default () => one(7);"));
  const exec = (task: string) => project.run(["debug", "--exec", hashOf(task)]);
  const given = async (task: string) => (await exec(task)).stdout.trim();
  assert.equal(await given("sum"), "9");
  assert.equal(await given("rest"), "234");
  assert.equal(await given("named"), "204");
  assert.equal(await given("files"), "B,dir,a.txt");
  const lost = async (task: string) => {
    const { code, stderr } = await exec(task);
    assert.equal(code, 2);
    return /its argument (.*)/.exec(stderr)?.[1];
  };
  assert.equal(
    await lost("twice"),
    "pair is not kept: only the values of tasks and the files in it are, but not their places",
  );
  assert.equal(
    await lost("mixed"),
    "opts is not kept: of opts.n only its hash is (`cacheArgs: true` keeps arguments)",
  );
  project.write("b.txt", "changed");
  assert.equal(await lost("files"), "list is not kept: the file b.txt has changed since");
  project.write("dir/d.txt", "");
  project.write("b.txt", "B");
  assert.equal(await lost("files"), "dir is not kept: the folder dir has changed since");
  await project.run(["clear", "k.ts", "--task", "one", "-y"]);
  assert.match(
    (await lost("sum"))!,
    /^list is not kept: the value of one [0-9a-f]{12} is no longer stored$/,
  );
});

Deno.test("a call that failed is found by its hash, and fails again", async () => {
  await using project = tempProject({ files: FILES });
  assert.equal((await project.run(["run", "-q", "p.ts", "9"])).code, 1);
  const { failed } = JSON.parse((await project.run(["log", "1", "--json"])).stdout);
  const hash = failed[0].hash.slice(0, 8);
  const { call } = await debug(project, hash);
  assert.deepEqual([call.task, call.state, call.entry], ["count", "runs", null]);
  assert.equal(call.arguments[1].value, "{ least: 9 }");
  const again = await project.run(["debug", "--exec", hash]);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /least is too large/);
  // with the task named, as the run had called the pipeline
  const { call: named } = await debug(project, "p.ts:count", hash);
  assert.equal(named.hash, call.hash);
  assert.equal((await project.run(["debug", "p.ts:count", "--exec", hash])).code, 1);
  // its body is mended: what has its arguments now
  project.write("p.ts", FILES["p.ts"].replace("> 8", "> 10"));
  const mended = await project.run(["debug", "--exec", hash]);
  assert.deepEqual([mended.code, mended.stdout], [0, "0\n"]);
  assert.match(mended.stderr, /the code of [0-9a-f]{8} has changed since/);
});

Deno.test("the first digits of a hash may look like a number", async () => {
  const text = `import { task } from "@merkl/merkl";
const one = task((n: number) => n);
export default (least = 0) => Array.from({ length: 300 }, (_, i) => one(least + i));
`;
  await using project = tempProject({ files: { "n.ts": text } });
  await project.run(["run", "-q", "n.ts"]);
  const { ran } = JSON.parse((await project.run(["log", "1", "--json"])).stdout);
  const { hash } = ran.find((one: { hash: string }) => /^\d{6}/.test(one.hash));
  const { call } = await debug(project, "n.ts", hash.slice(0, 6));
  assert.equal(call.hash, hash);
  const unknown = ran.some((one: { hash: string }) => one.hash.startsWith("123456"));
  assert.ok(!unknown);
  const { pipeline } = await debug(project, "n.ts", "123456");
  assert.equal(pipeline.tree[0].states.runs, 300);
});

Deno.test("--exec --inspect-brk waits for a debugger", async () => {
  await using project = tempProject({ files: FILES });
  await project.run(["run", "-q", "p.ts"]);
  const { ran } = JSON.parse((await project.run(["log", "1", "--json"])).stdout);
  const child = project.spawn(["debug", "--exec", ran[0].hash, "--inspect-brk"]);
  const decoder = new TextDecoder();
  let said = "";
  for await (const chunk of child.stderr.values({ preventCancel: true })) {
    said += decoder.decode(chunk);
    if (/waiting for debugger|no debugger|Address already in use/i.test(said)) break;
  }
  assert.match(said, /waiting for debugger|no debugger|Address already in use/i);
  child.kill("SIGTERM");
  await Promise.all([child.stdout.cancel(), child.stderr.cancel(), child.stdin.close()]);
  await child.status;
});

Deno.test("mistakes of merkl debug are told with the way out", async () => {
  await using project = tempProject({ files: FILES });
  await project.run(["run", "-q", "p.ts"]);
  const ask = async (...args: string[]) => {
    const { code, stderr } = await project.run(["debug", ...args]);
    assert.equal(code, 2);
    return stderr;
  };
  assert.match(await ask(), /needs a FILE or a HASH/);
  assert.match(
    await ask("abcdef12"),
    /No call has the hash abcdef12.*\s+hint: .*merkl debug FILE HASH/,
  );
  assert.match(await ask("p.ts", "abcdef12"), /nor does the pipeline make it/);
  assert.match(await ask("p.ts", "--inspect-brk"), /needs --exec HASH/);
  assert.match(await ask("p.ts:coutn"), /did you mean count\?/);
  const { rows } = JSON.parse(
    (await project.run(["cache", "query", "--json", "task = 'count'"])).stdout,
  );
  const db = new DatabaseSync(project.path(".merkl/cache.sqlite3"));
  db.exec("DELETE FROM runs");
  db.close();
  const { hash } = rows[0];
  assert.match(
    await ask("--exec", hash),
    /no run of the log tells how[^]*argument arg1 is not kept/,
  );
  project.write("q.ts", project.read("p.ts"));
  Deno.removeSync(project.path("p.ts"));
  // "hash-unwired"
  assert.match(await ask("--exec", hash), /There is no file p\.ts any more/);
  assert.match((await project.run(["debug", hash])).stdout, /not known: There is no file p\.ts/);
});
