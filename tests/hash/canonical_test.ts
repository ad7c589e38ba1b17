import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import {
  decode,
  encode,
  type EncodeOptions,
  hashValue,
  type Replacement,
} from "../../lib/hash/canonical.ts";
import { isMerklError, type MerklError } from "../../lib/error/merkl_error.ts";
import { toHex } from "../../lib/util/bytes.ts";

const hex = (value: unknown, options?: EncodeOptions) => toHex(encode(value, options));

function refused(value: unknown, options: EncodeOptions = { root: "args" }): MerklError {
  try {
    encode(value, options);
  } catch (error) {
    assert.ok(isMerklError(error), String(error));
    return error;
  }
  assert.fail("it was not refused");
}

Deno.test("values that a body could tell apart have different encodings", () => {
  const bytes = (...items: number[]) => new Uint8Array(items);
  const apart: unknown[] = [
    ...[
      1,
      1n,
      "1",
      true,
      [1],
      { 0: 1 },
      new Set([1]),
      new Map([[0, 1]]),
      new Map([[1, undefined]]),
    ],
    ...[null, undefined, "null", "undefined", [], {}, Object.create(null), new Map(), new Set()],
    ...[[null], [undefined], new Array(1), [[]], [[], []], {}, { a: undefined }, { a: null }],
    ...[0, -0, NaN, Infinity, -Infinity, 0n, -1n, -1, "NaN", "0", "", false],
    ...[
      new Date(0),
      new Date(1),
      new Date(NaN),
      /a/,
      /a/g,
      /b/,
      Object.assign(/a/g, { lastIndex: 1 }),
    ],
    ...[
      bytes(),
      bytes(0),
      bytes(0, 0),
      new Int8Array(1),
      new Uint8ClampedArray(1),
      Buffer.from([0]),
    ],
    ...[
      new Uint16Array(1),
      new Int16Array(1),
      new Float16Array(1),
      new DataView(new ArrayBuffer(2)),
    ],
    ...[new ArrayBuffer(2), new ArrayBuffer(1), new Float32Array(1), new Int32Array(1)],
    ...[new Float64Array(1), new BigInt64Array(1), new BigUint64Array(1), new Uint32Array(1)],
    ...["\ud800", "\udc00", "\ufffd", "\ud83d\ude00", "é", "e\u0301", "\u00ef\u00bf\u00bd"],
    ...[{ a: 1, b: 2 }, { b: 2, a: 1 }, new Map([[1, 2], [3, 4]]), new Map([[3, 4], [1, 2]])],
    ...[new Set([1, 2]), new Set([2, 1]), [1, 2], [[1], 2], [1, [2]], ["a", "b"], ["ab"], [
      "",
      "ab",
    ]],
    ...[
      2 ** 53,
      2 ** 53 - 1,
      2n ** 53n,
      2 ** 64,
      2n ** 64n,
      1e300,
      0.1,
      Math.fround(0.1),
      65504,
      65505,
    ],
    ...[JSON.parse('{"__proto__":1}'), { constructor: 1 }],
  ];
  const found = new Map<string, number>();
  for (const value of apart) found.set(hex(value), (found.get(hex(value)) ?? 0) + 1);
  // `{}` stands twice in the list
  assert.deepEqual([...found.values()].filter((count) => count > 1), [2]);
});

Deno.test("what a copy can't show doesn't count: aliases, views, frozen", () => {
  const part = { a: 1 };
  assert.equal(hex([part, part]), hex([{ a: 1 }, { a: 1 }]));
  assert.equal(hex(new Uint8Array([1, 2, 3]).subarray(1)), hex(new Uint8Array([2, 3])));
  assert.equal(hex(new Int16Array([1, 2]).subarray(1)), hex(new Int16Array([2])));
  assert.equal(hex(Object.freeze([1])), hex([1]));
});

Deno.test("each call gives bytes of its own", () => {
  const first = encode("abc");
  const before = toHex(first);
  encode("xyz");
  encode("x".repeat(1000));
  assert.equal(toHex(first), before);
});

