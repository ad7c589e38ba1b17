/**
 * The command line. `--version` is answered before anything else is loaded, so that it costs what
 * an empty program costs.
 * @module
 */

import { VERSION } from "./lib/cli/version.ts";

if (import.meta.main) {
  const [first, ...more] = Deno.args;
  const isVersion = more.length === 0 && (first === "--version" || first === "-V");
  if (isVersion) {
    // `console.log` would note the place of its call, for which V8 parses all of the module again
    try {
      Deno.stdout.writeSync(new TextEncoder().encode(`${VERSION}\n`));
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) {
        const why = error instanceof Error
          ? error.message.replace(/ \(os error \d+\)$/, "")
          : error;
        console.error(`error: Standard output can't be written to: ${why}`);
        Deno.exit(1);
      }
    }
  } else {
    // Deno reads a module ahead, and all that it imports, if `import()` simply names it. It doesn't
    // look into a choice of names; a bundler does.
    const started: Promise<typeof import("./start.ts")> = import(
      isVersion ? "./lib/cli/version.ts" : "./start.ts"
    );
    // not awaited here: where a pipeline waits for nothing, Deno would speak of this very line
    void started.then(({ start }) => start());
  }
}
