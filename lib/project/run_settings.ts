/** How a run goes, after command line, environment and file. */

import type { AbsPath } from "../util/path.ts";
import { type CacheModes, hasCache } from "./cache_modes.ts";
import type { Config } from "./config.ts";
import type { RunRequest } from "./run_pipeline.ts";
import type { CacheLimits } from "./settings.ts";

/** What the command line leaves open is as the project's settings say. */
export interface RunSettings {
  readonly jobs: number;
  readonly keepGoing: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Whether reasons are told for each body that starts. */
  readonly explain: boolean;
  /** The cache's folder; null keeps nothing. */
  readonly cacheFolder: AbsPath | null;
  /** The address of the remote cache, if it is used. */
  readonly remote: string | null;
  readonly modes: CacheModes;
  /** Limits that the cache is kept within. */
  readonly gc: CacheLimits | null;
}

/** The settings of one run. */
export function runSettings(request: RunRequest, config: Config): RunSettings {
  const says = request.quiet || request.verbose;
  return {
    jobs: request.jobs ?? config.jobs,
    keepGoing: request.keepGoing || config.keepGoing,
    quiet: says ? request.quiet : config.verbosity === "quiet",
    verbose: says ? request.verbose : config.verbosity === "verbose",
    explain: request.explain,
    cacheFolder: request.noCache || !hasCache(config) ? null : config.cache,
    remote: config.remote,
    modes: config.modes,
    gc: config.gc,
  };
}
