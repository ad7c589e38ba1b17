/**
 * Bundles the command line, so that it starts faster and needs no packages. `deno task bundle
 * [FILE]`: into one file, default `dist/merkl.js`.
 */

import { compileEarly } from "./compile_early.ts";

/** Where the bundle of one file is made. */
export const ONE = "dist/merkl.js";

/** Bundles `cli.ts` into one file; whether that worked. */
export function bundleOne(output: string = ONE): boolean {
  if (!bundle(["--output", output, "cli.ts"])) return false;
  rewrite(output, (text) => inAscii(loadNodeLate(text)));
  if (!compileEarly(output, { first: output, options: ["--no-config"] })) return false;
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

/**
 * One character above U+00FF makes V8 keep all of the text with two bytes for each. The bundler leaves
 * some in regular expressions.
 */
function inAscii(text: string): string {
  return text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Changes the text of a file. */
export function rewrite(file: string, change: (text: string) => string): void {
  Deno.writeTextFileSync(file, change(Deno.readTextFileSync(file)));
}

/**
 * Some parts import these modules, which cost as much as an empty program and more; in one file all
 * imports of all parts are made at once. So they become objects and functions that load them when used.
 */
const LATE =
  /import ?([\w$]+|\{[^}]*\}) ?from"(node:(?:assert\/strict|crypto|os|process|sqlite))";/g;

function loadNodeLate(text: string): string {
  return text.replace(LATE, (_, names: string, module) => {
    const loaded = `process.getBuiltinModule("${module}")`;
    if (names.startsWith("{")) {
      return names.slice(1, -1).split(",").map((item) => {
        const [name, as = name] = item.trim().split(" as ");
        return `function ${as}(...a){const f=${loaded}.${name};return new.target?new f(...a):f(...a)}`;
      }).join("");
    }
    const get = `get(_,k){const m=${loaded},v=m[k];return typeof v=="function"?v.bind(m):v}`;
    const apply = `apply(_,t,a){return ${loaded}(...a)}`;
    return `const ${names}=new Proxy(function(){},{${get},${apply}});`;
  });
}

if (import.meta.main && !bundleOne(Deno.args[0])) Deno.exit(1);