Deno.test("what isn't plain data is refused, by path and with a code", () => {
  class Model {
    weights = [1];
  }
  const cases: [value: unknown, code: string, path: string, says: RegExp][] = [
    [
      { opts: { model: new Model() } },
      "value-class-instance",
      "args.opts.model",
      /instance of Model/,
    ],
    [[new (class extends Map {})()], "value-class-instance", "args[0]", /unnamed class/],
    [[new (class Rows extends Array {})()], "value-class-instance", "args[0]", /Rows/],
    [[new Error("x")], "value-class-instance", "args[0]", /Error/],
    [[Object.create(Map.prototype)], "value-class-instance", "args[0]", /Map/],
    [[Object.create(Date.prototype)], "value-class-instance", "args[0]", /Date/],
    [{ "a b": [() => 1] }, "value-function", 'args["a b"][0]', /function/],
    [[function named() {}], "value-function", "args[0]", /named/],
    [[Promise.resolve(1)], "value-promise", "args[0]", /promise/],
    [new Map([["k", Symbol("s")]]), "value-unsupported", 'args.get("k")', /symbol/],
    [new Map([[Symbol("s"), 1]]), "value-unsupported", "args.keys()[0]", /symbol/],
    [new Set([new WeakMap()]), "value-unsupported", "args.values()[0]", /WeakMap/],
    [[Object(1)], "value-unsupported", "args[0]", /boxed/],
    [[new SharedArrayBuffer(1)], "value-unsupported", "args[0]", /shared/],
    [[new Uint8Array(new SharedArrayBuffer(1))], "value-unsupported", "args[0]", /shared/],
    [{ a: { [Symbol("s")]: 1 } }, "value-unsupported", "args.a", /symbols as keys/],
    [
      {
        get x() {
          return 1;
        },
      },
      "value-property",
      "args.x",
      /getter/,
    ],
    [Object.defineProperty({}, "x", { value: 1 }), "value-property", "args.x", /enumerable/],
    [[/a/.exec("a")], "value-property", "args[0]", /groups/],
    [Object.assign([1, 2], { 7.5: 1 }), "value-property", "args", /7\.5/],
    [Object.assign(new Map(), { x: 1 }), "value-property", "args", /"x"/],
    [Object.assign(new Date(0), { x: 1 }), "value-property", "args", /"x"/],
  ];
  for (const [value, code, path, says] of cases) {
    const error = refused(value);
    assert.equal(error.code, code, error.message);
    assert.ok(error.message.startsWith(`${path} `), `${error.message}: expected ${path}`);
    assert.match(error.message, says);
    assert.ok(error.hint);
  }
});

Deno.test("the ways out fit what the value is: an argument or a result", () => {
  assert.match(refused([new URL("http://a")]).hint!, /ignoreArgs.*argSerializers.*merkl\.hash/);
  assert.match(refused([new URL("http://a")], { root: "result" }).hint!, /serializer/);
  assert.match(refused([Promise.resolve()]).hint!, /await/);
});

Deno.test("a value that contains itself is refused, with the first place where it does", () => {
  const a: Record<string, unknown> = { list: [] };
  a.list = [{ back: a }];
  assert.equal(refused(a).code, "value-cyclic");
  assert.match(refused(a).message, /^args\.list\[0\]\.back is args again/);
  const map = new Map<string, unknown>();
  map.set("self", map);
  assert.match(refused([1, map]).message, /^args\[1\]\.get\("self"\) is args\[1\] again/);
});

Deno.test("a container that stands in many places is no cycle, however deep", () => {
  const shared = { x: 1 };
  let value: unknown = shared;
  for (let i = 0; i < 200; i++) value = [shared, value, shared];
  assert.deepEqual(decode(encode(value)), value);
});

