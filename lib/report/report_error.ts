/** Says an error on stderr. */

import { wantsColor } from "./color.ts";
import { renderError, type RenderOptions } from "./render_error.ts";
import { say } from "./say.ts";

/** Writes the error to stderr; coloured and cut to its width if that is a terminal. */
export function reportError(
  error: unknown,
  options: Omit<RenderOptions, "color" | "columns"> = {},
): void {
  say(renderError(error, { ...options, color: wantsColor(Deno.stderr), columns: columns() }));
}

/** Undefined where there is no terminal, or one that doesn't know its size. */
function columns(): number | undefined {
  try {
    return Deno.stderr.isTerminal() ? Deno.consoleSize().columns || undefined : undefined;
  } catch {
    return undefined;
  }
}
