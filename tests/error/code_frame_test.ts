import assert from "node:assert/strict";
import { codeFrame } from "../../lib/error/code_frame.ts";
import { placeAt } from "../../lib/error/place.ts";

const TEXT = ["one", "two", "three", "  const x = f(a, b);", "five", "six", "seven"].join("\n");

Deno.test("two lines before, one after, carets under the range, the label beside", () => {
  const frame = codeFrame(TEXT, { file: "", line: 4, column: 13, endColumn: 20, label: "here" });
  assert.equal(
    frame,
    [
      "  2 | two",
      "  3 | three",
      "> 4 |   const x = f(a, b);",
      "    |             ^^^^^^^ here",
      "  5 | five",
    ].join("\n"),
  );
});

Deno.test("at the edges of a file, and with wider line numbers", () => {
  assert.equal(codeFrame("x", { file: "", line: 1, column: 1 }), "> 1 | x\n    | ^");
  const ten = Array.from({ length: 10 }, (_, i) => `l${i + 1}`).join("\r\n");
  assert.equal(
    codeFrame(ten, { file: "", line: 10, column: 1, endColumn: 4 }),
    "   8 | l8\n   9 | l9\n> 10 | l10\n     | ^^^",
  );
});

Deno.test("a place that the file no longer has gives no frame", () => {
  assert.equal(codeFrame("x", { file: "", line: 2, column: 1 }), "");
  assert.equal(codeFrame("x", { file: "", line: 1, column: 9 }), "> 1 | x\n    |  ^");
});

Deno.test("the caret stands right after tabs and wide characters", () => {
  const text = '\tf("日本🎉", bad)';
  const start = text.indexOf("bad");
  const frame = codeFrame(text, placeAt("", text, start, start + 3));
  assert.equal(frame, `> 1 | ${text}\n    | \t${" ".repeat('f("日本🎉", '.length + 2)}^^^`);
});

Deno.test("a long line is cut around the caret", () => {
  const text = "a".repeat(400) + "BAD" + "c".repeat(400);
  const [line, caret] = codeFrame(text, placeAt("", text, 400, 403)).split("\n");
  assert.ok(line!.length < 120);
  assert.equal(line!.slice(caret!.indexOf("^"), caret!.lastIndexOf("^") + 1), "BAD");
});

Deno.test("without an end the word is marked; a range that fills the line is not", () => {
  const line = "  renderText(a, b);";
  assert.equal(
    codeFrame(line, { file: "", line: 1, column: 3 }).split("\n")[1],
    "    |   ^^^^^^^^^^",
  );
  const long = `async () => ${"x".repeat(80)}`;
  const frame = codeFrame(long, { file: "", line: 1, column: 1, endColumn: long.length + 1 });
  assert.equal(frame.split("\n")[1], "    | ^^^^^");
});

Deno.test("the lines around can be left out", () => {
  const frame = codeFrame(TEXT, { file: "", line: 2, column: 1 }, { before: 0, after: 0 });
  assert.equal(frame, "> 2 | two\n    | ^^^");
});

Deno.test("control characters of a source don't reach the terminal", () => {
  const frame = codeFrame("a\x1b[31mb", { file: "", line: 1, column: 1 });
  assert.ok(!frame.includes("\x1b"));
});

Deno.test("on a narrow terminal lines are cut to its width, with the caret where it belongs", () => {
  const line =
    `export function countWords(path = "pipeline.ts", { top = 5, minLength = 4 } = {}) {`;
  const text = `${line}\n  return path;\n}\n`;
  for (const columns of [30, 40, 80]) {
    const column = line.indexOf("top") + 1;
    const place = { file: "p.ts", line: 1, column, endColumn: column + 3 };
    const rows = codeFrame(text, place, { columns }).split("\n");
    for (const row of rows) assert.ok(row.length <= columns, row);
    const [meant, carets] = rows as [string, string];
    assert.equal(meant.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1), "top");
  }
});
