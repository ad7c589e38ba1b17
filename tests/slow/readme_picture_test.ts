import assert from "node:assert/strict";
import { PICTURE, readmePicture } from "../../scripts/readme_picture.ts";
import { REPO } from "../support/temp_project.ts";

Deno.test("the README's picture is what merkl dag draws", async () => {
  assert.equal(
    await readmePicture(),
    Deno.readTextFileSync(`${REPO}${PICTURE}`),
    "deno task docs:picture",
  );
});
