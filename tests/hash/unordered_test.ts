import assert from "node:assert/strict";
import fc from "fast-check";
import { hashValue } from "../../lib/hash/canonical.ts";
import { unordered } from "../../lib/hash/unordered.ts";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { values } from "./values.ts";

Deno.test("collections that differ in their order alone hash alike", () => {
  const shuffled = fc.array(values, { maxLength: 6 }).chain((items) =>
    fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length }))
  );
  fc.assert(
    fc.property(shuffled, ([a, b]) => {
      assert.equal(hashValue(unordered(a)), hashValue(unordered(b)));
      assert.equal(hashValue(unordered(new Set(a))), hashValue(unordered(new Set(b))));
      const pairs = (items: unknown[]) => new Map(items.map((item) => [item, typeof item]));
      assert.equal(hashValue(unordered(pairs(a))), hashValue(unordered(pairs(b))));
    }),
  );
  assert.equal(hashValue(unordered({ b: 1, a: 2 })), hashValue(unordered({ a: 2, b: 1 })));
});

Deno.test("the kind, the items, their number and what they hold still count", () => {
  const hashes = [
    [1, 2],
    [1, 2, 2],
    [1],
    new Set([1, 2]),
    new Map([[1, 2]]),
    new Map([[2, 1]]),
    [[1, 2]],
    [[2, 1]],
    { a: 1, b: 2 },
    { a: 2, b: 1 },
  ].map((value) => hashValue(unordered(value)));
  assert.equal(new Set(hashes).size, hashes.length);
});

Deno.test("it copies and leaves the original as it was", () => {
  const list = [3, 1, 2];
  assert.deepEqual(unordered(list), [1, 2, 3]);
  assert.deepEqual(list, [3, 1, 2]);
  const object = { b: 1, ["__proto__"]: 2, a: 3 };
  assert.deepEqual(Object.entries(unordered(object)), [["__proto__", 2], ["a", 3], ["b", 1]]);
  const item = {};
  assert.equal(unordered(new Set([item])).has(item), true);
});

Deno.test("items that aren't plain data are ordered by what stands for them", () => {
  class Named {
    constructor(readonly hash: string) {}
  }
  const [a, b] = [new Named("a"), new Named("b")];
  const replace = (
    value: object,
  ) => ({ kind: "identity", tag: "n", hash: (value as Named).hash } as const);
  assert.deepEqual(unordered([b, a], { replace }), [a, b]);
});

Deno.test("what has no items is refused", () => {
  for (const value of [new Date(0), 1, null, "ab"]) {
    assert.throws(
      () => unordered(value as object),
      (error) => isMerklError(error) && error.code === "value-unordered",
    );
  }
});
