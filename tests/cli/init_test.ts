import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const CONFIG = `{
\t// keep me
\t"tasks": { "a": "b" }, // and me
\t"imports": {
\t\t"zod": "npm:zod@4", // why zod
\t},
}
`;

Deno.test("init makes the folder, the import and the ignore line, and keeps comments", async () => {
  await using project = tempProject({ initialised: false, files: { "deno.json": CONFIG } });
  Deno.mkdirSync(project.path(".git"));
  const result = await project.run(["init"]);
  assert.deepEqual([result.code, result.stdout], [0, ""]);
  assert.match(result.stderr, /^\.merkl\/: made/m);
  assert.ok(project.exists(".merkl"));
  const config = project.read("deno.json");
  for (const comment of ["// keep me", "// and me", "// why zod"]) {
    assert.ok(config.includes(comment), comment);
  }
  assert.match(config, /^\t\t"@merkl\/merkl": "jsr:@merkl\/merkl@\^0\.1\.0"/m);
  assert.equal(project.read(".gitignore"), ".merkl/\n");
  assert.ok(!project.exists("pipeline.ts"));
});

Deno.test("init twice changes nothing more", async () => {
  await using project = tempProject({
    initialised: false,
    files: { "deno.json": "{}", ".gitignore": "dist" },
  });
  Deno.mkdirSync(project.path(".git"));
  await project.run(["init", "--example"]);
  const before = ["deno.json", ".gitignore", "pipeline.ts"].map(project.read);
  assert.equal(before[1], "dist\n.merkl/\n");
  const again = await project.run(["init", "--example", "--json", "-q"]);
  assert.equal(again.stderr, "");
  const { steps } = JSON.parse(again.stdout) as { steps: { path: string; changed: boolean }[] };
  assert.deepEqual(steps.map(({ path, changed }) => [path, changed]), [
    [".merkl/", false],
    ["deno.json", false],
    [".gitignore", false],
    ["pipeline.ts", false],
  ]);
  assert.deepEqual(["deno.json", ".gitignore", "pipeline.ts"].map(project.read), before);
});

Deno.test("init never overwrites a pipeline and makes no deno.json or .gitignore unasked", async () => {
  await using project = tempProject({ initialised: false, files: { "sub/pipeline.ts": "mine" } });
  const result = await project.run(["init", "--example", "sub"]);
  assert.equal(result.code, 0);
  assert.equal(project.read("sub/pipeline.ts"), "mine");
  assert.ok(project.exists("sub/.merkl"));
  assert.ok(!project.exists("sub/deno.json") && !project.exists("sub/.gitignore"));
});

Deno.test("init leaves a deno.json alone that it can't read, and does nothing else", async () => {
  await using project = tempProject({ initialised: false, files: { "deno.json": '{ "a": }' } });
  const { code, stderr } = await project.run(["init"]);
  assert.equal(code, 2);
  assert.match(stderr, /deno\.json is not valid JSON \(with comments\) at character 8/);
  assert.equal(project.read("deno.json"), '{ "a": }');
  assert.ok(!project.exists(".merkl"));
});

Deno.test("init keeps line ends and takes deno.jsonc", async () => {
  await using project = tempProject({
    initialised: false,
    files: { "deno.jsonc": '{\r\n    "name": "x"\r\n}\r\n' },
  });
  assert.equal((await project.run(["init"])).code, 0);
  assert.equal(
    project.read("deno.jsonc"),
    '{\r\n    "name": "x",\r\n    "imports": {\r\n' +
      '        "@merkl/merkl": "jsr:@merkl/merkl@^0.1.0"\r\n    }\r\n}\r\n',
  );
});

Deno.test("init with two folders is a usage error", async () => {
  await using project = tempProject();
  const { code, stderr } = await project.run(["init", "a", "b"]);
  assert.equal(code, 2);
  assert.match(stderr, /merkl init was given "b", which it has no use for/);
});

Deno.test("a folder that can't be made a project is told with the way out", async () => {
  await using project = tempProject({ files: { "a.txt": "", "b/.merkl": "" }, initialised: false });
  for (const dir of ["a.txt", "b"]) {
    const { code, stderr } = await project.run(["init", dir]);
    assert.equal(code, 2, 'its code is "init-failed"');
    assert.match(stderr, new RegExp(`^error: ${dir} can't be made a project: .*[a-z]$`, "m"));
    assert.match(stderr, /^hint: Name a folder that you may write to: merkl init DIR$/m);
  }
});
