import assert from "node:assert/strict";
import fc from "fast-check";
import { hashNumber } from "../../lib/hash/digest.ts";
import { HashSet } from "../../lib/hash/hash_set.ts";

Deno.test("hashNumber() is the number that the first seven digits stand for", () => {
  const digits = fc.string({
    minLength: 7,
    maxLength: 64,
    unit: fc.constantFrom(..."0123456789abcdef"),
  });
  fc.assert(
    fc.property(digits, (hash) => assert.equal(hashNumber(hash), parseInt(hash.slice(0, 7), 16))),
  );
});

Deno.test("HashSet has what was added and nothing else, also of hashes that begin alike", () => {
  const hash = fc.tuple(fc.constantFrom("0000000", "fffffff"), fc.constantFrom(..."0123")).map(
    ([start, end]) => start + end.repeat(57),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), hash)), (steps) => {
      const [set, model] = [new HashSet(), new Set<string>()];
      for (const [adds, one] of steps) {
        if (adds) {
          set.add(one);
          model.add(one);
        }
        assert.equal(set.has(one), model.has(one));
      }
    }),
  );
});
