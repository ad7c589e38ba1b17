import assert from "node:assert/strict";
import { checkErrors } from "../../scripts/check_errors.ts";
import { tempProject } from "../support/temp_project.ts";

Deno.test("each code has one catalogue, one row and a test", async () => {
  const code = (name: string) => `export const x = { code: "${name}" };\n`;
  await using project = tempProject({
    files: {
      "lib/error/a_errors.ts": code("all-well") + code("no-row") + code("twice"),
      "lib/error/b_errors.ts": 'usageError(\n  "no-test",\n  "but-this-is-text");\n' +
        code("twice"),
      "lib/error/merkl_error.ts": code("not-a-catalogue"),
      "docs/errors.md":
        "| code |\n| --- |\n| `all-well` |\n| `no-test` |\n| `twice` |\n| `gone` |\n| `all-well` |\n",
      "tests/deep/x_test.ts": '"all-well" "no-row" "twice" no-test',
    },
  });
  assert.deepEqual(checkErrors(project.dir), [
    "no-row: no row in docs/errors.md",
    "no-test: no test names it",
    "twice: constructed in lib/error/a_errors.ts and in lib/error/b_errors.ts",
    "all-well: 2 rows in docs/errors.md",
    "gone: in docs/errors.md, but nothing constructs it",
  ]);
});
