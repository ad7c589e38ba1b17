/**
 * Bundles the command line and the library into a few files that share what both need: `deno task
 * bundle:split [FOLDER]`, default `dist/split`. What a run doesn't need is not loaded, which one
 * file for all can't do: it loads all that any part of it imports from Node.
 */

import { bundle, rewrite } from "./bundle.ts";
import { compileEarly } from "./compile_early.ts";
import { CORE, mergeChunks } from "./merge_chunks.ts";

/** Where the bundle is made. */
export const SPLIT = "dist/split";

/** Makes the bundle in `folder`; whether that worked. */
export function bundleSplit(folder: string = SPLIT): boolean {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (!bundle(["--code-splitting", "--outdir", folder, "cli.ts", "mod.ts"])) return false;
  for (const { name } of Deno.readDirSync(folder)) rewrite(`${folder}/${name}`, hideImports);
  if (!mergeChunks(folder, "cli.js")) return false;
  // pipelines that import merkl get this very library, without hooks: see lib/project/load.ts
  const config = { imports: { "@merkl/merkl": "./mod.js" }, lock: false };
  Deno.writeTextFileSync(`${folder}/deno.json`, JSON.stringify(config, null, 2) + "\n");
  return compileEarly(`${folder}/${CORE}`, { first: `${folder}/cli.js` });
}

/**
 * Deno reads ahead, through all files that an `import()` names, also those that a run doesn't load.
 * It doesn't look into an expression.
 */
function hideImports(text: string): string {
  return text.replace(/\bimport\(("\.\/[^"]+")\)/g, "import([$1][0])");
}

if (import.meta.main && !bundleSplit(Deno.args[0])) Deno.exit(1);
