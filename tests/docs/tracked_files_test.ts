/** The examples of docs/tracked-files.md and docs/serializers.md do what the pages say. */

import { runPage } from "../support/doc_page.ts";
import { tempProject } from "../support/temp_project.ts";

for (const page of ["docs/tracked-files.md", "docs/serializers.md"]) {
  Deno.test(`the examples of ${page} run and say what the page says`, async () => {
    await using project = tempProject();
    await runPage(page, project);
  });
}
