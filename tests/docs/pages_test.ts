/** The examples of each page do what the page says. */

import { join } from "node:path";
import { runPage } from "../support/doc_page.ts";
import { REPO, tempProject } from "../support/temp_project.ts";

const pages = [...Deno.readDirSync(join(REPO, "docs"))].map(({ name }) => `docs/${name}`)
  .filter((page) => page.endsWith(".md"))
  .filter((page) => /^```console$/m.test(Deno.readTextFileSync(join(REPO, page))));

for (const page of pages.sort()) {
  Deno.test(`the examples of ${page} run and say what the page says`, async () => {
    await using project = tempProject({ initialised: false });
    await runPage(page, project);
  });
}
