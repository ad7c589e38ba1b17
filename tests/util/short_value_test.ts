import assert from "node:assert/strict";
import fc from "fast-check";
import { shortValue } from "../../lib/util/short_value.ts";

Deno.test("shortValue() shows values as source text has them", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [1.5, "1.5"],
    [-0, "-0"],
    [12n, "12n"],
    ['a\n"b"', '"a\\n\\"b\\""'],
    [null, "null"],
    [undefined, "undefined"],
    [[1, "x", [true]], '[1, "x", [true]]'],
    [{ lr: 0.5, "not a name": {} }, '{lr: 0.5, "not a name": {}}'],
    [new Map([["a", 1]]), 'Map {"a" => 1}'],
    [new Set([1, 2]), "Set {1, 2}"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [new Date(NaN), "Invalid Date"],
    [/x+/g, "/x+/g"],
    [new Uint8Array(2000), "Uint8Array(2,000 bytes)"],
    [new URL("http://x.test"), "URL"],
    [function named() {}, "named"],
    [() => 1, "a function"],
    [Symbol("s"), "Symbol(s)"],
  ];
  for (const [value, text] of cases) assert.equal(shortValue(value, 60), text);
  assert.equal(shortValue("x".repeat(100), 10), '"xxxxxxxx…');
  const special = (value: object) => value instanceof URL ? value.href : undefined;
  assert.equal(shortValue([new URL("http://x.test")], 60, special), "[http://x.test/]");
});

Deno.test("shortValue() never fails, never says too much, and reads only what it shows", () => {
  const any = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true });
  fc.assert(fc.property(any, fc.integer({ min: 1, max: 80 }), (value, length) => {
    assert.ok(shortValue(value, length).length <= length);
  }));
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  assert.equal(shortValue(cyclic, 20), "{self: {self: {self…");
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assert.equal(shortValue(deep, 10), "[[[[[[[[[…");
  const throwing = new Proxy({}, { ownKeys: () => assert.fail("asked") });
  assert.equal(shortValue(throwing, 20), "{…");
  let read = 0;
  const items = {
    *[Symbol.iterator]() {
      for (;;) yield read++;
    },
  };
  assert.equal(shortValue(Object.assign([], items), 12), "[0, 1, 2, 3…");
  assert.ok(read < 10, `${read} items were read`);
});
