/**
 * Bundles the command line, so that it starts faster and needs no packages. `deno task bundle
 * [FILE]`: into one file, default `dist/merkl.js`.
 */

/** Where the bundle of one file is made. */
export const ONE = "dist/merkl.js";

/** Bundles `cli.ts` into one file; whether that worked. */
export function bundleOne(output: string = ONE): boolean {
  if (!bundle(["--output", output, "cli.ts"])) return false;
  rewrite(output, loadNodeLate);
  return true;
}

/** Runs Deno's bundler; whether that worked. */
export function bundle(args: readonly string[]): boolean {
  return new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--minify", ...args],
    stdout: "inherit",
    stderr: "inherit",
  }).outputSync().success;
}

/** Changes the text of a file. */
export function rewrite(file: string, change: (text: string) => string): void {
  Deno.writeTextFileSync(file, change(Deno.readTextFileSync(file)));
}

/**
 * Packages of the live view import these modules, which cost as much as an empty program; in one
 * file all imports of all parts are made at once. So they become objects that load them when used.
 */
const LATE = /import ([\w$]+) from"(node:(?:process|os))";/g;

function loadNodeLate(text: string): string {
  return text.replace(LATE, (_, name, module) => {
    const loaded = `process.getBuiltinModule("${module}")`;
    const get = `(_,k)=>{const m=${loaded},v=m[k];return typeof v=="function"?v.bind(m):v}`;
    return `const ${name}=new Proxy({},{get:${get}});`;
  });
}

if (import.meta.main && !bundleOne(Deno.args[0])) Deno.exit(1);
