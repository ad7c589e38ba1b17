/** `merkl run --dry-run`: says what a run would do. */

import { exists } from "../util/exists.ts";
import { printLine } from "../util/print_line.ts";
import { MemoryCache } from "../cache/memory_cache.ts";
import { painter, wantsColor } from "../report/color.ts";
import { forecastJson } from "../report/forecast_json.ts";
import { forecastText } from "../report/forecast_text.ts";
import type { AbsPath } from "../util/path.ts";
import type { ProjectForecast } from "./dry_scope.ts";
import type { Layer, SessionOptions } from "./session_options.ts";

/** The cache of a dry run: the project's, but none is made for it in `folder` (null for none). */
export function dryRunCache(
  folder: AbsPath | null,
  layer?: Layer,
): Pick<SessionOptions, "cache" | "cacheFolder" | "layer"> {
  if (folder === null || exists(folder)) return { cacheFolder: folder, layer };
  const empty = new MemoryCache();
  return { cache: layer === undefined ? empty : layer.over(empty) };
}

/** Prints a forecast on standard output. */
export function printForecast(
  forecast: ProjectForecast,
  how: { readonly json: boolean; readonly explain: boolean },
): void {
  if (how.json) return printLine(forecastJson(forecast));
  const paint = painter(wantsColor(Deno.stdout));
  printLine(forecastText(forecast, { detailed: how.explain, paint }));
}
