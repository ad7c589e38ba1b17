import assert from "node:assert/strict";
import fc from "fast-check";
import { checksum } from "../../lib/hash/checksum.ts";

Deno.test("a checksum has 16 digits, and stays what it was when caches were written", () => {
  assert.equal(checksum(""), "0000000081f16f39");
  assert.equal(checksum("analysis\n{}"), "3c7bb5ecca3141a7");
  assert.equal(checksum("é".repeat(99)), "43380f522f0aa9f6");
});

Deno.test("a bit that flips is always noticed", () => {
  const text = fc.string({ minLength: 1, maxLength: 200, unit: "binary-ascii" });
  fc.assert(fc.property(text, fc.nat(), (given, seed) => {
    const bit = seed % (7 * given.length);
    const at = Math.floor(bit / 7);
    const flipped = String.fromCharCode(given.charCodeAt(at) ^ (1 << (bit % 7)));
    const other = given.slice(0, at) + flipped + given.slice(at + 1);
    assert.notEqual(checksum(other), checksum(given));
  }));
});
