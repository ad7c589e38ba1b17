/** Says an error on stderr. */

import { wantsColor } from "./color.ts";
import { renderError, type RenderOptions } from "./render_error.ts";
import { say } from "./say.ts";

/** Writes the error to stderr, coloured if that is a terminal (or `FORCE_COLOR` says so). */
export function reportError(error: unknown, options: Omit<RenderOptions, "color"> = {}): void {
  say(renderError(error, { ...options, color: wantsColor(Deno.stderr) }));
}
