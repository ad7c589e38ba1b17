import assert from "node:assert/strict";
import { join } from "node:path";
import { REPO, tempProject } from "../support/temp_project.ts";

const PAGE = Deno.readTextFileSync(join(REPO, "docs/backends.md"));
const EXPORTS = JSON.parse(Deno.readTextFileSync(join(REPO, "deno.json"))).exports;
const IMPORTS = JSON.parse(Deno.readTextFileSync(join(REPO, "deno.json"))).imports;

/** Runs Deno in a folder where `@merkl/merkl` is this repository. */
async function deno(args: readonly string[], dir: string): Promise<string> {
  const [command, ...rest] = args;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [command!, "--no-lock", ...rest],
    cwd: dir,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, text(stdout) + text(stderr));
  return text(stdout);
}

Deno.test("the page about caches of one's own: its caches fulfil the contract, its programs run", async () => {
  const merkl = Object.entries<string>(EXPORTS).map(([name, path]) =>
    [`@merkl/merkl${name.slice(1)}`, join(REPO, path)] as const
  );
  const imports = { ...IMPORTS, ...Object.fromEntries(merkl) };
  await using project = tempProject({ files: { "deno.json": JSON.stringify({ imports }) } });
  const blocks = [...PAGE.matchAll(/^```(ts|console)\n([\s\S]*?)^```$/gm)];
  for (const [, kind, body] of blocks) {
    if (kind !== "ts") continue;
    const name = /^\/\/ (\S+)\n/.exec(body!)?.[1];
    assert.ok(name, `an example without a file name: ${body}`);
    project.write(name, body!);
  }
  const tested = await deno(["test", "-A", "json_files_test.ts"], project.dir);
  assert.match(tested, /[1-9]\d passed/);
  let sessions = 0;
  for (const [, kind, body] of blocks) {
    if (kind !== "console") continue;
    for (const step of body!.split(/^\$ /m).slice(1)) {
      const [command, ...expected] = step.trimEnd().split("\n");
      const [program, ...args] = command!.split(" ");
      assert.equal(program, "deno");
      assert.equal((await deno(args, project.dir)).trimEnd(), expected.join("\n"), command);
      sessions++;
    }
  }
  assert.ok(sessions >= 3);
});
