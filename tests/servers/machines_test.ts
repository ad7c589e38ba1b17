/** Two machines, which are two folders, with one bucket. */

import assert from "node:assert/strict";
import { openS3Cache } from "../../lib/cache/s3/s3_cache.ts";
import { denoDir } from "../support/deno_dir.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";
import { ENDPOINT, freshAddress, KEYS, serverTest } from "./support/bucket.ts";

const PIPELINE = `
import { context, DirRef, FileRef, readFuture, task } from "@merkl/merkl";

const said = (what: string) => Deno.writeTextFileSync("bodies.log", what + "\\n", { append: true });

const rows = task({ name: "rows" }, (text: string) => {
  said("rows");
  return text.trim().split("\\n").map((line) => ({ line, pad: "x".repeat(3000) }));
});
const count = task((list: { line: string }[]) => {
  said("count");
  return list.length;
});
const label = task((n: number) => {
  said("label");
  return new Map([["n", n]]);
});
const file = task((n: number) => {
  said("file");
  const out = context().tempFile("made.txt");
  Deno.writeTextFileSync(out.path, "f".repeat(20_000 + n));
  return out;
});
const folder = task((n: number) => {
  said("folder");
  const out = context().tempFolder("tree");
  Deno.mkdirSync(out.path + "/deep");
  for (let i = 0; i < 20; i++) Deno.writeTextFileSync(out.path + "/deep/" + i, String(i).repeat(i * 700));
  return out;
});
const total = task((f: FileRef, d: DirRef) => {
  said("total");
  return Deno.readTextFileSync(f.path).length + d.list().length;
});

export function main() {
  const list = rows(readFuture("data.csv"));
  const n = count(list);
  const f = file(n);
  const d = folder(n).to("tree");
  return { n, label: label(n), total: total(f, d), list };
}
`;

const FILES = { "pipeline.ts": PIPELINE, "data.csv": "a\nb\nc\n" };

function machine(address: string): TempProject {
  const config = JSON.stringify({ remote: address });
  return tempProject({ files: { ...FILES, "merkl.json": config }, initialised: false });
}

async function run(project: TempProject, args: string[] = [], env: Record<string, string> = {}) {
  const all = { ...KEYS, HOME: "/nonexistent", DENO_DIR: denoDir(), ...env } as Record<
    string,
    string
  >;
  project.write("bodies.log", "");
  const result = await project.run(["run", ...args, "pipeline.ts"], { env: all });
  assert.equal(result.code, 0, result.stderr);
  const bodies = project.read("bodies.log").trim().split("\n").filter((name) => name !== "").sort();
  return { ...result, bodies };
}

const ALL = ["count", "file", "folder", "label", "rows", "total"];

serverTest("a second machine has all that the first one made, files and folders too", async () => {
  const address = await freshAddress();
  await using first = machine(address);
  await using second = machine(address);
  const made = await run(first, ["--json"]);
  assert.deepEqual(made.bodies, ALL);
  const had = await run(second, ["--json"]);
  assert.deepEqual(had.bodies, []);
  assert.deepEqual(JSON.parse(had.stdout).value, JSON.parse(made.stdout).value);
  assert.equal(second.read("tree/deep/7"), "7".repeat(4900));
  assert.doesNotMatch(had.stderr, /warning/);

  // what came is kept: the third run does without the server
  const alone = await run(second, ["--cache", "local:rw"]);
  assert.deepEqual(alone.bodies, []);
  // what was looked at only is elsewhere, and made again without the server
  const again = await run(second, ["--json"], {
    MERKL_REMOTE: "s3://none?endpoint=http://[::1]:1",
  });
  assert.deepEqual(again.bodies, []);
  assert.doesNotMatch(again.stderr, /warning/);
});

