import assert from "node:assert/strict";
import { table } from "../../lib/report/table.ts";

Deno.test("columns are as wide as need be, numbers stand to the right", () => {
  const text = table(["task", "n", "args"], [["train", 2, { lr: 1 }], ["x", 10, null]]);
  assert.equal(text, 'task    n  args\ntrain   2  {"lr":1}\nx      10\n');
  assert.equal(table(["a", "b"], []), "a  b\n");
});

Deno.test("control characters are written out, and long cells cut", () => {
  assert.equal(table(["a"], [["x\ny\x1b[31m"]]), "a\nx\\ny\\u001b[31m\n");
  assert.equal(table(["a"], [["123456"]], { widest: 5 }), "a\n1234…\n");
});
