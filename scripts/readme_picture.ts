/**
 * Draws `docs/penguins.svg`, the picture of the README: `deno task docs:picture`. The example was
 * run, and would be run again with another seed. A test compares it with what would be drawn.
 */

import { exampleProject } from "../tests/support/example_project.ts";
import { REPO } from "../tests/support/temp_project.ts";

/** Where the picture is kept. */
export const PICTURE = "docs/penguins.svg";

/** The picture as it should be; without hashes, which change with every key format. */
export async function readmePicture(): Promise<string> {
  await using project = exampleProject();
  await merkl(["run", "-q", "pipeline.ts", "300", "1"]);
  return (await merkl(["dag", "pipeline.ts", "300", "2", "--format", "svg"]))
    .replace(/\n[0-9a-f]{64}(?=<\/title>)/g, "");

  async function merkl(args: string[]): Promise<string> {
    const { code, stdout, stderr } = await project.run(args);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  }
}

if (import.meta.main) Deno.writeTextFileSync(`${REPO}${PICTURE}`, await readmePicture());
