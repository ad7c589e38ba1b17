import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { decode, encode } from "../../lib/hash/canonical.ts";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { fromHex } from "../../lib/util/bytes.ts";
import { values } from "./values.ts";

function damage(bytes: Uint8Array): string | undefined {
  try {
    decode(bytes);
  } catch (error) {
    assert.ok(isMerklError(error), String(error));
    assert.equal(error.code, "value-damaged");
    return error.message;
  }
  return undefined;
}

Deno.test("bytes that are no encoding are damaged, and say where", () => {
  const cases: [hex: string, says: RegExp][] = [
    ["", /ends too early/],
    ["82 01", /ends too early/],
    ["9b 001fffffffffffff", /ends too early/],
    ["61", /ends too early/],
    ["42 00", /ends too early/],
    ["f9 00", /ends too early/],
    ["01 01", /something follows/],
    ["18 17", /shortest form/],
    ["19 00ff", /shortest form/],
    ["1a 0000ffff", /shortest form/],
    ["1b 00000000ffffffff", /shortest form/],
    ["1b 0020000000000000", /shortest form/],
    ["3b 001fffffffffffff", /too large/],
    ["f9 3c00", /shortest form/], // 1.0 is an integer
    ["f9 7e01", /shortest form/], // a NaN with a payload
    ["fa 3f000000", /shortest form/], // 0.5 fits 16 bits
    ["fb 3fb99999a0000000", /shortest form/], // fits 32 bits
    ["fb 7ff8000000000000", /shortest form/],
    ["c2 41 00", /shortest form/],
    ["61 ff", /UTF-8/],
    ["63 eda080", /UTF-8/],
    ["d9ed07 42 4100", /shortest form/], // a well-formed text as UTF-16
    ["d9ed07 41 d8", /within a character/],
    ["a0", /map is not used/],
    ["5f", /length is not one/],
    ["1c", /length is not one/],
    ["f8 20", /number is missing/],
    ["e0", /number is missing/],
    ["c1 00", /tag 1 is not known/],
    ["d9ed00 81 6161", /without value/],
    ["d9ed00 84 6161 01 6161 02", /key comes twice/],
    ["d9ed00 82 01 01", /text is missing/],
    ["d9ed02 84 01 01 01 02", /key comes twice/],
    ["d9ed03 82 01 01", /key comes twice/],
    ["d9ed03 81 d9ed06f7", /hole is outside/],
    ["d9ed06 f7", /hole is outside/],
    ["81 d9ed06 f6", /tag is odd/],
    ["d9ed04 1b 001fffffffffffff", /out of range/],
    ["d9ed05 83 6128 60 00", /RegExp is malformed/],
    ["d9ed05 83 612f 60 00", /RegExp is malformed/], // its source would be \\/
    ["d9ed05 82 6161 60", /RegExp is odd/],
    ["d845 41 00", /within an item/],
    ["d845 01", /byte string is missing/],
    ["d9ed0b f6", /more replaced values than the 0/],
    ["d9ed0c 81 6161", /identity is odd/],
  ];
  for (const [hex, says] of cases) {
    const message = damage(fromHex(hex.replaceAll(" ", "")));
    assert.ok(message !== undefined, `${hex} was decoded`);
    assert.match(message, says, hex);
    assert.match(message, /at byte \d+/);
  }
});

Deno.test("every truncation is noticed", () => {
  fc.assert(
    fc.property(values, (value) => {
      const bytes = encode(value);
      for (let length = 0; length < bytes.length; length++) {
        assert.notEqual(damage(bytes.subarray(0, length)), undefined);
      }
    }),
  );
});

Deno.test("whatever the bytes are, the outcome is a value or an error that says so", () => {
  const flipped = fc.tuple(values, fc.nat(), fc.nat(255)).map(([value, at, byte]) => {
    const bytes = encode(value);
    bytes[at % bytes.length] = byte;
    return bytes;
  });
  fc.assert(fc.property(flipped, (bytes) => void damage(bytes)), { numRuns: 5000 });
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void damage(bytes)), { numRuns: 5000 });
});

Deno.test("a key like __proto__ is an ordinary one", () => {
  const copy = decode(encode(JSON.parse('{"__proto__":{"admin":true}}'))) as Record<
    string,
    unknown
  >;
  assert.deepEqual(Object.keys(copy), ["__proto__"]);
  assert.equal(copy.admin, undefined);
});

Deno.test("copies share nothing with the bytes nor with each other", () => {
  const bytes = encode([new Uint8Array([1, 2]), new Uint16Array([3])]);
  const [first, second] = [decode(bytes), decode(bytes)] as [Uint8Array, Uint16Array][];
  first![0][0] = 9;
  first![1][0] = 9;
  assert.deepEqual(second, [new Uint8Array([1, 2]), new Uint16Array([3])]);
  assert.deepEqual(decode(bytes), second);
  assert.equal(first![0].buffer.byteLength, 2);
  const buffer = Buffer.from(bytes);
  const [third] = decode(buffer) as Uint8Array[];
  buffer.fill(0);
  assert.deepEqual(third, new Uint8Array([1, 2]));
});