Deno.test("nesting of any depth is encoded and decoded", () => {
  let value: unknown = 1;
  for (let i = 0; i < 100_000; i++) {
    value = [
      () => [value],
      () => ({ value }),
      () => new Map([[0, value]]),
      () => new Set([value]),
    ][i % 4]!();
  }
  const bytes = encode(value);
  assert.equal(toHex(encode(decode(bytes))), toHex(bytes));
});

Deno.test("an encoder serves again after an error, and within itself", () => {
  const before = hex({ a: [1] });
  refused({ a: [1, Symbol("x")] });
  assert.equal(hex({ a: [1] }), before);
  class Inner {}
  const hash = hashValue([1, 2]);
  const plain = hex([1, new Inner(), 2], { replace: () => ({ kind: "identity", tag: "t", hash }) });
  const replace = (): Replacement => ({ kind: "identity", tag: "t", hash: hashValue([1, 2]) });
  assert.equal(hex([1, new Inner(), 2], { replace }), plain);
  assert.deepEqual(decode(encode([1, new Inner(), 2], { replace }), ["i"]), [1, "i", 2]);
});

class File {
  constructor(readonly content: string) {}
}
class Later {}

const replace = (value: object): Replacement | undefined =>
  value instanceof File
    ? { kind: "identity", tag: "file", hash: value.content }
    : value instanceof Later || typeof value === "function"
    ? { kind: "slot" }
    : undefined;

Deno.test("replaced values are numbered in order of occurrence and put back in it", () => {
  const value = {
    f: new File("aa"),
    rest: [new Later(), new Map([[new File("bb"), new Later()]])],
  };
  const slots: unknown[] = [];
  const bytes = encode(value, { replace, slots });
  assert.deepEqual(slots.map((slot) => (slot as object).constructor.name), [
    "File",
    "Later",
    "File",
    "Later",
  ]);
  assert.deepEqual(decode(bytes, [1, 2, 3, 4]), { f: 1, rest: [2, new Map([[3, 4]])] });
});

Deno.test("slots are alike, identities are not, and neither is plain data", () => {
  const encodings = [new File("aa"), new File("bb"), new Later(), "aa", ["file", "aa"], null]
    .map((value) => hex(value, { replace }));
  assert.equal(new Set(encodings).size, 6);
  assert.equal(hex(new Later(), { replace }), hex(() => 1, { replace }));
});

Deno.test("the path is told to whoever replaces", () => {
  const paths: string[] = [];
  encode({ a: [0, new Later()] }, {
    root: "args",
    replace: (_value, path) => {
      paths.push(path());
      return { kind: "slot" };
    },
  });
  assert.deepEqual(paths, ["args.a[1]"]);
});

Deno.test("a class may say what it is hashed by", () => {
  class Point {
    constructor(readonly x: unknown, private readonly cache = {}) {}
    [Symbol.for("merkl.hash")]() {
      return { x: this.x };
    }
  }
  class Other extends Point {}
  const slots: unknown[] = [];
  const value = [new Point(1, () => 0), new Point(new Point(2)), 3];
  const bytes = encode(value, { slots });
  assert.equal(slots.length, 3);
  assert.deepEqual(decode(bytes, slots), value);
  assert.notEqual(hex(new Point(1)), hex(new Point(2)));
  assert.notEqual(hex(new Point(1)), hex(new Other(1)));
  assert.match(
    refused([new Point(Symbol("s"))]).message,
    /^args\[0\]\[Symbol\.for\("merkl\.hash"\)\]\(\)\.x /,
  );
  const replace = (item: object) => ({ kind: "code", hash: item.constructor.name } as const);
  const coded: unknown[] = [];
  assert.deepEqual(decode(encode(value, { slots: coded, replace }), coded), value);
  const hashOf = (code: string) =>
    hashValue(new Point(1), { replace: () => ({ kind: "code", hash: code }) });
  assert.notEqual(hashOf("a"), hashOf("b"));
  const self = { [Symbol.for("merkl.hash")]: () => [self] };
  assert.equal(refused(self).code, "value-cyclic");
});
