/**
 * The command line's tests against the one-file bundle: `deno task test:bundle`. The bundle is
 * copied to a folder far from this one and run without a config or the network, so that nothing of
 * this repository can help it.
 */

import { join } from "node:path";
import { deno, runCliTests } from "./cli_tests.ts";

const folder = Deno.makeTempDirSync({ prefix: "merkl-bundle-" });
try {
  const bundle = join(folder, "merkl.js");
  let code = deno(["bundle", "--quiet", "--minify", "--output", bundle, "cli.ts"]);
  if (code === 0) {
    const command = [Deno.execPath(), "run", "-A", "--no-remote", "--no-config", bundle];
    code = runCliTests(command, Deno.args);
  }
  Deno.exitCode = code;
} finally {
  Deno.removeSync(folder, { recursive: true });
}
