/**
 * What only the compiled binary says. Where the tests run against it they ask it; else a program that
 * takes itself for one.
 */

import assert from "node:assert/strict";
import {
  merklCommand,
  type RunResult,
  type TempProject,
  tempProject,
} from "../support/temp_project.ts";

const STANDALONE = `Object.defineProperty(Deno, "build", {
  value: { ...Deno.build, standalone: true },
});
`;

const FILES = {
  "standalone.js": STANDALONE,
  "deno.json": `{ "imports": { "pad": "npm:left-pad@1" } }`,
  "p.ts": `import { task } from "@merkl/merkl";
import pad from "pad";
const one = task(() => pad("1", 2));
export default () => one();
`,
};

/** Runs it with an empty PATH, unless there is one. */
async function binary(
  project: TempProject,
  args: readonly string[],
  path = project.path("nothing"),
): Promise<RunResult> {
  const [program, ...first] = merklCommand();
  if (first[0] === "run") first.splice(1, 0, `--preload=${project.path("standalone.js")}`);
  const { code, stdout, stderr } = await new Deno.Command(program!, {
    args: [...first, ...args],
    cwd: project.dir,
    env: { NO_COLOR: "1", PATH: path },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** A folder with a Deno that only prints what it is asked for. */
function denoIn(project: TempProject, version: string): string {
  const script = `#!/bin/sh
if [ "$1" = --version ]; then echo "deno ${version} (stable)"; exit; fi
printf '%s\\n' "$@"
exit 7
`;
  project.write("bin/deno", script);
  Deno.chmodSync(project.path("bin/deno"), 0o755);
  return project.path("bin");
}

Deno.test("the binary says that it holds no packages, and who could run the pipeline", async () => {
  await using project = tempProject({ files: FILES });
  const { code, stdout, stderr } = await binary(project, ["run", "p.ts"]);
  assert.equal(code, 3);
  assert.equal(stdout, "");
  assert.match(stderr, /^p\.ts:2:\d+.*"pad".*holds no packages but its own/m);
  assert.match(stderr, /^hint: Install Deno .*merkl --deno run FILE/m);
  assert.doesNotMatch(stderr, /\bat .*\/lib\//);
  const near = await binary(project, ["run", "p.ts"], denoIn(project, "2.9.0"));
  assert.match(near.stderr, /^hint: Let the Deno on your PATH run it: merkl --deno run FILE/m);
});

Deno.test("--deno hands on all that the binary was given, and its exit code comes back", async () => {
  await using project = tempProject({ files: FILES });
  const path = denoIn(project, "2.9.0");
  const { code, stdout } = await binary(
    project,
    ["--deno", "run", "p.ts", "--", "-x", "a b"],
    path,
  );
  const [run, all, merkl, ...args] = stdout.trimEnd().split("\n");
  assert.deepEqual([run, all, code], ["run", "-A", 7]);
  assert.match(merkl!, /^jsr:@merkl\/merkl@\d+\.\d+\.\d+\/cli$/);
  assert.deepEqual(args.filter((arg) => arg !== "--deno"), ["run", "p.ts", "--", "-x", "a b"]);
  const older = await binary(project, ["run", "--deno", "p.ts"], denoIn(project, "2.8.1"));
  assert.equal(older.code, 3);
  assert.match(older.stderr, /needs Deno 2\.9 or later, but .* is 2\.8\s+hint: .*deno upgrade/);
  const none = await binary(project, ["run", "--deno", "p.ts"]);
  assert.match(none.stderr, /there is no deno on the PATH/);
});

Deno.test("the binary has no debugger, and says how Deno takes over", async () => {
  await using project = tempProject({ files: FILES });
  const args = ["debug", "--exec", "3f9a12c4", "--inspect-brk", "--json"];
  const { code, stdout, stderr } = await binary(project, args);
  assert.equal(code, 2, stderr);
  const { error } = JSON.parse(stdout);
  assert.equal(error.code, "debugger-needs-deno");
  assert.match(error.hint, /merkl debug --exec 3f9a12c4 --json --inspect-brk --deno$/);
});
