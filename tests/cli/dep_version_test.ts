import assert from "node:assert/strict";
import { programVersion } from "../../mod.ts";
import { askProgram } from "../../lib/task/program_version.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const LOCK = (zod: string) =>
  JSON.stringify({
    version: "5",
    specifiers: { "npm:zod@4": zod, "npm:left@1": "1.0.0", "jsr:@std/path@1": "1.1.0" },
    npm: { [`zod@${zod}`]: { integrity: "sha512-a" }, "left@1.0.0": { integrity: "sha512-b" } },
    jsr: { "@std/path@1.1.0": { integrity: "c" } },
  });

const FILES = {
  "deno.json": `{"imports":{"z":"npm:zod@4","paths":"jsr:@std/path@1","own":"./lib.ts"}}`,
  "deno.lock": LOCK("4.6.7"),
  "lib.ts": "export const x = 1;",
};

Deno.test("merkl dep-version tells versions by specifier, alias, path, and where they're from", async () => {
  await using project = tempProject({ files: FILES });
  const names = ["npm:zod", "npm:zod@4/mini", "z", "z/mini", "zod", "jsr:@std/path", "@std/path/x"];
  const { code, stdout, stderr } = await project.run(["dep-version", ...names, "paths/join"]);
  assert.deepEqual([code, stderr], [0, ""]);
  const rows = stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/));
  assert.deepEqual(rows, [
    ["name", "package", "version", "from"],
    ...names.slice(0, 5).map((name) => [name, "npm:zod", "4.6.7", "deno.lock"]),
    ...[...names.slice(5), "paths/join"]
      .map((name) => [name, "jsr:@std/path", "1.1.0", "deno.lock"]),
  ]);
});

