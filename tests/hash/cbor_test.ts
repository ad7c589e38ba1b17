import assert from "node:assert/strict";
import { decode as decodeCbor, encode as encodeCbor } from "npm:cborg@^6.1.5";
import fc from "fast-check";
import { encode } from "../../lib/hash/canonical.ts";
import { TAG, TYPED_ARRAYS } from "../../lib/hash/tags.ts";
import { toHex } from "../../lib/util/bytes.ts";
import { values } from "./values.ts";

// another implementation reads the encoding; `strict` refuses what isn't in its shortest form
const numbers = [...Object.values(TAG), ...TYPED_ARRAYS.map(([tag]) => tag)];
const tags = Object.fromEntries(numbers.map((tag) => [tag, (inner: () => unknown) => inner()]));

Deno.test("every encoding is well-formed CBOR with heads in their shortest form", () => {
  fc.assert(
    fc.property(values, (value) => {
      decodeCbor(encode(value), { strict: true, tags });
    }),
    { numRuns: 3000 },
  );
});

Deno.test("numbers, texts, bytes and arrays are encoded as by another deterministic encoder", () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.maxSafeInteger(),
      fc.double().filter((number) => !Object.is(number, -0)), // cborg takes it for 0
      fc.float().filter((number) => !Object.is(number, -0)),
      fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
      fc.uint8Array(),
      fc.boolean(),
      fc.constantFrom(null, undefined, 65535, 65536, 2 ** 32, -(2 ** 32), 255, 256, -24, -25),
      fc.array(tie("value"), { maxLength: 30 }),
    ),
  })).value;
  fc.assert(
    fc.property(json, (value) => {
      assert.equal(toHex(encode(value)), toHex(encodeCbor(value)));
    }),
    { numRuns: 3000 },
  );
});
