import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { context, openProject, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";
import { Session } from "../../lib/project/session.ts";
import { absPath } from "../../lib/util/path.ts";
import { tempProject } from "../support/temp_project.ts";

const LARGE = "0123456789".repeat(5000);

const file = task((text: string) => {
  const file = context().tempFile("made.txt");
  Deno.writeTextFileSync(file.path, text);
  return file;
});
const folder = task((files: Record<string, string>) => {
  const folder = context().tempFolder("made");
  for (const [name, text] of Object.entries(files)) {
    Deno.mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    Deno.writeTextFileSync(join(folder.path, name), text);
  }
  return folder;
});

function outcomes(project: { readonly events: readonly { readonly kind: string }[] }): string[] {
  return project.events.flatMap((event) =>
    "how" in event && "path" in event ? [String(event.how)] : []
  );
}

Deno.test("to() writes a file as a copy of its own, and only if need be", async () => {
  await using project = await testProject();
  const path = join(project.root, "out.mp4");
  const run = (text: string) => project.run(() => file(text).to("out.mp4"));
  const { value } = await run(LARGE);
  assert.equal(Deno.readTextFileSync(path), LARGE);
  const stat = Deno.statSync(path);
  assert.deepEqual([stat.nlink, stat.mode! & 0o200], [1, 0o200]);
  assert.notEqual(stat.ino, Deno.statSync(value.path).ino);
  await run(LARGE);
  assert.equal(Deno.statSync(path).ino, stat.ino);
  Deno.writeTextFileSync(path, "edited");
  await run(LARGE);
  assert.equal(Deno.readTextFileSync(path), LARGE);
  Deno.chmodSync(path, 0o600);
  await run("other");
  assert.equal(Deno.readTextFileSync(path), "other");
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  assert.deepEqual(outcomes(project), ["written", "unchanged", "restored", "written"]);
});

Deno.test("to() makes a folder hold the files, and leaves those that are the user's", async () => {
  await using project = await testProject();
  const at = (name: string) => join(project.root, "out", name);
  const run = (files: Record<string, string>) => project.run(() => folder(files).to("out"));
  await run({ "a.csv": LARGE, "sub/b.csv": "b", "sub/c.csv": "c", "d.csv": "d" });
  assert.equal(Deno.readTextFileSync(at("a.csv")), LARGE);
  assert.equal(Deno.readTextFileSync(at("sub/b.csv")), "b");
  Deno.writeTextFileSync(at("mine.txt"), "mine");
  Deno.writeTextFileSync(at("sub/c.csv"), "edited");
  await run({ "a.csv": LARGE, "sub/b.csv": "B" });
  assert.equal(Deno.readTextFileSync(at("sub/b.csv")), "B");
  assert.equal(Deno.readTextFileSync(at("mine.txt")), "mine");
  assert.equal(Deno.readTextFileSync(at("sub/c.csv")), "edited");
  assert.throws(() => Deno.statSync(at("d.csv")), Deno.errors.NotFound);
  await run({ "a.csv": LARGE, "sub/b.csv": "B" });
  Deno.removeSync(at("sub/b.csv"));
  await run({ "a.csv": LARGE, "sub/b.csv": "B" });
  assert.equal(Deno.readTextFileSync(at("sub/b.csv")), "B");
  assert.deepEqual(outcomes(project), ["written", "written", "unchanged", "restored"]);
});

Deno.test("a dry run knows which files and folders are up to date", async () => {
  const root = absPath(Deno.makeTempDirSync());
  await using session = new Session({ root });
  const wire = () => [file("x").to("file.txt"), folder({ a: "a", "b/c": "c" }).to("folder")];
  const states = async () =>
    (await session.foresee(wire)).outputs.map((output) => output.state).join();
  assert.equal(await states(), "write,write");
  await session.run(wire);
  assert.equal(await states(), "up-to-date,up-to-date");
  Deno.writeTextFileSync(join(root, "folder/b/c"), "edited");
  assert.equal(await states(), "up-to-date,write");
  Deno.removeSync(root, { recursive: true });
});

Deno.test("files survive the process, in a cache on disk", async () => {
  const root = Deno.makeTempDirSync();
  const ran: string[] = [];
  const both = () => ({ file: file(LARGE), folder: folder({ a: "a", b: LARGE }) });
  for (const expected of [["file", "folder"], []]) {
    ran.length = 0;
    const reporter = {
      event: (event: { kind: string; subject?: { task: string } }) =>
        void (event.kind === "start" && ran.push(event.subject!.task)),
      end: () => {},
    };
    await using project = await openProject({ root, reporter });
    const { value } = await project.run(both);
    assert.equal(await value.file.text(), LARGE);
    assert.equal(await value.folder.file("b").text(), LARGE);
    assert.deepEqual(ran.toSorted(), expected);
    // moved from a folder beside the cache, of which nothing is left
    assert.deepEqual([...Deno.readDirSync(join(root, ".merkl/tmp"))], []);
  }
  Deno.removeSync(root, { recursive: true });
});

Deno.test("the command line prints where a file is, and writes outputs", async () => {
  await using project = tempProject({
    files: {
      "pipeline.ts": `import { context, task } from "@merkl/merkl";
        const make = task(() => {
          const file = context().tempFile("made.txt");
          Deno.writeTextFileSync(file.path, "made");
          return file;
        });
        export const main = () => make().to("out.txt");`,
    },
  });
  for (let i = 0; i < 2; i++) {
    const { code, stdout, stderr } = await project.run(["run", "pipeline.ts"]);
    assert.equal(code, 0, stderr);
    assert.equal(project.read(stdout.trim()), "made");
    assert.equal(project.read("out.txt"), "made");
  }
  const { stdout } = await project.run(["run", "--json", "pipeline.ts"]);
  assert.equal(project.read(JSON.parse(stdout).value), "made");
});
