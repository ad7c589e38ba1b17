/**
 * The mistakes of the first hour, each made as a new user would: one folder each in `mistakes/`, with
 * the command line and all that it says on stderr in `transcript.txt`. `MERKL_GOLDEN=write` writes
 * the transcripts anew.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { REPO, tempProject } from "../support/temp_project.ts";

const FOLDER = new URL("./mistakes/", import.meta.url);
const TRANSCRIPT = "transcript.txt";

/** The files below a folder, by their paths relative to it; the transcript left out. */
function filesIn(folder: URL, prefix = ""): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) {
      Object.assign(files, filesIn(new URL(`${name}/`, folder), `${prefix}${name}/`));
    } else if (name !== TRANSCRIPT) {
      files[prefix + name] = Deno.readTextFileSync(new URL(name, folder));
    }
  }
  return files;
}

/** What differs from run to run. */
function steady(text: string, dir: string): string {
  return text.replaceAll(dir, "~").replaceAll(/\b\d+(\.\d+)? (ms|s)\b/g, "N ms")
    .replaceAll(/(?<=--exec )[0-9a-f]{8}/g, "HASH");
}

const cases = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort();

for (const name of cases) {
  Deno.test(`mistake: ${name.replaceAll("-", " ")}`, async () => {
    const folder = new URL(`${name}/`, FOLDER);
    const golden = Deno.readTextFileSync(new URL(TRANSCRIPT, folder));
    const command = golden.split("\n")[0]!;
    await using project = tempProject({ files: filesIn(folder) });
    const { code, stdout, stderr } = await project.run(command.split(" ").slice(2));
    const said = `${command}\n${steady(stderr, project.dir)}exit code ${code}\n`;
    assert.equal(stdout, "");
    assert.notEqual(code, 0);
    if (name.startsWith("sad-case")) assert.ok(stderr.split("\n").length < 15, stderr);
    assert.ok(!stderr.includes(join(REPO, "lib")), `frames of merkl's own:\n${stderr}`);
    if (Deno.env.get("MERKL_GOLDEN") === "write") {
      Deno.writeTextFileSync(new URL(TRANSCRIPT, folder), said);
    } else assert.equal(said, golden);
  });
}

Deno.test("-v adds the whole stack, merkl's own frames included", async () => {
  await using project = tempProject({ files: filesIn(new URL("sad-case/", FOLDER)) });
  const brief = (await project.run(["run", "train.ts"])).stderr;
  const whole = (await project.run(["run", "-v", "train.ts"])).stderr;
  assert.doesNotMatch(brief, /^ +at /m);
  assert.match(whole, /^ +at .*train\.ts:13:5/m);
  assert.ok(whole.split("\n").length > brief.split("\n").length + 2, whole);
});
