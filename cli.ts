/**
 * The command line. `--version` is answered before anything else is loaded, so that it costs what
 * an empty program costs.
 * @module
 */

import { VERSION } from "./lib/cli/version.ts";

if (import.meta.main) {
  const [first] = Deno.args;
  if (Deno.args.length === 1 && (first === "--version" || first === "-V")) {
    console.log(VERSION);
  } else {
    const { main } = await import("./lib/cli/main.ts");
    Deno.exit(
      await main(Deno.args, async () => ({
        library: await import("./mod.ts"),
        testing: await import("./lib/project/testing.ts"),
      })),
    );
  }
}
