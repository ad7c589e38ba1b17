import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { serializerFor } from "../../lib/codec/registry.ts";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { fromUtf8, utf8 } from "../../lib/util/bytes.ts";
import { same, values } from "../hash/values.ts";

const dump = (name: string, value: unknown) => fromUtf8(serializerFor(name).dumps(value));
const load = (name: string, text: string) => serializerFor(name).loads(utf8(text));
const trip = (name: string, value: unknown) =>
  serializerFor(name).loads(serializerFor(name).dumps(value));

function refused(code: string, says: RegExp) {
  return (error: unknown) => {
    assert.ok(isMerklError(error), String(error));
    assert.equal(error.code, code);
    assert.match(error.message, says);
    assert.ok(error.hint);
    return true;
  };
}

Deno.test("value gives back whatever it takes", () => {
  fc.assert(fc.property(values, (value) => same(trip("value", value), value)));
  assert.throws(
    () => dump("value", { a: [() => 1] }),
    refused("value-function", /^result\.a\[0\] is a function/),
  );
});

Deno.test("json is pretty, ends with a newline and keeps the order", () => {
  assert.equal(
    dump("json", { b: [1, "ü"], a: null }),
    '{\n  "b": [\n    1,\n    "ü"\n  ],\n  "a": null\n}\n',
  );
  assert.equal(dump("json", "x"), '"x"\n');
});

Deno.test("json gives back all that it takes, but for properties that are undefined", () => {
  const jsonValues = fc.jsonValue({ noUnicodeString: false });
  fc.assert(fc.property(jsonValues, (value) => same(trip("json", value), value)), {
    numRuns: 1000,
  });
  assert.ok(same(trip("json", [-0, { x: -0 }]), [-0, { x: -0 }]));
  assert.ok(same(trip("json", ["\ud800"]), ["\ud800"]));
  assert.ok(same(trip("json", { a: undefined, b: 1 }), { b: 1 }));
  assert.deepEqual(trip("json", { a: [1, { toString: "x" }] }), { a: [1, { toString: "x" }] });
});

Deno.test("json refuses by path what it would change", () => {
  const cases: [value: unknown, code: string, says: RegExp][] = [
    [undefined, "codec-not-json", /^result is undefined/],
    [{ a: [1, undefined] }, "codec-not-json", /^result\.a\[1\] is undefined/],
    [[1, , 2], "codec-not-json", /^result\[1\] is undefined/],
    [[NaN], "codec-not-json", /^result\[0\] is NaN/],
    [[-Infinity], "codec-not-json", /-Infinity/],
    [{ n: 1n }, "codec-not-json", /^result\.n is a bigint/],
    [{ d: new Date(0) }, "codec-not-json", /^result\.d is a Date/],
    [[new Map()], "codec-not-json", /Map/],
    [[new Uint8Array(1)], "codec-not-json", /Uint8Array/],
    [{ toJSON: () => 1 }, "codec-not-json", /^result\.toJSON is a function/],
    [Symbol("x"), "codec-not-json", /symbol/],
    [
      {
        get x() {
          return 1;
        },
      },
      "value-property",
      /^result\.x is a getter/,
    ],
    [/a/.exec("a"), "value-property", /groups/],
  ];
  for (const [value, code, says] of cases) {
    assert.throws(() => dump("json", value), refused(code, says));
  }
  const cycle: unknown[] = [];
  cycle.push(cycle);
  assert.throws(() => dump("json", cycle), refused("value-cyclic", /^result\[0\] is result again/));
});

Deno.test("json says what is wrong with a text that isn't", () => {
  assert.throws(() => load("json", "{"), refused("codec-unreadable", /as json: .*JSON/));
  assert.throws(
    () => serializerFor("json").loads(new Uint8Array([0xff])),
    refused("codec-unreadable", /not UTF-8/),
  );
});

Deno.test("jsonl has one item a line", () => {
  const items = [{ a: 1 }, "x\ny", [1, 2], null, -0];
  assert.equal(dump("jsonl", items), '{"a":1}\n"x\\ny"\n[1,2]\nnull\n-0\n');
  assert.ok(same(trip("jsonl", items), items));
  assert.ok(same(trip("jsonl", []), []));
  assert.deepEqual(load("jsonl", "1\r\n\n2"), [1, 2]);
  assert.throws(() => dump("jsonl", { a: 1 }), refused("codec-wrong-type", /array/));
  assert.throws(
    () => dump("jsonl", [1, { a: NaN }]),
    refused("codec-not-json", /^result\[1\]\.a is NaN/),
  );
  assert.throws(() => load("jsonl", "1\n{\n"), refused("codec-unreadable", /line 2/));
});

Deno.test("text is the text, byte order mark and line ends included", () => {
  for (const text of ["", "a\r\nb", "\ufeffx", "😀"]) {
    assert.equal(dump("text", text), text);
    assert.equal(trip("text", text), text);
  }
  assert.throws(() => dump("text", 1), refused("codec-wrong-type", /as text: expected a string/));
  assert.throws(() => dump("text", "\ud800"), refused("codec-wrong-type", /surrogate/));
  assert.throws(
    () => serializerFor("text").loads(new Uint8Array([0xc3])),
    refused("codec-unreadable", /as text/),
  );
});

Deno.test("lines end with a newline each and come back as they were", () => {
  assert.equal(dump("lines", ["a", "", "b"]), "a\n\nb\n");
  const line = fc.string({ unit: "grapheme" }).filter((text) => !/\n|\r$/.test(text));
  fc.assert(fc.property(fc.array(line), (lines) => same(trip("lines", lines), lines)));
  assert.deepEqual([trip("lines", []), trip("lines", [""])], [[], [""]]);
  assert.deepEqual(load("lines", "a\r\nb"), ["a", "b"]);
  for (const broken of ["a\nb", "a\r"]) {
    assert.throws(() => dump("lines", ["x", broken]), refused("codec-broken-line", /^result\[1\]/));
  }
  assert.throws(() => dump("lines", "a"), refused("codec-wrong-type", /array of strings/));
  assert.throws(() => dump("lines", ["a", 1]), refused("codec-wrong-type", /^result\[1\]/));
});

Deno.test("bytes are stored as they are and read into a fresh array", () => {
  const original = new Uint8Array([1, 2, 3]);
  const copy = trip("bytes", original) as Uint8Array;
  assert.deepEqual(copy, original);
  copy[0] = 9;
  assert.equal(original[0], 1);
  const fromBuffer = serializerFor("bytes").loads(Buffer.from(original)) as Uint8Array;
  assert.deepEqual(fromBuffer, original);
  assert.throws(() => dump("bytes", "x"), refused("codec-wrong-type", /Uint8Array/));
});
