/**
 * Bundles the command line and the library into a few files that share what both need: `deno task
 * bundle:split [FOLDER]`, default `dist/split`. What a run doesn't need is not loaded, which one
 * file for all can't do: it loads all that any part of it imports from Node.
 */

/** Where the bundle is made. */
export const SPLIT = "dist/split";

/** Makes the bundle in `folder`; whether that worked. */
export function bundleSplit(folder: string = SPLIT): boolean {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const { success } = new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--minify", "--code-splitting"],
      ...["--outdir", folder, "cli.ts", "mod.ts"],
    ],
    stdout: "inherit",
    stderr: "inherit",
  }).outputSync();
  if (!success) return false;
  // pipelines that import merkl get this very library, without hooks: see lib/project/load.ts
  const config = { imports: { "@merkl/merkl": "./mod.js" }, lock: false };
  Deno.writeTextFileSync(`${folder}/deno.json`, JSON.stringify(config, null, 2) + "\n");
  return true;
}

if (import.meta.main && !bundleSplit(Deno.args[0])) Deno.exit(1);
