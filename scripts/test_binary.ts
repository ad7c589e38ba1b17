/**
 * The command line's tests against the compiled binary, in a folder far from this one: `deno task
 * test:binary`. `deno compile` needs Deno's runtime, `denort`: `DENORT_BIN` names it where it can't
 * be downloaded. Where CI has none, the bundle that the binary is made of is tested in its place.
 */

import { join } from "node:path";
import { bundleSplit } from "./bundle_split.ts";
import { deno, runCliTests } from "./cli_tests.ts";

/** The program in `folder`, and its first arguments; undefined if it can't be made. */
function compiled(folder: string): string[] | undefined {
  if (deno(["run", "-A", "scripts/compile.ts"]) !== 0) return undefined;
  const name = Deno.build.os === "windows" ? "merkl.exe" : "merkl";
  Deno.copyFileSync(join("dist", name), join(folder, name));
  return [join(folder, name)];
}

function bundled(folder: string): string[] | undefined {
  console.error(
    "SKIPPED the compiled binary: DENORT_BIN is not set, so there is no runtime to compile it with.\n" +
      "The bundle of several files that it is made of is tested in its place.",
  );
  const split = join(folder, "split");
  if (!bundleSplit(split)) return undefined;
  return [Deno.execPath(), "run", "-A", join(split, "cli.js")];
}

const folder = Deno.makeTempDirSync({ prefix: "merkl-binary-" });
try {
  const none = Deno.env.get("DENORT_BIN") === undefined && Deno.env.get("CI") !== undefined;
  const command = none ? bundled(folder) : compiled(folder);
  Deno.exitCode = command === undefined ? 1 : runCliTests(command, Deno.args);
} finally {
  Deno.removeSync(folder, { recursive: true });
}
