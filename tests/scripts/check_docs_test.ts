import assert from "node:assert/strict";
import { checkDocs } from "../../scripts/check_docs.ts";
import { tempProject } from "../support/temp_project.ts";

Deno.test("links lead to files and headings, commands are commands with options of theirs", async () => {
  await using project = tempProject({
    files: {
      "README.md":
        "# Top\n[a](docs/a.md#two-words) [gone](gone.md) [away](https://example.org/x.md)\n" +
        "`[not a link](nowhere.md)` [head](docs/a.md#three)\n\n```md\n[nor this](nowhere.md)\n```\n",
      "docs/a.md": "# Two `words`\n## Two words\n[up](../README.md#top) [second](#two-words-1)\n" +
        "`merkl rnu x.ts`, `merkl run --lr 1 x.ts`, `merkl run x.ts --lr 1`, `merkl cache qeury`\n" +
        "merkl is a word\n```sh\n$ merkl satus\n```\n",
    },
  });
  assert.deepEqual(await checkDocs(project.dir), [
    "README.md: the link gone.md leads nowhere",
    "README.md: the link docs/a.md#three names no heading",
    "docs/a.md: `merkl satus`: there is no command satus",
    "docs/a.md: `merkl rnu x.ts`: there is no command rnu",
    "docs/a.md: `merkl run --lr 1 x.ts`: merkl run has no option --lr",
    "docs/a.md: `merkl cache qeury`: there is no command cache qeury",
  ]);
});