serverTest("machines that run at once do each other no harm", async () => {
  const address = await freshAddress();
  await using first = machine(address);
  await using second = machine(address);
  await using third = machine(address);
  const values = await Promise.all([first, second].map((one) => run(one, ["--json"])));
  const [one, other] = values.map(({ stdout }) => JSON.parse(stdout).value);
  assert.deepEqual(one, other);
  const bucket = openS3Cache(address, { env: KEYS });
  assert.deepEqual(await bucket.check(), []);
  await bucket.close();
  assert.deepEqual((await run(third)).bodies, []);
});

serverTest("equal values made elsewhere stop a rerun", async () => {
  const address = await freshAddress();
  await using first = machine(address);
  await using second = machine(address);
  await run(first);
  // another input with the same rows
  second.write("data.csv", "a\nb\nc");
  const { bodies } = await run(second);
  assert.deepEqual(bodies, ["rows"]);
});

serverTest("remote:r takes and gives nothing, remote:w gives and takes nothing", async () => {
  const address = await freshAddress();
  await using first = machine(address);
  await using second = machine(address);
  await using third = machine(address);
  assert.deepEqual((await run(first, ["--cache", "local:rw,remote:r"])).bodies, ALL);
  assert.deepEqual((await run(second)).bodies, ALL);
  assert.deepEqual((await run(third, ["--cache", "local:rw,remote:w"])).bodies, ALL);
  await using fourth = machine(address);
  const { bodies } = await run(fourth, ["--cache", "remote:rw"]);
  assert.deepEqual(bodies, []);
  assert.equal(fourth.exists(".merkl"), false);
});

serverTest("a dry run says what is to be had from afar, and changes nothing", async () => {
  const address = await freshAddress();
  await using first = machine(address);
  await using second = machine(address);
  await run(first);
  const { stdout, stderr } = await run(second, ["-n"]);
  assert.match(stdout, /6 cached/, stderr);
  assert.equal(second.exists(".merkl"), false);
});

serverTest("entries that are not signed with the key are ignored, with one message", async () => {
  const address = await freshAddress();
  const signed = { MERKL_SIGNING_KEY: "our key" };
  await using stranger = machine(address);
  await using first = machine(address);
  await using second = machine(address);
  await using third = machine(address);
  await run(stranger);
  const { bodies, stderr } = await run(first, [], signed);
  assert.deepEqual(bodies, ALL);
  assert.equal(stderr.match(/not signed with MERKL_SIGNING_KEY/g)?.length, 1, stderr);
  assert.deepEqual((await run(second, [], signed)).bodies, []);
  const wrong = await run(third, [], { MERKL_SIGNING_KEY: "their key" });
  assert.deepEqual(wrong.bodies, ALL);
  assert.match(wrong.stderr, /not signed/);
});

serverTest("keys are found in a profile", async () => {
  const address = await freshAddress();
  await using project = machine(address);
  project.write("home/.aws/credentials", "[ci]\naws_access_key_id = AKTEST\n");
  project.write("home/.aws/config", "[profile ci]\naws_secret_access_key = SKTEST\n");
  const env = {
    HOME: project.path("home"),
    AWS_PROFILE: "ci",
    AWS_ACCESS_KEY_ID: "",
    AWS_SECRET_ACCESS_KEY: "",
  };
  const { stderr } = await run(project, [], env);
  assert.doesNotMatch(stderr, /warning/);
  await using other = machine(address);
  assert.deepEqual((await run(other)).bodies, []);
});

serverTest("wrong keys and a bucket that isn't there cost one message each", async () => {
  await using project = machine(await freshAddress());
  const wrong = await run(project, [], { AWS_SECRET_ACCESS_KEY: "wrong" });
  assert.deepEqual(wrong.bodies, ALL);
  assert.equal(wrong.stderr.match(/warning/g)?.length, 1, wrong.stderr);
  assert.match(wrong.stderr, /doesn't know the keys of AKTEST/);
  const gone = { MERKL_REMOTE: `s3://no-such-bucket?endpoint=${ENDPOINT}` };
  const none = await run(project, ["--force"], gone);
  assert.deepEqual(none.bodies, ALL);
  assert.equal(none.stderr.match(/warning/g)?.length, 1, none.stderr);
  assert.match(none.stderr, /no such bucket/);
});
