/** Says an error on stderr. */

import { wantsColor } from "./color.ts";
import { renderError, type RenderOptions } from "./render_error.ts";

/** Writes the error to stderr, coloured if that is a terminal (or `FORCE_COLOR` says so). */
export function reportError(error: unknown, options: Omit<RenderOptions, "color"> = {}): void {
  say(renderError(error, { ...options, color: wantsColor(Deno.stderr) }));
}

/** Writes a line to stderr. That it can't be written to, on a full disk, is no reason to fail. */
export function say(text: string): void {
  try {
    console.error(text);
  } catch {
    // there is no other place to tell of it
  }
}
