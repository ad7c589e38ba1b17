/** The package as it is published: from a registry, with nothing of this repository at hand. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { delegate, delegateCommand, findDeno } from "../../lib/project/delegate.ts";
import { exists } from "../../lib/util/exists.ts";
import { denoDir } from "../support/deno_dir.ts";
import { type JsrRegistry, jsrRegistry } from "../support/jsr_registry.ts";
import { tempProject } from "../support/temp_project.ts";

const PIPELINE = `import { task } from "@merkl/merkl";
const shout = task((text: string) => text.toUpperCase() + "!");
export default () => shout("published");
`;

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Deno as where it never saw the package; what that has from npm needs no second download. */
async function deno(args: string[], cwd: string, { url }: JsrRegistry): Promise<Said> {
  const dir = join(cwd, ".deno");
  Deno.mkdirSync(dir, { recursive: true });
  if (!exists(join(dir, "npm"))) {
    Deno.symlinkSync(join(denoDir(), "npm"), join(dir, "npm"), { type: "dir" });
  }
  const env = { JSR_URL: url, NO_COLOR: "1", DENO_NO_PROMPT: "1", DENO_DIR: dir };
  const command = new Deno.Command(Deno.execPath(), { args, cwd, env, stdin: "null" });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("the command line of the published package runs pipelines in a folder without deno.json", async () => {
  await using registry = await jsrRegistry();
  await using project = tempProject({ files: { "pipeline.ts": PIPELINE } });
  const cli = `jsr:@merkl/merkl@${registry.version}/cli`;
  const version = await deno(["run", "-A", cli, "--version"], project.dir, registry);
  assert.equal(version.stdout, `${registry.version}\n`, version.stderr);
  const first = await deno(["run", "-A", cli, "run", "pipeline.ts"], project.dir, registry);
  assert.equal(first.stdout, "PUBLISHED!\n", first.stderr);
  assert.match(first.stderr, /1 task: 0 cached, 1 run/);
  const again = await deno(["run", "-A", cli, "run", "pipeline.ts"], project.dir, registry);
  assert.match(again.stderr, /1 task: 1 cached, 0 run/);
});

Deno.test("the published library is what a program imports, and shares entries with the command line", async () => {
  await using registry = await jsrRegistry();
  await using project = tempProject({
    files: {
      "deno.json": `{ "imports": { "@merkl/merkl": "jsr:@merkl/merkl@^${registry.version}" } }`,
      "pipeline.ts": PIPELINE,
      "main.ts": `import { openProject } from "@merkl/merkl";
import pipeline from "./pipeline.ts";
await using project = await openProject();
const { value, summary } = await project.run(pipeline);
console.log(value, summary.cached, summary.run);
`,
    },
  });
  const program = await deno(["run", "-A", "main.ts"], project.dir, registry);
  assert.equal(program.stdout, "PUBLISHED! 0 1\n", program.stderr);
  const cli = `jsr:@merkl/merkl@${registry.version}/cli`;
  const run = await deno(["run", "-A", cli, "run", "pipeline.ts"], project.dir, registry);
  assert.match(run.stderr, /1 task: 1 cached, 0 run/);
});

Deno.test("--deno hands a command line to the Deno on the PATH, which takes merkl from JSR", async () => {
  await using registry = await jsrRegistry();
  await using project = tempProject({ files: { "pipeline.ts": PIPELINE } });
  const { version } = registry;
  const command = delegateCommand(["run", "pipeline.ts"], { version, deno: Deno.execPath() });
  const said = await deno(command.slice(1), project.dir, registry);
  assert.equal(said.stdout, "PUBLISHED!\n", said.stderr);
});

Deno.test("--deno without a usable Deno says so", async () => {
  await using project = tempProject({ files: { "old/deno": "#!/bin/sh\necho deno 1.46.3\n" } });
  const code = (error: unknown) => (error as { code?: string }).code;
  assert.equal(findDeno(project.path("nothing")), undefined);
  assert.throws(
    () => delegateCommand([], { deno: undefined, version: "1.0.0" }),
    (error) => code(error) === "deno-not-found",
  );
  Deno.chmodSync(project.path("old/deno"), 0o755);
  const deno = findDeno(`${project.path("nothing")}:${project.path("old")}`);
  assert.equal(deno, project.path("old/deno"));
  assert.throws(
    () => delegateCommand([], { deno, version: "1.0.0" }),
    (error) => code(error) === "deno-too-old",
  );
});

Deno.test("the exit code of a command line that was handed on is that of this process", async () => {
  assert.equal(await delegate([Deno.execPath(), "eval", "Deno.exit(3)"]), 3);
});
