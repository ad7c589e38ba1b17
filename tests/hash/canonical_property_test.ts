import assert from "node:assert/strict";
import fc from "fast-check";
import { decode, encode, hashValue } from "../../lib/hash/canonical.ts";
import { sha256 } from "../../lib/hash/digest.ts";
import { toHex } from "../../lib/util/bytes.ts";
import { crowdedValues, same, values } from "./values.ts";

const hex = (value: unknown) => toHex(encode(value));

Deno.test("two values have one encoding exactly if nothing tells them apart", () => {
  let equal = 0;
  fc.assert(
    fc.property(
      fc.oneof(fc.tuple(values, values), fc.tuple(crowdedValues, crowdedValues)),
      ([a, b]) => {
        const expected = same(a, b);
        if (expected) equal++;
        assert.equal(hex(a) === hex(b), expected);
      },
    ),
    { numRuns: 20_000 },
  );
  assert.ok(equal > 100, `only ${equal} pairs were equal: the test tests nothing`);
});

Deno.test("decoding gives the same value, and encoding that the same bytes", () => {
  fc.assert(
    fc.property(values, (value) => {
      const bytes = encode(value);
      const copy = decode(bytes);
      assert.ok(same(copy, value));
      assert.equal(hex(copy), toHex(bytes));
      if (typeof value === "object" && value !== null) assert.notEqual(copy, value);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("the hash is that of the encoding", () => {
  fc.assert(fc.property(values, (value) => hashValue(value) === sha256(encode(value))));
});

Deno.test("a change of one leaf, however deep, changes the bytes", () => {
  const steps = fc.array(
    fc.tuple(fc.constantFrom("item", "property", "entry", "key", "member"), values),
    { maxLength: 6 },
  );
  const wrap = (leaf: unknown, path: readonly [string, unknown][]) =>
    path.reduce((inner, [step, beside]) => {
      if (step === "item") return [beside, inner];
      if (step === "property") return { beside, inner };
      if (step === "entry") return new Map([["inner", inner]]);
      return step === "key" ? new Map([[inner, beside]]) : new Set(["beside", inner]);
    }, leaf);
  fc.assert(
    fc.property(values, values, steps, (a, b, path) => {
      // a Map and a Set take -0 for 0
      const apart = !same(wrap(a, path), wrap(b, path));
      assert.equal(hex(wrap(a, path)) !== hex(wrap(b, path)), apart);
      if (Object.is(a, -0) || Object.is(b, -0) || path.some(([step]) => step === "member")) return;
      assert.equal(apart, !same(a, b));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("no encoding begins another, so that what follows can't be shifted into it", () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [x, y] = [hex(a), hex(b)];
      assert.ok(x === y || !(x.startsWith(y) || y.startsWith(x)));
    }),
    { numRuns: 10_000 },
  );
});