Deno.test("merkl dep-version --json gives the hash; npm's lock and what is installed count, too", async () => {
  const lock = {
    lockfileVersion: 3,
    packages: { "node_modules/zod": { version: "3.1.0", integrity: "sha512-x" } },
  };
  await using project = tempProject({
    files: {
      "package.json": `{"dependencies":{"zod":"^3.0.0"}}`,
      "package-lock.json": JSON.stringify(lock),
      "node_modules/loose/package.json": `{"name":"loose","version":"0.3.0"}`,
    },
  });
  const { version, packages } = JSON.parse(
    (await project.run(["dep-version", "--json", "zod", "loose"])).stdout,
  );
  assert.equal(version, 1);
  assert.match(packages[0].hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(packages.map((one: object) => ({ ...one, hash: "" })), [
    { asked: "zod", name: "npm:zod", version: "3.1.0", source: "package-lock.json", hash: "" },
    { asked: "loose", name: "npm:loose", version: "0.3.0", source: "node_modules", hash: "" },
  ]);
});

Deno.test("a name that is unknown, or no package's, is an error that tells near ones", async () => {
  await using project = tempProject({ files: FILES });
  const ask = async (...args: string[]) => {
    const { code, stderr, stdout } = await project.run(["dep-version", ...args]);
    assert.deepEqual([code, stdout], [2, ""]);
    return stderr;
  };
  // "dependency-unknown"
  assert.match(
    await ask("npm:zodd"),
    /"npm:zodd" can't be told: deno\.lock.*\s+hint: did you mean npm:zod\?/,
  );
  assert.match(await ask("npm:@std/path"), /did you mean jsr:@std\/path\?/);
  assert.match(await ask("npm:zod@3"), /it has 4\.6\.7/);
  assert.doesNotMatch(await ask("./lib2.ts"), /did you mean z\?/);
  const far = await ask("quite-another");
  assert.ok(
    far.includes(`no import map or package.json in ${project.dir} or above it has it`),
    far,
  );
  assert.match(far, /^hint: write it as an import does/m);
  // "dependency-without-version"
  assert.match(await ask("own"), /"own" has no version: it is the file .*lib\.ts/);
  assert.match(await ask("node:fs"), /part of Deno/);
  assert.match(await ask("@merkl/merkl"), /merkl's own version/);
  assert.match(await ask(), /needs a NAME/);
});

Deno.test("depVersion() in deps makes a task's key depend on what the lock says", async () => {
  await using project = tempProject({
    files: {
      ...FILES,
      "p.ts": `import { depVersion, task } from "@merkl/merkl";
const one = task({ deps: { z: depVersion("z/mini") } }, () => 1);
export default () => [one(), JSON.stringify(depVersion("npm:zod"))];
`,
    },
  });
  const first = await project.run(["run", "p.ts"]);
  assert.match(first.stdout, /"name":"npm:zod","version":"4\.6\.7","hash":"[0-9a-f]{64}"\}/);
  assert.match((await project.run(["run", "p.ts"])).stderr, /1 cached, 0 run/);
  project.write("deno.lock", LOCK("4.7.0"));
  const { stdout, stderr } = await project.run(["run", "p.ts"]);
  assert.match(stdout, /"version":"4\.7\.0"/);
  assert.match(stderr, /0 cached, 1 run/);
  project.write("p.ts", project.read("p.ts").replace("npm:zod", "npm:zdo"));
  const wrong = await project.run(["run", "p.ts"]);
  assert.match(wrong.stderr, /p\.ts:3:.*\n[^]*did you mean npm:zod\?/);
});

Deno.test("a version that a key or a kept graph can't have is refused, or not kept", async () => {
  const head = `import { depVersion, pipeline, programVersion, task } from "@merkl/merkl";\n`;
  await using project = tempProject({
    files: {
      ...FILES,
      "constant.ts": `${head}const v = depVersion("npm:zod");
const one = task(() => v.version);
export default () => one();
`,
      "body.ts": `${head}const one = task(() => depVersion("npm:zod").version);
export default () => one();
`,
      "program.ts": `${head}const one = task(() => programVersion("deno"));
export default () => one();
`,
      "graph.ts": `${head}const one = task((version: string) => version);
const version = () => depVersion("npm:zod").version;
export default pipeline(() => one(version()));
`,
    },
  });
  assert.match((await project.run(["run", "constant.ts"])).stderr, /"v" is used by a task, but/);
  for (const file of ["body.ts", "program.ts"]) {
    const { code, stderr } = await project.run(["run", file]); // "version-in-body"
    assert.equal(code, 1);
    assert.match(stderr, /Version\(\) is called in the body of a task/);
  }
  assert.equal((await project.run(["run", "-q", "graph.ts"])).stdout, "4.6.7\n");
  project.write("deno.lock", LOCK("4.7.0"));
  assert.equal((await project.run(["run", "-q", "graph.ts"])).stdout, "4.7.0\n");
});

const posix = Deno.build.os !== "windows";

/** A program in the project. */
function program(project: TempProject, name: string, body: string): string {
  project.write(`bin/${name}`, `#!/bin/sh\n${body}\n`);
  Deno.chmodSync(project.path(`bin/${name}`), 0o755);
  return project.path(`bin/${name}`);
}

Deno.test({
  name: "merkl dep-version --cmd tells the first line that a program prints as its version",
  ignore: !posix,
  async fn() {
    await using project = tempProject();
    program(project, "good", `[ "$1" = --version ] && printf '\\n good 1.2\\nmore\\n'`);
    program(project, "old", `[ "$1" = -version ] && echo 'old "17"' >&2`);
    const env = { PATH: `${project.path("bin")}:${Deno.env.get("PATH")}` };
    const { code, stdout } = await project.run(["dep-version", "--cmd", "good", "old"], { env });
    assert.equal(code, 0);
    assert.deepEqual(stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/)), [
      ["program", "version", "path"],
      ["good", "good 1.2", project.path("bin/good")],
      ["old", 'old "17"', project.path("bin/old")],
    ]);
    assert.equal(await programVersion(project.path("bin/good")), "good 1.2");
    // "program-missing"
    const missing = await project.run(["dep-version", "--cmd", "godo"], { env });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /no program "godo" on the PATH\s+hint: did you mean good\?/);
  },
});

Deno.test({
  name: "a program that hangs, fails or prints nothing is an error that says so",
  ignore: !posix,
  // what is left of a program that was killed can't be waited for
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    await using project = tempProject();
    const why = async (body: string, timeout?: number) => {
      const path = program(project, "bad", body);
      const error = await askProgram(path, timeout).then(() => undefined, (error) => error);
      assert.equal(error?.code, "program-without-version");
      return error.message;
    };
    assert.match(await why("echo no such flag >&2; exit 3"), /exit code 3: no such flag$/);
    assert.match(await why("exit 0"), /bad --version printed nothing$/);
    assert.match(await why("sleep 60", 200), /gave no answer within 0\.2 s$/);
    project.write("bin/bad", "#!/no/such/shell\n");
    await assert.rejects(askProgram(project.path("bin/bad")), /can't be run/);
  },
});
