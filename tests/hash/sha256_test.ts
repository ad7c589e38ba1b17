import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { AlikeTexts, sha256 } from "../../lib/hash/digest.ts";
import { blocksOf, MOST_MORE, sha256Keyed, sha256Short } from "../../lib/hash/sha256_short.ts";

const expected = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

Deno.test("sha256Short() agrees with node:crypto at every length around the blocks", () => {
  for (let length = 0; length <= 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 255);
    assert.equal(sha256Short(bytes), expected(bytes));
  }
});

Deno.test("sha256Short() agrees with node:crypto on any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
    assert.equal(sha256Short(bytes), expected(bytes));
  }));
});

Deno.test("blocksOf() counts the padding", () => {
  assert.deepEqual([0, 55, 56, 63, 64, 119, 120].map(blocksOf), [1, 1, 2, 2, 2, 2, 3]);
});

Deno.test("sha256Keyed() hashes its parts one behind the other", () => {
  const digests = Array.from({ length: 4 }, (_, i) => expected(Uint8Array.of(i)));
  for (const first of digests) {
    for (const hex of digests) {
      for (let length = 0; length <= MOST_MORE; length++) {
        const more = "x".repeat(length);
        const bytes = [...new TextEncoder().encode(first), ...Uint8Array.fromHex(hex)];
        const whole = Uint8Array.from([...bytes, ...new TextEncoder().encode(more)]);
        assert.equal(sha256Keyed(first, hex, more), expected(whole));
      }
    }
  }
});

Deno.test("sha256Keyed() of what was hashed last, whatever is hashed meanwhile", () => {
  const [one, two] = [expected(Uint8Array.of(1)), expected(Uint8Array.of(2))];
  const keyed = (first: string, hex: string) => {
    const bytes = [...new TextEncoder().encode(first), ...Uint8Array.fromHex(hex)];
    return expected(Uint8Array.from([...bytes, 0x30]));
  };
  const texts = new AlikeTexts("");
  const meanwhile = [
    () => {},
    () => sha256Short(Uint8Array.of(3)),
    () => sha256Keyed(one, two, ""),
    () => sha256Keyed(two, one, ""),
    () => texts.sha256("", two, ["é"]),
    () => texts.sha256("", one, ["e"]),
  ];
  for (const first of [one, two]) {
    for (const between of meanwhile) {
      const last = sha256Short(Uint8Array.of(4));
      between();
      assert.equal(sha256Keyed(first, last, "0"), keyed(first, last));
      const next = texts.sha256("", first, [last]);
      between();
      assert.equal(sha256Keyed(first, next, "0"), keyed(first, next));
    }
  }
});

Deno.test("AlikeTexts hashes its lines, whatever came before", () => {
  const texts = new AlikeTexts("head ");
  const parts = fc.string({ minLength: 0, maxLength: 150, unit: "binary-ascii" });
  const rests = fc.string({
    maxLength: 400,
    unit: fc.constantFrom("a", "\n", "\x7f", "é", "\u{1f600}"),
  });
  fc.assert(
    fc.property(parts, parts, fc.array(rests), rests, (first, second, rest, other) => {
      for (const last of [rest, [other], rest]) {
        const whole = [`head ${first}`, second, ...last].join("\n");
        assert.equal(texts.sha256(first, second, last), sha256(whole));
      }
    }),
  );
});
