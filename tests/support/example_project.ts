/** The example of the README in a folder of its own. */

import { join } from "node:path";
import { REPO, type TempProject, tempProject } from "./temp_project.ts";

const EXAMPLE = join(REPO, "examples/penguins");

/** A copy of the example in a folder of its own. */
export function exampleProject(): TempProject {
  const project = tempProject();
  const copy = (folder: string) => {
    for (const entry of Deno.readDirSync(join(EXAMPLE, folder))) {
      const name = join(folder, entry.name);
      if (entry.isFile) project.write(name, Deno.readTextFileSync(join(EXAMPLE, name)));
      else if (entry.name === "lib") copy(name);
    }
  };
  copy("");
  project.write("deno.lock", Deno.readTextFileSync(join(REPO, "deno.lock")));
  return project;
}
