import assert from "node:assert/strict";
import { decode } from "../../lib/hash/canonical.ts";
import { fromHex } from "../../lib/util/bytes.ts";
import { GOLDEN_FILE, goldenValue, type GoldenVector, goldenVector } from "./golden_values.ts";
import { same } from "./values.ts";

const vectors = JSON.parse(Deno.readTextFileSync(GOLDEN_FILE)) as GoldenVector[];

Deno.test("no golden encoding has moved (else every key of every user has)", () => {
  assert.ok(vectors.length > 90);
  for (const vector of vectors) assert.deepEqual(goldenVector(vector.value), vector);
});

Deno.test("golden encodings are all different", () => {
  assert.equal(new Set(vectors.map((vector) => vector.hex)).size, vectors.length);
});

Deno.test("golden encodings decode to their values", () => {
  for (const { value, hex } of vectors.filter(({ value }) => !/slot|file|Point/.test(value))) {
    assert.ok(same(decode(fromHex(hex)), goldenValue(value)), value);
  }
});
