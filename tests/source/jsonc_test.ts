import assert from "node:assert/strict";
import fc from "fast-check";
import { JsonSyntaxError, parseJsonc } from "../../lib/source/jsonc.ts";

Deno.test("any JSON is read as JSON.parse reads it", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    assert.deepEqual(parseJsonc(text), JSON.parse(text));
  }));
});

Deno.test("comments and trailing commas may be anywhere but in texts", () => {
  const text = `\ufeff// top
{ "a": "// no /* comment", /* x */ "b,]": [1, 2, // two
  ], "c\\"/*": ",}", }`;
  assert.deepEqual(parseJsonc(text), { "a": "// no /* comment", "b,]": [1, 2], 'c"/*': ",}" });
});

Deno.test("the place of an error is found in the original text", () => {
  const wrong: [string, number][] = [
    ["", 0],
    ["{", 1],
    ['{"a" 1}', 5],
    ["[1 2]", 3],
    ['/* c */ {"a": nope}', 14],
    ["{} x", 3],
    ['{"a": "open}', 6],
    ["[01]", 2],
  ];
  for (const [text, offset] of wrong) {
    assert.throws(() => parseJsonc(text), (error) => {
      assert.ok(error instanceof JsonSyntaxError);
      assert.equal(error.offset, offset, text);
      return true;
    });
  }
});
