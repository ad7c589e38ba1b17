/** What pipelines print while they are loaded and wired. */

import { bodyConsole } from "../run/body_console.ts";
import { writeAll } from "../util/write_all.ts";

/**
 * From now on `console` prints on standard error: what a pipeline says while it is loaded and wired
 * must not get into merkl's data. (What bodies print is captured.)
 */
export function talkOnStderr(): void {
  const encoder = new TextEncoder();
  const write = (text: string | Uint8Array) => {
    const bytes = typeof text === "string" ? encoder.encode(text) : text;
    writeAll(Deno.stderr, bytes);
  };
  Object.assign(console, bodyConsole({ write }));
}
