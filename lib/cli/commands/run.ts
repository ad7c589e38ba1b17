/** `merkl run FILE[:EXPORT] [ARGS]` */

import { badOptionValue, missingArgument } from "../../error/cli_errors.ts";
import { absPath } from "../../util/path.ts";
import { MODES_EXPECTED } from "../../project/cache_modes.ts";
import { SETTINGS } from "../../project/settings.ts";
import { defineCommand, usageOf } from "../command.ts";
import { parseTarget } from "../target.ts";

/** The command; the work is `project/run_pipeline.ts`. */
export const run = defineCommand({
  name: "run",
  usage: "FILE[:EXPORT] [ARGS]",
  about: `Runs what has changed in a pipeline and prints what its function returns.

FILE is a TypeScript or JavaScript module, EXPORT the function in it (default: the
default export, or the only one). ARGS and --options that are not listed here are the
function's own; merkl run FILE --help shows them. After -- all belongs to the function.`,
  options: {
    "force": { short: "f", help: "run all tasks, also those that are cached" },
    "dry-run": { short: "n", help: "run nothing; say which tasks would run, and why" },
    "explain": { help: "say for each task that runs, why; with -n, for each call" },
    "verify": { help: "say where a value comes back from the cache as another one" },
    "cache": {
      value: "MODES",
      help: "which caches are used: local:rw,remote:r, a folder, or none",
    },
    "no-cache": { help: "neither read nor write the cache" },
    "jobs": { short: "j", value: "N", help: "run up to N task bodies at once (default 1)" },
    "watch": { help: "run again whenever a file changes that the pipeline depends on" },
    "clear": { help: "after success, drop what this pipeline no longer uses from the cache" },
    "keep-going": { short: "k", help: "after a failure, go on with all that it doesn't block" },
  },
  examples: [
    ["merkl run pipeline.ts", "run the only pipeline of a file"],
    ["merkl run train.ts:trainEval data.csv --lr 0.2", "one of several, with arguments of its own"],
    ["merkl run -n train.ts", "what would run, why, and for how long"],
    ["merkl run -j 4 train.ts", "four task bodies at a time"],
  ],
  passThrough: true,
  completes: "pipeline",
  async run(
    { options, positionals: [target], rest, open, claimed },
    { cwd, here, library },
  ): Promise<number> {
    if (target === undefined) throw missingArgument("merkl run", "a FILE", usageOf(run));
    const parsed = parseTarget(target);
    const jobs = jobsOf(options.jobs);
    if (options.watch) {
      const { watchPipeline } = await import("../../project/watch.ts");
      const own = writtenOptions({ ...options, watch: false });
      const behind = rest.length > open ? ["--", ...rest.slice(open)] : [];
      const args = ["run", ...own, target, ...rest.slice(0, open), ...behind];
      return await watchPipeline({
        args,
        file: absPath(parsed.file, cwd),
        quiet: options.quiet,
      });
    }
    const request = {
      ...parsed,
      args: [...rest],
      open,
      reserved: Object.keys(options),
      claimed,
      force: options.force,
      noCache: options["no-cache"],
      cache: cacheOf(options.cache),
      dryRun: options["dry-run"],
      explain: options.explain,
      verify: options.verify,
      jobs,
      keepGoing: options["keep-going"],
      clear: options.clear,
      quiet: options.quiet,
      verbose: options.verbose,
      json: options.json,
      cwd,
      here,
      root: options.directory === undefined ? undefined : cwd,
      library: await library(),
    };
    const { runPipeline } = await import("../../project/run_pipeline.ts");
    return await runPipeline(request);
  },
});

/** Options as a command line has them. */
function writtenOptions(options: Readonly<Record<string, string | boolean | undefined>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return [value === true ? `--${name}` : `--${name}=${value}`];
  });
}

function jobsOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const jobs = Number(given);
  if (!/^\d+$/.test(given) || jobs < 1 || !Number.isSafeInteger(jobs)) {
    throw badOptionValue("--jobs", given, "a whole number of at least 1");
  }
  return jobs;
}

function cacheOf(given: string | undefined): string | null | undefined {
  if (given === undefined) return undefined;
  const cache = SETTINGS.cache.fromText(given);
  if (cache === undefined) {
    throw badOptionValue("--cache", given, `a folder, ${MODES_EXPECTED}, or none`);
  }
  return cache;
}
