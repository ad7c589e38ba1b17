/**
 * The command line's tests against the one-file bundle: `deno task test:bundle`. The bundle is
 * copied to a folder far from this one and run without a config or the network, so that nothing of
 * this repository can help it.
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function deno(args: readonly string[], env: Record<string, string> = {}): number {
  return new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    env,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).outputSync().code;
}

const folder = Deno.makeTempDirSync({ prefix: "merkl-bundle-" });
try {
  const bundle = join(folder, "merkl.js");
  let code = deno(["bundle", "--quiet", "--minify", "--output", bundle, "cli.ts"]);
  if (code === 0) {
    const command = [Deno.execPath(), "run", "-A", "--no-remote", "--no-config", bundle];
    const tests = ["tests/cli", ...Deno.args];
    code = deno(["test", "-A", "--quiet", ...tests], { MERKL_BIN: command.join(" ") });
  }
  Deno.exitCode = code;
} finally {
  Deno.removeSync(folder, { recursive: true });
}
