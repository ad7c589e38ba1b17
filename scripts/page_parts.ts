/**
 * Makes `lib/render/page_parts.ts`, the script and the style of the page of `merkl dag --format
 * html`, from what is in `lib/render/page/`: `deno task page`. Committed, so that nothing has to be
 * bundled to run merkl; a test compares it with what would be made.
 */

import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Where the parts are kept. */
export const PAGE_PARTS = "lib/render/page_parts.ts";

/** The parts as they should be. */
export async function pageParts(): Promise<string> {
  const folder = Deno.makeTempDirSync({ prefix: "merkl-page-" });
  try {
    const script = await bundled(`${folder}/page.js`);
    const style = Deno.readTextFileSync(`${ROOT}lib/render/page/page.css`);
    if (/<\/(?:script|style)|<!--/i.test(script + style)) {
      throw new Error("it would end its element");
    }
    const hash = new Uint8Array(
      await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script)),
    ).toBase64();
    return [
      "// deno-fmt-ignore-file",
      "/** Made by `deno task page` from what is in `page/`: don't edit. */",
      "",
      "/** What the page does. */",
      `export const PAGE_SCRIPT: string = ${JSON.stringify(script)};`,
      "",
      "/** What lets a browser run just this. */",
      `export const PAGE_SCRIPT_HASH: string = "sha256-${hash}";`,
      "",
      "/** How the page looks. */",
      `export const PAGE_STYLE: string = ${JSON.stringify(style.replace(/\n\s*/g, "\n").trim())};`,
      "",
    ].join("\n");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function bundled(output: string): Promise<string> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--minify", "--platform=browser"],
      ...["--output", output, "lib/render/page/main.ts"],
    ],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  // in a function of its own, so that none of its names is one of the window's
  return `(()=>{"use strict";${Deno.readTextFileSync(output).trim()}})();`;
}

if (import.meta.main) Deno.writeTextFileSync(`${ROOT}${PAGE_PARTS}`, await pageParts());
