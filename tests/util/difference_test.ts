import assert from "node:assert/strict";
import { ABSENT, difference, findDifference } from "../../lib/util/difference.ts";

Deno.test("difference() finds the first part in which values differ", () => {
  assert.equal(difference({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), undefined);
  assert.equal(difference({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }), ".a[1].b");
  assert.equal(difference([1], [1, 2]), "[1]");
  assert.equal(difference({}, { "a b": 1 }), '["a b"]');
  assert.equal(difference({}, { "00": 1 }), '["00"]', "not the property 0");
  assert.equal(difference({}, { "9007199254740993": 1 }), '["9007199254740993"]');
  assert.equal(difference({ a: undefined }, {}), ".a");
  assert.equal(difference(NaN, NaN), undefined);
  assert.equal(difference(0, -0), "");
  assert.equal(difference(new Date(1), new Date(1)), undefined);
  assert.equal(difference(new Date(1), new Date(2)), "");
  assert.equal(difference(new Map([["a", 1]]), new Map([["a", 2]])), "");
  assert.equal(difference(new Set([1]), new Set([1])), undefined);
  assert.equal(difference(new Uint8Array([1]), new Uint8Array([1])), undefined);
  assert.equal(difference(new Uint8Array([1]), new Int8Array([1])), "");
  assert.equal(difference(new URL("http://a"), new URL("http://a")), "");
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const other: { self?: unknown } = {};
  other.self = other;
  assert.equal(difference(cyclic, other), undefined);
});

Deno.test("findDifference() gives both values, and counts the order of properties if asked", () => {
  assert.deepEqual(findDifference({ a: [1, 2] }, { a: [1, 3] }), { path: ".a[1]", from: 2, to: 3 });
  assert.deepEqual(findDifference({ a: 1 }, {}), { path: ".a", from: 1, to: ABSENT });
  assert.deepEqual(findDifference([1, 2], [1]), { path: "[1]", from: 2, to: ABSENT });
  const [one, other] = [{ a: 1, b: 2 }, { b: 2, a: 1 }];
  assert.equal(findDifference(one, other), undefined);
  assert.deepEqual(findDifference([one], [other], { order: true }), {
    path: "[0]",
    from: one,
    to: other,
  });
  const maps = [new Map([["a", { x: [1] }]]), new Map([["a", { x: [2] }]])] as const;
  assert.deepEqual(findDifference({ m: maps[0] }, { m: maps[1] }), {
    path: ".m",
    from: maps[0],
    to: maps[1],
  });
  assert.equal(difference(new Float64Array([NaN, 1]), new Float64Array([NaN, 1])), undefined);
  assert.equal(difference([new Float64Array([0])], [new Float64Array([-0])]), "[0]");
  assert.equal(difference(new ArrayBuffer(2), new ArrayBuffer(2)), undefined);
  assert.equal(difference(new ArrayBuffer(2), new ArrayBuffer(3)), "");
  // deno-lint-ignore no-sparse-arrays -- a hole is none of undefined's
  assert.equal(difference([, 1], [undefined, 1]), "[0]");
});
