/** `install.sh` against a release that a server of this machine has. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { VERSION } from "../../lib/cli/version.ts";
import { writeChecksums } from "../../scripts/release.ts";
import { merklCommand, REPO, type TempProject, tempProject } from "../support/temp_project.ts";

const SYSTEMS: Record<string, string> = { linux: "unknown-linux-gnu", darwin: "apple-darwin" };
const SYSTEM = SYSTEMS[Deno.build.os];
const NAME = `merkl-${Deno.build.arch}-${SYSTEM}`;
const ignore = SYSTEM === undefined;

/** Serves `release` of the project at `/latest/download` and `/download/vVERSION`. */
function serve(project: TempProject) {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const found = /^\/(?:latest\/download|download\/v[\d.]+)\/(\w[\w.-]*)$/
        .exec(new URL(request.url).pathname);
      try {
        return new Response(await Deno.readFile(project.path(`release/${found![1]}`)));
      } catch {
        return new Response(null, { status: 404 });
      }
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A release whose binary starts the program under test. */
function release(): TempProject {
  const command = merklCommand().map((word) => `'${word}'`).join(" ");
  const project = tempProject({
    files: { [`release/${NAME}`]: `#!/bin/sh\nexec ${command} "$@"\n` },
  });
  writeChecksums(project.path("release"));
  return project;
}

async function install(url: string, folder: string, ...args: string[]) {
  const env = { MERKL_RELEASES: url, MERKL_INSTALL: folder };
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: [join(REPO, "install.sh"), ...args],
    env,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test(
  { name: "install.sh puts the checked binary in place, and says how to reach it", ignore },
  async () => {
    await using project = release();
    await using server = serve(project);
    const folder = project.path("new/bin");
    const { code, stdout, stderr } = await install(server.url, folder);
    assert.equal(code, 0, stderr);
    assert.equal(
      stdout,
      `merkl ${VERSION} is installed: ${folder}/merkl\n` +
        `Add it to your PATH: export PATH="${folder}:$PATH"\n`,
    );
    const run = await new Deno.Command(`${folder}/merkl`, { args: ["--version"] }).output();
    assert.equal(new TextDecoder().decode(run.stdout), `${VERSION}\n`);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["merkl"]);
    const named = await install(server.url, folder, VERSION);
    assert.equal(named.code, 0, named.stderr);
  },
);

Deno.test({
  name: "install.sh keeps the old binary if the new one isn't what the release says",
  ignore,
}, async () => {
  await using project = release();
  await using server = serve(project);
  project.write("bin/merkl", "the old one");
  project.write(`release/${NAME}`, "#!/bin/sh\necho another\n");
  const { code, stderr } = await install(server.url, project.path("bin"));
  assert.equal(code, 1);
  assert.match(stderr, /^merkl is not installed: merkl-\S+ has the SHA-256 checksum \w{64}, but/);
  assert.equal(project.read("bin/merkl"), "the old one");
  assert.deepEqual([...Deno.readDirSync(project.path("bin"))].map(({ name }) => name), ["merkl"]);
});

Deno.test({
  name: "install.sh says what is missing: the release, its checksum, the folder",
  ignore,
}, async () => {
  await using project = release();
  await using server = serve(project);
  const bin = project.path("bin");
  const away = await install(`${server.url}/elsewhere`, bin);
  assert.match(away.stderr, /SHA256SUMS can't be downloaded\n$/);
  project.write("release/SHA256SUMS", "");
  const unlisted = await install(server.url, bin);
  assert.match(unlisted.stderr, new RegExp(`the release has no checksum for ${NAME}\n$`));
  project.write("file", "");
  const blocked = await install(server.url, project.path("file/bin"));
  assert.match(blocked.stderr, /the folder \S+ can't be made; name another with MERKL_INSTALL\n$/);
  assert.deepEqual([away.code, unlisted.code, blocked.code], [1, 1, 1]);
});
