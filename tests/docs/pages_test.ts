/** The examples of each page do what the page says. */

import { join } from "node:path";
import { runPage } from "../support/doc_page.ts";
import { REPO, tempProject } from "../support/temp_project.ts";

/** Programs that import merkl need to be told where it is: see backends_test.ts. */
const OWN_TESTS = ["docs/backends.md"];

const pages = [...Deno.readDirSync(join(REPO, "docs"))].map(({ name }) => `docs/${name}`)
  .filter((page) => page.endsWith(".md") && !OWN_TESTS.includes(page))
  .filter((page) => /^```console$/m.test(Deno.readTextFileSync(join(REPO, page))));

for (const page of pages.sort()) {
  Deno.test(`the examples of ${page} run and say what the page says`, async () => {
    await using project = tempProject({ initialised: false });
    await runPage(page, project);
  });
}
