/** A real browser, where there is one: Debian's Chromium, or what `CHROMIUM` names. */

import { type Browser, chromium } from "npm:playwright-core@^1.65";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Path of the browser; undefined if there is none, which is said aloud. */
export function findBrowser(): string | undefined {
  const path = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";
  try {
    Deno.statSync(path);
    return path;
  } catch {
    console.error(`\nNOT TESTED: there is no ${path}, so no page is tried in a browser.\n`);
    return undefined;
  }
}

/** Starts a browser, to be closed by who asked for it. */
export function openBrowser(path: string): Promise<Browser & AsyncDisposable> {
  return chromium.launch({ executablePath: path, args: FLAGS });
}
