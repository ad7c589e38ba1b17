import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { notPermitted } from "../../lib/error/cli_errors.ts";
import { VERSION } from "../../lib/cli/version.ts";
import { REPO, tempProject } from "../support/temp_project.ts";

Deno.test("the version is deno.json's", () => {
  assert.equal(VERSION, config.version);
});

Deno.test("--version and -V print the version and nothing else", async () => {
  await using project = tempProject();
  for (const args of [["--version"], ["-V"], ["-q", "--version"]]) {
    const result = await project.run(args);
    assert.deepEqual(result, { code: 0, stdout: `${VERSION}\n`, stderr: "" });
  }
});

Deno.test("help that was asked for is data; help that wasn't is talk, and exit 2", async () => {
  await using project = tempProject();
  const asked = await project.run(["--help"]);
  assert.equal(asked.code, 0);
  assert.match(asked.stdout, /^Make and run:\n {2}init .*\n {2}run {2,}run a pipeline/m);
  assert.equal((await project.run(["help"])).stdout, asked.stdout);
  const bare = await project.run([]);
  assert.deepEqual(bare, { code: 2, stdout: "", stderr: asked.stdout });
});

Deno.test("help of a command has its usage, options and examples", async () => {
  await using project = tempProject();
  const help = await project.run(["help", "run"]);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /^Usage: merkl run FILE\[:EXPORT\] \[ARGS\]$/m);
  assert.match(help.stdout, /^ {2}-j, --jobs N {2}/m);
  assert.match(help.stdout, /^Examples:\n {2}merkl run pipeline\.ts$/m);
  assert.deepEqual(await project.run(["run", "--help"]), help);
  assert.equal((await project.run(["help", "rnu"])).code, 2);
  assert.equal((await project.run(["help", "run", "init"])).code, 2);
});

Deno.test("a slip of the finger gets the nearest name, on stderr, with exit 2", async () => {
  await using project = tempProject();
  const command = await project.run(["rnu", "x.ts"]);
  assert.deepEqual(command, {
    code: 2,
    stdout: "",
    stderr: 'error: There is no command "rnu"; did you mean "run"?\n\nhint: merkl help run\n',
  });
  const option = await project.run(["run", "--froce", "x.ts"]);
  assert.equal(option.code, 2);
  assert.match(option.stderr, /^error: merkl run has no option --froce; did you mean --force\?$/m);
});

Deno.test("an option before the command that isn't merkl's: no letter is near another", async () => {
  await using project = tempProject();
  const { code, stderr } = await project.run(["-j", "2", "run", "x.ts"]);
  assert.equal(code, 2);
  assert.match(stderr, /^error: merkl has no option -j$/m);
  assert.match(stderr, /^hint: options of a command stand behind its name; /m);
});

Deno.test("usage errors of run: no file, bad jobs, bad folder, bad export", async () => {
  await using project = tempProject();
  const cases: [string[], RegExp][] = [
    [["run"], /merkl run needs a FILE/],
    [["run", "x.ts", "-j", "0"], /--jobs expects a whole number of at least 1, but "0"/],
    [["run", "x.ts", "-j", "1e3"], /--jobs expects/],
    [["run", "-C", "nowhere", "x.ts"], /nowhere is not a folder/],
    [["run", "x.ts:1a"], /"1a" in "x.ts:1a" can't be the name of an export/],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await project.run(args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, message);
  }
});

Deno.test("colours follow FORCE_COLOR and NO_COLOR", async () => {
  await using project = tempProject();
  const coloured = async (env: Record<string, string | undefined>) =>
    (await project.run(["rnu"], { env })).stderr.includes("\x1b[");
  assert.equal(await coloured({ NO_COLOR: undefined }), false);
  assert.equal(await coloured({ NO_COLOR: undefined, FORCE_COLOR: "1" }), true);
  assert.equal(await coloured({ NO_COLOR: "1", FORCE_COLOR: "0" }), false);
});

Deno.test("a reader that closes stdout early is no error", async () => {
  await using project = tempProject({ files: { "p.ts": "export default () => 1;" } });
  for (const args of [["help", "run"], ["dag", "p.ts", "--format", "json"], ["--json", "rnu"]]) {
    const child = project.spawn(args);
    await child.stdout.cancel();
    await child.stdin.close();
    const [{ code }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
    const expected = args.includes("rnu") ? 2 : 0;
    assert.equal(code, expected, stderr);
    if (expected === 0) assert.equal(stderr, "");
  }
});

Deno.test("a permission that is missing is said in one line, with the way out", async () => {
  await using project = await tempProject({ files: { "p.ts": "export default () => 1;" } });
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read", `${REPO}/cli.ts`, "run", "p.ts"],
    cwd: project.dir,
  }).output();
  assert.equal(notPermitted(new Error("Requires read access")).code, "not-permitted");
  assert.equal(code, 2);
  assert.match(
    new TextDecoder().decode(stderr),
    /^error: Requires .* access.*\n\nhint: .*deno run -A/,
  );
});
