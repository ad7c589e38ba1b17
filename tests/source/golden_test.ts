/** Keys of real functions stay what they are, whatever the parser or this code becomes. */

import assert from "node:assert/strict";
import { corpusKeys } from "./corpus_keys.ts";

const golden = JSON.parse(
  Deno.readTextFileSync(new URL("../golden/code_hashes.json", import.meta.url)),
);

const keys = await corpusKeys();

Deno.test("the corpus has the functions of the golden vectors", () => {
  assert.deepEqual(Object.keys(keys), Object.keys(golden));
  assert.ok(Object.keys(keys).length >= 35);
});

for (const [name, hashes] of Object.entries(keys)) {
  Deno.test(`the key of ${name} has not moved`, () => {
    assert.deepEqual(hashes, golden[name]);
  });
}
