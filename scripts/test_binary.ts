/**
 * The command line's tests against the compiled binary, in a folder far from this one: `deno task
 * test:binary`. `deno compile` needs Deno's runtime, `denort`: `DENORT_BIN` names it where it can't
 * be downloaded.
 */

import { join } from "node:path";
import { deno, runCliTests } from "./cli_tests.ts";

const folder = Deno.makeTempDirSync({ prefix: "merkl-binary-" });
try {
  if (Deno.env.get("DENORT_BIN") === undefined && Deno.env.get("CI") !== undefined) {
    console.error(
      "SKIPPED the compiled binary: DENORT_BIN is not set, so there is no runtime to compile it with",
    );
  } else {
    let code = deno(["run", "-A", "scripts/compile.ts"]);
    if (code === 0) {
      const binary = join(folder, Deno.build.os === "windows" ? "merkl.exe" : "merkl");
      Deno.copyFileSync(`dist/${binary.slice(folder.length + 1)}`, binary);
      code = runCliTests([binary], Deno.args);
    }
    Deno.exitCode = code;
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}
