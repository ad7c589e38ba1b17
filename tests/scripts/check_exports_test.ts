import assert from "node:assert/strict";
import { undocumented } from "../../scripts/check_exports.ts";
import { tempProject } from "../support/temp_project.ts";

Deno.test("a public symbol or property without documentation is named by its place", async () => {
  await using project = tempProject({
    files: {
      "deno.json": `{ "name": "@a/b", "version": "1.0.0", "exports": { ".": "./mod.ts" } }`,
      "mod.ts": `/** Told. */
export interface Told {
  /** Told. */
  readonly yes: boolean;
  readonly no: boolean;
}
export const untold: number = 1;
const own = 2;
`,
    },
  });
  assert.deepEqual(undocumented(`${project.dir}/`), ["mod.ts:5:12", "mod.ts:7:14"]);
});
