/** `merkl run --dry-run`: says what a run would do. */

import { MemoryCache } from "../cache/memory_cache.ts";
import { painter, wantsColor } from "../report/color.ts";
import { forecastJson } from "../report/forecast_json.ts";
import { forecastText } from "../report/forecast_text.ts";
import type { AbsPath } from "../util/path.ts";
import type { ProjectForecast } from "./dry_scope.ts";
import type { SessionOptions } from "./session_options.ts";

/** The cache of a dry run: the project's, but none is made for it in `folder` (null for none). */
export function dryRunCache(folder: AbsPath | null): Pick<SessionOptions, "cache" | "cacheFolder"> {
  return folder === null || exists(folder) ? { cacheFolder: folder } : { cache: new MemoryCache() };
}

/** Prints a forecast on standard output. */
export function printForecast(
  forecast: ProjectForecast,
  how: { readonly json: boolean; readonly explain: boolean },
): void {
  if (how.json) return console.log(forecastJson(forecast));
  const paint = painter(wantsColor(Deno.stdout));
  console.log(forecastText(forecast, { detailed: how.explain, paint }));
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
