/** The examples of docs/tasks.md do what the page says. */

import { runPage } from "../support/doc_page.ts";
import { tempProject } from "../support/temp_project.ts";

Deno.test("the examples of tasks.md run and say what the page says", async () => {
  await using project = tempProject();
  await runPage("docs/tasks.md", project);
});
