import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { task } from "@merkl/merkl";
const say = task((text: string) => text);
export default (n: number, { help = "", verbose = false }: { help?: string; verbose?: boolean } = {}) =>
  say([n, help, verbose].join(" "));
`;

Deno.test("what stands behind -- is the function's, also if merkl has an option of that name", async () => {
  await using project = tempProject({ files: { "own.ts": PIPELINE } });
  const given = await project.run(["run", "own.ts", "1", "--", "--help", "me", "--verbose"]);
  assert.deepEqual([given.code, given.stdout], [0, "1 me true\n"]);
  const swallowed = await project.run(["run", "-q", "own.ts", "1", "--verbose"]);
  assert.deepEqual([swallowed.code, swallowed.stdout], [0, "1  false\n"]);
});

Deno.test("it is said that merkl took an option which the function has as well", async () => {
  await using project = tempProject({ files: { "own.ts": PIPELINE } });
  const taken = await project.run(["run", "own.ts", "1", "--verbose"]);
  assert.match(taken.stderr, /^warning: --verbose was taken for merkl's own option, and not/m);
  for (
    const args of [["own.ts", "1", "-v"], ["--verbose", "own.ts", "1"], [
      "own.ts",
      "1",
      "--",
      "--verbose",
    ]]
  ) {
    const { code, stderr } = await project.run(["run", ...args]);
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /warning/);
  }
});

Deno.test("the help of a function says which of its options are written after --", async () => {
  await using project = tempProject({ files: { "own.ts": PIPELINE } });
  for (const args of [["own.ts", "--help"], ["own.ts", "1", "-h", "--", "x"]]) {
    const { code, stdout } = await project.run(["run", ...args]);
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}--help +string +\(write it after --; /m);
    assert.match(stdout, /^ {2}--\[no-\]verbose +\(write it after --; /m);
  }
});

Deno.test("hints name the file that was given", async () => {
  await using project = tempProject({
    files: {
      "own.ts": PIPELINE,
      "two.ts": "export const a = () => 1;\nexport const b = () => 2;\n",
    },
  });
  const lacking = await project.run(["run", "own.ts"]);
  assert.match(lacking.stderr, /^hint: Usage: merkl run own\.ts <n> \[options\]$/m);
  const ambiguous = await project.run(["run", "two.ts"]);
  assert.match(ambiguous.stderr, /^hint: Name the one that is meant: merkl run two\.ts:a$/m);
  for (const command of ["dag", "why", "debug", "migrate"]) {
    const { stderr } = await project.run([command, "two.ts"]);
    assert.ok(
      stderr.includes(`\nhint: Name the one that is meant: merkl ${command} two.ts:a\n`),
      stderr,
    );
  }
  const unlike = await project.run(["run", "own.ts", "1", "--zzz"]);
  assert.match(unlike.stderr, /^hint: It has --.*\. Usage: merkl run own\.ts <n> \[options\]$/m);
  const odd = await project.run(["run", "own.ts:1a"]);
  assert.match(odd.stderr, /^hint: Write own\.ts alone /m);
});

Deno.test("an option that is misspelt behind FILE is compared with the function's and merkl's", async () => {
  await using project = tempProject({ files: { "own.ts": PIPELINE } });
  const says = async (...args: string[]) => (await project.run(["run", "own.ts", ...args])).stderr;
  assert.match(
    await says("1", "--dry-runn"),
    /no option --dry-runn; did you mean merkl's --dry-run\?$/m,
  );
  assert.match(await says("1", "--keepgoing"), /did you mean merkl's --keep-going\?$/m);
  assert.match(await says("1", "--verbos"), /did you mean --verbose\?$/m);
  assert.match(await says("1", "--", "--dry-runn"), /The function has no option --dry-runn$/m);
  assert.match(await says("1", "--entirely-else"), /The function has no option --entirely-else$/m);
});

Deno.test("usage names the command that was typed, and the export only if there are several", async () => {
  await using project = tempProject({ files: { "own.ts": PIPELINE } });
  for (const command of ["run", "migrate", "dag", "debug", "why"]) {
    const lacking = await project.run([command, "own.ts"]);
    assert.match(
      lacking.stderr,
      new RegExp(`^hint: Usage: merkl ${command} own\\.ts <n> \\[options\\]$`, "m"),
    );
    const help = await project.run([command, "own.ts", "--help"]);
    assert.match(help.stdout, new RegExp(`^Usage: merkl ${command} own\\.ts <n> \\[options\\]\n`));
    assert.match(help.stdout, new RegExp(`^merkl's own options: merkl help ${command}\\.`, "m"));
  }
  project.write(
    "two.ts",
    "export const a = (n: number) => n;\nexport const b = (n: number) => n;\n",
  );
  const lacking = await project.run(["run", "two.ts:b"]);
  assert.match(lacking.stderr, /^hint: Usage: merkl run two\.ts:b <n>$/m);
});
