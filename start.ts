/** All of the command line but `--version`: see `cli.ts`. */

import { main } from "./lib/cli/main.ts";
import { VERSION } from "./lib/cli/version.ts";

/** Does what the arguments of this process say, and ends it. */
export async function start(): Promise<never> {
  const library = async () => ({
    version: VERSION,
    library: await import("./mod.ts"),
    testing: await import("./lib/project/testing.ts"),
    others: {
      "./cache": () => import("./lib/cache/mod.ts" as string),
      "./contract": () => import("./lib/cache/contract/mod.ts" as string),
    },
  });
  // if nothing is left to be done before that
  Deno.exitCode = 1;
  Deno.exit(await main(Deno.args, library));
}
