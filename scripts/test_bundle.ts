/**
 * The command line's tests against the one-file bundle: `deno task test:bundle`. The bundle is
 * copied to a folder far from this one and run without a config or the network, so that nothing of
 * this repository can help it.
 */

import { join } from "node:path";
import { bundleOne } from "./bundle.ts";
import { runCliTests } from "./cli_tests.ts";

const folder = Deno.makeTempDirSync({ prefix: "merkl-bundle-" });
try {
  const bundle = join(folder, "merkl.js");
  const command = [Deno.execPath(), "run", "-A", "--no-remote", "--no-config", bundle];
  Deno.exitCode = bundleOne(bundle) ? runCliTests(command, Deno.args) : 1;
} finally {
  Deno.removeSync(folder, { recursive: true });
}
